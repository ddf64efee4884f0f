"""Looks at everybody in Slack: how far the one of a workspace is."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.insert import new_rows
from storage.models import Look


def of(unit: Session, workspace_id: str) -> Look | None:
    return unit.get(Look, workspace_id)


def lock(unit: Session, workspace_id: str) -> Look | None:
    """Read it anew, and let nobody else turn a page until the transaction ends."""
    query = select(Look).where(Look.workspace_id == workspace_id).with_for_update()
    return unit.scalar(query.execution_options(populate_existing=True))


def take(unit: Session, workspace_id: str, now: datetime) -> Look:
    """The workspace's, locked; a new one is nobody's yet."""
    row = {"workspace_id": workspace_id, "begun_at": now, "held_until": now, "unseen": []}
    new_rows(unit, Look, [row], ["workspace_id"])
    found = lock(unit, workspace_id)
    assert found is not None  # noqa: S101 - it was there, or is now
    return found
