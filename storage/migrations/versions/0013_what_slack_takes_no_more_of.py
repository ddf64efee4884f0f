"""What Slack takes no more of for a while, for every process to know."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "slack_limit",
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("method", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team", "method", "channel", name=op.f("pk_slack_limit")),
        sa.ForeignKeyConstraint(
            ["team"], ["workspace.team"], name=op.f("fk_slack_limit_team"), ondelete="CASCADE"
        ),
    )
