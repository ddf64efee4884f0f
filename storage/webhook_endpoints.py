"""Webhook endpoints and their deliveries, which are rows of the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, true, update
from sqlalchemy.orm import Session

from storage import ids
from storage.models import OutboxRow, WebhookEndpoint, Workspace
from storage.outbox import HELD, IS_FREE, IS_PENDING, timed


def of_workspace(unit: Session, workspace_id: str) -> list[WebhookEndpoint]:
    """Oldest first."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.workspace_id == workspace_id)
    return list(unit.scalars(query.order_by(WebhookEndpoint.created_at, WebhookEndpoint.id)))


def get(unit: Session, workspace_id: str, endpoint_id: str) -> WebhookEndpoint | None:
    """Locked until the transaction ends."""
    query = select(WebhookEndpoint).where(
        WebhookEndpoint.workspace_id == workspace_id, WebhookEndpoint.id == endpoint_id
    )
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return unit.scalar(query)


def get_many(unit: Session, endpoint_ids: Sequence[str]) -> dict[str, WebhookEndpoint]:
    rows = unit.scalars(select(WebhookEndpoint).where(WebhookEndpoint.id.in_(endpoint_ids)))
    return {row.id: row for row in rows}


def lock(
    unit: Session, endpoint_ids: Sequence[str], *, free_ones: bool = False
) -> dict[str, WebhookEndpoint]:
    """Lock them until the transaction ends, in one order for everybody; with `free_ones` only those
    that nobody else holds, without waiting.
    """
    rows = unit.scalars(
        select(WebhookEndpoint)
        .where(WebhookEndpoint.id.in_(endpoint_ids))
        .order_by(WebhookEndpoint.id)
        .with_for_update(key_share=True, skip_locked=free_ones)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def add(unit: Session, workspace: Workspace, now: datetime, **given: Any) -> WebhookEndpoint:
    """The caller holds the workspace."""
    made = WebhookEndpoint(id=ids.new(now), workspace_id=workspace.id, created_at=now, **given)
    unit.add(made)
    workspace.has_webhooks = True
    unit.flush()
    return made


def remove(unit: Session, workspace: Workspace, endpoint: WebhookEndpoint) -> None:
    """With all that was on its way to it. The caller holds the workspace."""
    unit.delete(endpoint)
    unit.flush()
    workspace.has_webhooks = bool(of_workspace(unit, workspace.id))
    unit.flush()


def put_off(unit: Session, endpoint_ids: Sequence[str], now: datetime, until: datetime) -> None:
    """Let all that is due for these wait until then, but for what somebody asked for by hand."""
    due = (
        select(OutboxRow.id)
        .where(
            OutboxRow.endpoint_id.in_(endpoint_ids),
            IS_PENDING,
            IS_FREE,
            OutboxRow.due_at <= now,
            OutboxRow.details["asked"].as_boolean().is_not(true()),
        )
        .with_for_update(skip_locked=True)
    )
    unit.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(list(unit.scalars(due))))
        .values(**timed(now, until))
        .execution_options(synchronize_session=False)
    )


def release_held(unit: Session, endpoint_id: str, now: datetime) -> None:
    """Let what was held back leave, in the order in which it happened.

    It counts as put in now: what was held back has not been tried in vain for so long.
    """
    held = select(OutboxRow.id).where(
        OutboxRow.endpoint_id == endpoint_id, IS_PENDING, OutboxRow.due_at == HELD
    )
    unit.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(held))
        .values(created_at=now, attempts=0, **timed(now, now))
        .execution_options(synchronize_session=False)
    )


def deliveries(unit: Session, endpoint_id: str, most: int) -> list[OutboxRow]:
    """The newest first."""
    query = select(OutboxRow).where(OutboxRow.endpoint_id == endpoint_id)
    return list(unit.scalars(query.order_by(OutboxRow.id.desc()).limit(most)))


def delivery(unit: Session, workspace_id: str, delivery_id: int) -> OutboxRow | None:
    query = select(OutboxRow).where(
        OutboxRow.workspace_id == workspace_id,
        OutboxRow.id == delivery_id,
        OutboxRow.endpoint_id.is_not(None),
    )
    return unit.scalar(query)
