"""Slack's channels and user groups linked to workgroups, webhooks, and who left or was removed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    with op.batch_alter_table("workspace") as table:
        table.add_column(
            sa.Column("hooked", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("member") as table:
        table.add_column(_moment("left_at"))
        table.add_column(_moment("removed_at"))
    _link()
    _endpoint()
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("endpoint_id", sa.String(length=26)))
        table.add_column(sa.Column("reference", sa.String(length=64)))
        table.add_column(sa.Column("link_id", sa.String(length=26)))
        table.create_foreign_key(
            op.f("fk_outbox_endpoint_id"), "endpoint", ["endpoint_id"], ["id"], ondelete="CASCADE"
        )
        table.create_foreign_key(
            op.f("fk_outbox_link_id"), "link", ["link_id"], ["id"], ondelete="SET NULL"
        )
        table.create_index("ix_outbox_link", ["link_id", "id"])
        table.create_index("ix_outbox_endpoint", ["endpoint_id", "id"])
        table.create_index("ix_outbox_reference", ["reference"])


def _link() -> None:
    op.create_table(
        "link",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("workspace_id", sa.String(length=26), nullable=False),
        sa.Column("workgroup_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=9), nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("connect", sa.Boolean(), nullable=False),
        sa.Column("trouble", sa.String(length=64), nullable=False),
        _moment("trouble_at"),
        sa.Column("trouble_with", sa.String(length=32), nullable=False),
        _moment("mended_at"),
        sa.Column("lease", sa.String(length=48)),
        _moment("leased_until"),
        _moment("created_at", nullable=False),
        sa.CheckConstraint("kind IN ('channel', 'usergroup')", name=op.f("ck_link_kind_known")),
        sa.ForeignKeyConstraint(
            ["workgroup_id"],
            ["workgroup.id"],
            name=op.f("fk_link_workgroup_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_link_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
    )
    op.create_index("uq_link_place", "link", ["workgroup_id", "slack_id"], unique=True)
    op.create_index(
        "uq_link_usergroup",
        "link",
        ["workgroup_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'usergroup'"),
        postgresql_where=sa.text("kind = 'usergroup'"),
    )
    op.create_index("ix_link_slack_id", "link", ["workspace_id", "slack_id"])


def _endpoint() -> None:
    op.create_table(
        "endpoint",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("workspace_id", sa.String(length=26), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("secret", sa.String(length=500), nullable=False),
        sa.Column("old_secret", sa.String(length=500)),
        _moment("failing_since"),
        _moment("paused_at"),
        _moment("created_at", nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_endpoint_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endpoint")),
    )
    op.create_index("ix_endpoint_workspace_id", "endpoint", ["workspace_id"])
