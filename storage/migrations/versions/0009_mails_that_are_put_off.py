"""Mails that the mail server refuses because of us wait in a pause."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

WAITING = sa.text("put_off IS NOT NULL AND state = 'pending'")


def upgrade() -> None:
    op.create_table(
        "mail_pause",
        sa.Column("scope", sa.String(length=255), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=8), nullable=False),
        sa.Column("code", sa.Integer()),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("waited", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_mail_pause")),
    )
    op.add_column("outbox", sa.Column("put_off", sa.String(length=255)))
    op.create_index(
        "ix_outbox_put_off",
        "outbox",
        ["put_off", "due_at", "workspace_id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
