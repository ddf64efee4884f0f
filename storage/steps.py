"""The steps that wait for a link: rows of the outbox that lead to one channel or user group."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage.models import Outgoing
from storage.outbox import IS_PENDING

STEPS = Outgoing.kind.like("place.%")
FREE = Outgoing.lease.is_(None)
"""Of what somebody holds, the time is their lease's."""


def waiting(unit: Session, link_ids: Sequence[str]) -> dict[str, int]:
    """For each link how many wait."""
    query = (
        select(Outgoing.link_id, func.count())
        .where(Outgoing.link_id.in_(link_ids), IS_PENDING, STEPS)
        .group_by(Outgoing.link_id)
    )
    return {str(link_id): count for link_id, count in unit.execute(query)}


def of_link(unit: Session, link_id: str, kind: str) -> list[Outgoing]:
    """Those of one kind that wait, also those in somebody's hands."""
    query = select(Outgoing).where(Outgoing.link_id == link_id, IS_PENDING, Outgoing.kind == kind)
    return list(unit.scalars(query.order_by(Outgoing.id)))


def wake(unit: Session, link_id: str, now: datetime) -> None:
    """Let all that waits for it be taken at once."""
    unit.execute(
        update(Outgoing)
        .where(Outgoing.link_id == link_id, IS_PENDING, STEPS, FREE, Outgoing.due_at > now)
        .values(due_at=now)
        .execution_options(synchronize_session=False)
    )


def put_off(unit: Session, link_id: str, kind: str, until: datetime) -> None:
    """Let the others of a kind wait as long as the one that was tried."""
    unit.execute(
        update(Outgoing)
        .where(
            Outgoing.link_id == link_id,
            IS_PENDING,
            Outgoing.kind == kind,
            FREE,
            Outgoing.due_at < until,
        )
        .values(due_at=until)
        .execution_options(synchronize_session=False)
    )


def end(unit: Session, row_ids: Sequence[int], now: datetime) -> set[int]:
    """Mark as done what another one did with it, whoever holds it; which ones they were."""
    return set(
        unit.scalars(
            update(Outgoing)
            .where(Outgoing.id.in_(row_ids), IS_PENDING)
            .values(state="sent", done_at=now, lease=None, reason="")
            .returning(Outgoing.id)
            .execution_options(synchronize_session=False)
        )
    )


def referred(unit: Session, workspace_id: str, reference: str) -> Outgoing | None:
    """What the other side calls by this, locked."""
    query = (
        select(Outgoing)
        .where(Outgoing.workspace_id == workspace_id, Outgoing.reference == reference)
        .order_by(Outgoing.id)
        .limit(1)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return unit.scalar(query)


def told_of(unit: Session, link_id: str) -> list[Outgoing]:
    """The messages about a link that stand in Slack."""
    query = select(Outgoing).where(
        Outgoing.link_id == link_id, Outgoing.kind == "slack.trouble", Outgoing.ts.is_not(None)
    )
    return list(unit.scalars(query.order_by(Outgoing.id)))
