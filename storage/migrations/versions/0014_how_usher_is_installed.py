"""Whether Slack's events come, and which scopes an installation of before has not."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column(
        "workspace",
        sa.Column("primary_owner", sa.String(length=32), server_default="", nullable=False),
    )
    for name in ("events_awaited_at", "events_heard_at", "silence_told_at", "scopes_told_at"):
        op.add_column("workspace", sa.Column(name, sa.DateTime(timezone=True)))
    op.add_column(
        "workspace",
        sa.Column("missing_scopes", sa.String(length=1000), server_default="", nullable=False),
    )
