"""Where people are in App Home, so that it can be drawn anew when something changes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("member") as table:
        table.add_column(sa.Column("home", sa.Text()))
