"""Insert what is not there yet: the database decides, not a look-up before the insert."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Base


def new_rows(
    unit: Session,
    table: type[Base],
    rows: Sequence[Mapping[str, Any]],
    unique: Sequence[str],
    where: str | None = None,
) -> set[Any]:
    """Insert `rows`, leave out those whose `unique` columns are taken, return the ids of the new.

    `where` is the condition of a partial unique index. An IntegrityError would end the whole
    transaction on PostgreSQL; ON CONFLICT DO NOTHING waits for the other writer and goes on.
    """
    if not rows:
        return set()
    dialect = postgresql if unit.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).on_conflict_do_nothing(
        index_elements=list(unique), index_where=text(where) if where else None
    )
    key = next(iter(table.__table__.primary_key))
    return set(unit.scalars(statement.returning(key), list(rows)))
