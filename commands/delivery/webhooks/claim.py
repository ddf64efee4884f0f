"""Claim webhook deliveries that are due, each for as long as a lease lasts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from commands import events
from commands.webhooks import failures, payloads
from commands.webhooks.failures import Failure, FailureCode
from storage import outbox, webhook_endpoints
from storage.models import OutboxRow, WebhookEndpoint
from storage.webhook_endpoints import HELD

TURN = timedelta(minutes=1)
"""How long the others wait while one is tried: an endpoint that hangs would hold up everybody's."""

MISSING = failures.write(Failure(FailureCode.SUBJECT_MISSING))


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event to tell one endpoint; `secrets` are encrypted, the newest first."""

    id: int
    lease: str
    kind: str
    endpoint: str
    event: str
    url: str
    payload: Mapping[str, Any]
    secrets: tuple[str, ...] = field(repr=False)


def claim(unit: Session, now: datetime, lease: timedelta, most: int, kinds: str) -> list[Delivery]:
    """Lease up to `most` due rows; those whose subject is gone are dropped, those whose endpoint is
    paused held back, and of one that fails only the first is tried.
    """
    rows = outbox.claim(unit, now, now + lease, most, kinds)
    if not rows:
        return []
    known = webhook_endpoints.get_many(unit, [row.endpoint_id for row in rows if row.endpoint_id])
    leaving = list(_leaving(unit, rows, known, now))
    told = payloads.build(unit, leaving, now) if leaving else {}
    for row in leaving:
        if row.id not in told:
            outbox.mark(unit, row.id, row.lease or "", "dropped", now, reason=MISSING)
    return [_delivering(row, known, told[row.id]) for row in leaving if row.id in told]


def _leaving(
    unit: Session, rows: Sequence[OutboxRow], known: Mapping[str, WebhookEndpoint], now: datetime
) -> Iterator[OutboxRow]:
    paused = _held_back(unit, [row for row in rows if _of(row, known).paused_at])
    probed: set[str] = set()
    for row in rows:
        endpoint, asked = _of(row, known), events.told(row).asked
        if endpoint.id in paused and not asked:
            outbox.defer(unit, row.id, row.lease or "", HELD if paused[endpoint.id] else now + TURN)
        elif endpoint.failing_since and endpoint.id in probed and not asked:
            outbox.defer(unit, row.id, row.lease or "", now + TURN)
        else:
            probed.add(endpoint.id)
            yield row


def _held_back(unit: Session, rows: Sequence[OutboxRow]) -> dict[str, bool]:
    """Of the endpoints that looked paused, whether they are, and stay so until this is committed:
    else a row would be held back just after all of them were let go. Who changes one at this moment
    decides first.
    """
    looked = {row.endpoint_id for row in rows if row.endpoint_id}
    held = webhook_endpoints.lock(unit, list(looked), free_ones=True) if looked else {}
    return {each: each in held and held[each].paused_at is not None for each in looked}


def _of(row: OutboxRow, known: Mapping[str, WebhookEndpoint]) -> WebhookEndpoint:
    return known[row.endpoint_id or ""]


def _delivering(
    row: OutboxRow, known: Mapping[str, WebhookEndpoint], payload: Mapping[str, Any]
) -> Delivery:
    endpoint = _of(row, known)
    sealed = (endpoint.secret, *([endpoint.old_secret] if endpoint.old_secret else []))
    return Delivery(
        row.id,
        row.lease or "",
        row.kind,
        endpoint.id,
        events.told(row).event,
        endpoint.url,
        payload,
        sealed,
    )
