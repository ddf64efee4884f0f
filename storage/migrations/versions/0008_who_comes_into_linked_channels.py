"""Additions that an admin decides on, and which linked channels are private."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


LINK = sa.table(
    "link",
    sa.column("id", sa.String),
    sa.column("workspace_id", sa.String),
    sa.column("kind", sa.String),
)
OUTBOX = sa.table(
    "outbox",
    sa.column("workspace_id", sa.String),
    sa.column("kind", sa.String),
    sa.column("key", sa.String),
    sa.column("details", sa.JSON),
    sa.column("state", sa.String),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("due_at", sa.DateTime(timezone=True)),
    sa.column("attempts", sa.Integer),
    sa.column("reason", sa.String),
    sa.column("link_id", sa.String),
)


def upgrade() -> None:
    with op.batch_alter_table("link") as table:
        table.add_column(
            sa.Column("private", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    _look_again()
    op.create_table(
        "addition",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("workspace_id", sa.String(length=26), nullable=False),
        sa.Column("workgroup_id", sa.String(length=26), nullable=False),
        sa.Column("asker_id", sa.String(length=26), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("decided_by", sa.String(length=26)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "state IN ('requested', 'approved', 'refused', 'lapsed')",
            name=op.f("ck_addition_state_known"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_addition_{column}"), ondelete=ondelete
            )
            for column, table, ondelete in (
                ("workspace_id", "workspace", "CASCADE"),
                ("workgroup_id", "workgroup", "CASCADE"),
                ("asker_id", "member", "CASCADE"),
                ("decided_by", "member", "SET NULL"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addition")),
    )
    op.create_index(
        "ix_addition_requested",
        "addition",
        ["workgroup_id"],
        sqlite_where=sa.text("state = 'requested'"),
        postgresql_where=sa.text("state = 'requested'"),
    )


def _look_again() -> None:
    """Of an old link nobody asked Slack; until somebody has, its name is not for everybody."""
    old = sa.select(LINK.c.id, LINK.c.workspace_id).where(LINK.c.kind == "channel")
    now = datetime.now(UTC)
    looks = [
        {
            "workspace_id": workspace_id,
            "kind": "place.look",
            "key": f"look:{link_id}:private",
            "details": {"link": link_id},
            "state": "pending",
            "created_at": now,
            "due_at": now,
            "attempts": 0,
            "reason": "",
            "link_id": link_id,
        }
        for link_id, workspace_id in op.get_bind().execute(old).all()
    ]
    if looks:
        op.get_bind().execute(sa.insert(OUTBOX), looks)
