"""Claim webhook deliveries that are due, each for as long as a lease lasts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from commands import events
from commands.delivery.webhooks.shares import Shares
from commands.webhooks import failures, payloads
from commands.webhooks.failures import Failure, FailureCode
from storage import outbox, webhook_endpoints
from storage.models import OutboxRow, WebhookEndpoint
from storage.outbox import HELD

TURN = timedelta(minutes=1)
"""How long the others wait while one is tried: an endpoint that hangs would hold up everybody's."""

LOOKS = 8
"""In one claim: each finds what is due beside those who had had their share before it."""

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
    workspace: str = ""


def claim(
    unit: Session,
    now: datetime,
    lease: timedelta,
    most: int,
    kinds: str,
    in_hand: Iterable[Delivery] = (),
) -> list[Delivery]:
    """Lease up to `most` due rows, of each endpoint and workspace no more than its share beside
    what is `in_hand`; those whose subject is gone are dropped, those whose endpoint is paused held
    back, and while one of one that fails is tried its others wait a turn.
    """
    shares = Shares((each.workspace, each.endpoint) for each in in_hand)
    known: dict[str, WebhookEndpoint] = {}
    rows = _take(unit, now, now + lease, most, kinds, shares, known)
    if failing := [each.id for each in known.values() if each.failing_since and not each.paused_at]:
        webhook_endpoints.put_off(unit, failing, now, now + TURN)
    leaving = list(_leaving(unit, rows, known, now))
    told = payloads.build(unit, leaving, now) if leaving else {}
    for row in leaving:
        if row.id not in told:
            outbox.mark(unit, row.id, row.lease or "", "dropped", now, reason=MISSING)
    return [_delivering(row, known, told[row.id]) for row in leaving if row.id in told]


def _take(
    unit: Session,
    now: datetime,
    until: datetime,
    most: int,
    kinds: str,
    shares: Shares,
    known: dict[str, WebhookEndpoint],
) -> list[OutboxRow]:
    """Look again beside who has had their share: what is due of theirs may be first, and much."""
    rows: list[OutboxRow] = []
    for _ in range(LOOKS):
        due = outbox.find_due(unit, now, most - len(rows), kinds, shares.full)
        found = sorted(due, key=lambda row: row.id)
        if new := {each.endpoint_id or "" for each in found} - known.keys():
            known |= webhook_endpoints.get_many(unit, list(new))
        chosen = [each.id for each in found if _may_be_taken(each, _of(each, known), shares)]
        rows += outbox.take(unit, chosen, now, until) if chosen else []
        if len(chosen) == len(found):
            break
    return rows


def _may_be_taken(row: OutboxRow, endpoint: WebhookEndpoint, shares: Shares) -> bool:
    """What is to be held back is only taken to be put aside."""
    asked = events.told(row).asked
    return bool(endpoint.paused_at and not asked) or shares.take(endpoint, asked=asked)


def _leaving(
    unit: Session, rows: Sequence[OutboxRow], known: Mapping[str, WebhookEndpoint], now: datetime
) -> Iterator[OutboxRow]:
    paused = _held_back(unit, [row for row in rows if _of(row, known).paused_at])
    for row in rows:
        endpoint = _of(row, known)
        if endpoint.id in paused and not events.told(row).asked:
            until = HELD if paused[endpoint.id] else now + TURN
            outbox.defer(unit, row.id, row.lease or "", now, until)
        else:
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
        row.workspace_id,
    )
