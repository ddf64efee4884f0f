"""Additions: find, add, and close them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session

from storage import ids
from storage.models import Addition
from storage.models.addition import REQUESTED
from storage.vocabulary import AdditionState

# A literal, because with a bound parameter PostgreSQL's generic plan passes the partial index by.
IS_REQUESTED: ColumnElement[bool] = literal_column(f"({REQUESTED})")


def add(
    unit: Session,
    workspace_id: str,
    group_id: str,
    asker_id: str,
    member_ids: Sequence[str],
    now: datetime,
) -> Addition:
    row = Addition(
        id=ids.new(now),
        workspace_id=workspace_id,
        workgroup_id=group_id,
        asker_id=asker_id,
        members=list(member_ids),
        state=AdditionState.REQUESTED,
        created_at=now,
    )
    unit.add(row)
    unit.flush()
    return row


def get(unit: Session, addition_id: str) -> Addition | None:
    """Locked, and read anew."""
    query = select(Addition).where(Addition.id == addition_id).with_for_update(key_share=True)
    return unit.scalar(query.execution_options(populate_existing=True))


def get_many(unit: Session, ids: Iterable[str]) -> dict[str, Addition]:
    return {row.id: row for row in unit.scalars(select(Addition).where(Addition.id.in_(list(ids))))}


def waiting(unit: Session, group_id: str) -> list[Addition]:
    """Those into a workgroup that nobody has decided on, oldest first. The caller holds the
    workspace, as everybody does who changes one.
    """
    query = select(Addition).where(Addition.workgroup_id == group_id, IS_REQUESTED)
    return list(unit.scalars(query.order_by(Addition.id)))
