"""The settings of a workspace, snoozed invitations, and who runs Slack."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _text(name: str, length: int, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False, server_default=default)


def _yes_or_no(name: str, *, default: bool = False) -> sa.Column[bool]:
    return sa.Column(
        name, sa.Boolean(), nullable=False, server_default=sa.true() if default else sa.false()
    )


def upgrade() -> None:
    with op.batch_alter_table("invitation") as table:
        table.add_column(sa.Column("snoozed_until", sa.DateTime(timezone=True)))
    with op.batch_alter_table("member") as table:
        table.add_column(_yes_or_no("runs_slack"))
    with op.batch_alter_table("workspace") as table:
        table.add_column(_yes_or_no("own_zone"))
        table.add_column(_text("who_may_invite", 8, "leads"))
        table.add_column(
            sa.Column("allowed_domains", sa.JSON(), nullable=False, server_default="[]")
        )
        table.add_column(
            sa.Column("blocked_domains", sa.JSON(), nullable=False, server_default="[]")
        )
        table.add_column(_yes_or_no("refuse_disposable", default=True))
        table.add_column(_text("personal_pattern", 75, "{name}"))
        table.add_column(sa.Column("inviter_daily", sa.Integer()))
        table.add_column(sa.Column("workspace_daily", sa.Integer()))
        table.add_column(sa.Column("address_daily", sa.Integer()))
        table.add_column(_text("join_link", 500))
        table.add_column(_text("locale", 2))
        table.add_column(_yes_or_no("reply_to"))
        table.add_column(_text("digest_time", 5, "09:00"))
        table.add_column(_text("digest_days", 7, "12345"))
        table.add_column(_text("digest_channel", 32))
        table.create_check_constraint(
            op.f("ck_workspace_who_may_invite_known"),
            "who_may_invite IN ('admins', 'leads', 'everyone')",
        )
        table.create_check_constraint(
            op.f("ck_workspace_locale_known"), "locale IN ('', 'en', 'ru')"
        )
        table.create_check_constraint(
            op.f("ck_workspace_lifetime"), "lifetime_days BETWEEN 1 AND 90"
        )
