"""A request beside the open invitation of its address: who asks must not learn of that."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INDEX = "uq_invitation_open"
HOLDING = sa.text("state IN ('requested', 'pending') AND NOT duplicate")


def upgrade() -> None:
    op.add_column(
        "invitation",
        sa.Column("duplicate", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.drop_index(INDEX, "invitation")
    op.create_index(
        INDEX,
        "invitation",
        ["workspace_id", "email"],
        unique=True,
        sqlite_where=HOLDING,
        postgresql_where=HOLDING,
    )
