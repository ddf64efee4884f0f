"""What is searched, folded: the texts of an invitation, a member, a workgroup."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.folding import kept

revision = "0010"
down_revision = "0009"

SEARCHED = {
    "invitation": ("email", "address", "name"),
    "member": ("name", "email"),
    "workgroup": ("name",),
}
FOLD = "UPDATE {table} SET folded = kept({names})"
READ = "SELECT id, {names} FROM {table}"
REWRITE = (
    "CREATE UNIQUE INDEX ON kept (id)",
    "ANALYZE kept",
    """
    CREATE FUNCTION kept_of(VARCHAR) RETURNS TEXT STABLE LANGUAGE plpgsql AS
    'BEGIN RETURN (SELECT folded FROM kept WHERE id = $1); END'
    """,
    'ALTER TABLE {table} ALTER folded TYPE TEXT COLLATE "C" USING kept_of(id)',
    "DROP FUNCTION kept_of",
    "DROP TABLE kept",
)
MANY = 1_000
"""Rows that are in memory at once."""


def upgrade() -> None:
    fill = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}[op.get_bind().dialect.name]
    for table, names in SEARCHED.items():
        op.add_column(table, sa.Column("folded", sa.Text(), nullable=False, server_default=""))
        fill(table, ", ".join(names))


def _on_sqlite(table: str, names: str) -> None:
    _driver().create_function("kept", -1, kept, deterministic=True)
    op.execute(FOLD.format(table=table, names=names))


def _on_postgresql(table: str, names: str) -> None:
    """Put aside what Python makes of each row, then write the table anew with it, compared by
    bytes: that takes two thirds of the time of an UPDATE and leaves no dead rows.
    """
    op.execute("CREATE UNLOGGED TABLE kept (id VARCHAR(26), folded TEXT)")
    driver = _driver()
    with driver.cursor("rows") as rows, driver.cursor() as cursor:
        rows.execute(READ.format(table=table, names=names))
        while some := rows.fetchmany(MANY):
            with cursor.copy("COPY kept FROM STDIN") as copy:
                for row_id, *texts in some:
                    copy.write_row((row_id, kept(*texts)))
    for statement in REWRITE:
        op.execute(statement.format(table=table))


def _driver() -> Any:
    return op.get_bind().connection.driver_connection
