"""Provisioning tasks: rows of the outbox that lead into one Slack channel or user group."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage.models import OutboxRow
from storage.outbox import IS_FREE, IS_PENDING, timed
from storage.vocabulary import PROVISIONING, OutboxKind

TASKS = OutboxRow.kind.like(PROVISIONING)


def count_waiting(unit: Session, link_ids: Sequence[str]) -> dict[str, int]:
    """For each link how many wait."""
    query = (
        select(OutboxRow.link_id, func.count())
        .where(OutboxRow.link_id.in_(link_ids), IS_PENDING, TASKS)
        .group_by(OutboxRow.link_id)
    )
    return {str(link_id): count for link_id, count in unit.execute(query)}


def of_link(unit: Session, link_id: str, kind: str) -> list[OutboxRow]:
    """Those of one kind that wait, also those in somebody's hands."""
    query = select(OutboxRow).where(
        OutboxRow.link_id == link_id, IS_PENDING, OutboxRow.kind == kind
    )
    return list(unit.scalars(query.order_by(OutboxRow.id)))


def retry_now(unit: Session, link_id: str, now: datetime) -> None:
    """Let all that waits for it be taken at once."""
    unit.execute(
        update(OutboxRow)
        .where(OutboxRow.link_id == link_id, IS_PENDING, TASKS, IS_FREE, OutboxRow.due_at > now)
        .values(**timed(now, now))
        .execution_options(synchronize_session=False)
    )


def postpone(unit: Session, link_id: str, kind: str, now: datetime, until: datetime) -> None:
    """Let the others of a kind wait as long as the one that was tried."""
    unit.execute(
        update(OutboxRow)
        .where(
            OutboxRow.link_id == link_id,
            IS_PENDING,
            OutboxRow.kind == kind,
            IS_FREE,
            OutboxRow.due_at < until,
        )
        .values(**timed(now, until))
        .execution_options(synchronize_session=False)
    )


def mark_done(unit: Session, row_ids: Sequence[int], now: datetime) -> set[int]:
    """Mark as done what another one did with it, whoever holds it; which ones they were."""
    return set(
        unit.scalars(
            update(OutboxRow)
            .where(OutboxRow.id.in_(row_ids), IS_PENDING)
            .values(state="sent", done_at=now, lease=None, reason="")
            .returning(OutboxRow.id)
            .execution_options(synchronize_session=False)
        )
    )


def by_reference(unit: Session, workspace_id: str, reference: str) -> OutboxRow | None:
    """What the other side calls by this, locked."""
    query = (
        select(OutboxRow)
        .where(OutboxRow.workspace_id == workspace_id, OutboxRow.reference == reference)
        .order_by(OutboxRow.id)
        .limit(1)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return unit.scalar(query)


def problem_messages(unit: Session, link_id: str) -> list[OutboxRow]:
    """The messages about a link that stand in Slack."""
    query = select(OutboxRow).where(
        OutboxRow.link_id == link_id,
        OutboxRow.kind == OutboxKind.LINK_PROBLEM,
        OutboxRow.ts.is_not(None),
    )
    return list(unit.scalars(query.order_by(OutboxRow.id)))
