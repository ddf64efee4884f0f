"""When the time until which something waits was written: that clock may have been wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

PENDING = sa.text("state = 'pending'")
LEASED = sa.text("lease IS NOT NULL")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("set_at", sa.DateTime(timezone=True)))
    # Of what is tried again it is not known: it waits no longer than since it came.
    op.execute(
        "UPDATE outbox SET set_at = created_at WHERE state = 'pending' AND due_at < '9998-01-01'"
    )
    op.create_index(
        "ix_outbox_set", "outbox", ["set_at"], sqlite_where=PENDING, postgresql_where=PENDING
    )
    op.create_index(
        "ix_outbox_lease", "outbox", ["lease"], sqlite_where=LEASED, postgresql_where=LEASED
    )
