"""Deliveries: events on their way to endpoints: taken, and what became of each.

An endpoint that fails without a break for days is paused, and its admins are told once. What it
would have been told is held back from then on, and leaves when somebody resumes it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from commands import events, outgoing, payloads, webhooks
from commands.outgoing import Delivered, Fate, Postponed, Refused
from storage import endpoints, ids, members, outbox
from storage.endpoints import HELD
from storage.models import Endpoint, Outgoing
from storage.outbox import Leaving

PATIENCE = timedelta(days=3)
"""For so long an endpoint may fail without a break before it is paused."""

TURN = timedelta(minutes=1)
"""How long the others wait while one is tried: an endpoint that hangs would hold up everybody's."""

PAUSED = "slack.hook_paused"


@dataclass(frozen=True, slots=True)
class Delivering:
    """One event to tell one endpoint; `secrets` are encrypted, the newest first."""

    id: int
    lease: str
    kind: str
    endpoint: str
    event: str
    url: str
    payload: Mapping[str, Any]
    secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Gone(Refused):
    """The endpoint says that it is no more, and wants to be told nothing."""


def take(unit: Session, now: datetime, lease: timedelta, most: int, kinds: str) -> list[Delivering]:
    """Lease up to `most` due rows; those whose subject is gone are dropped, those whose endpoint is
    paused held back, and of one that fails only the first is tried.
    """
    rows = outbox.take(unit, now, now + lease, most, kinds)
    if not rows:
        return []
    known = endpoints.these(unit, [row.endpoint_id for row in rows if row.endpoint_id])
    leaving = list(_leaving(unit, rows, known, now))
    told = payloads.build(unit, leaving, now) if leaving else {}
    for row in leaving:
        if row.id not in told:
            outbox.mark(unit, row.id, row.lease or "", "dropped", now, reason="no longer there")
    return [_delivering(row, known, told[row.id]) for row in leaving if row.id in told]


def _leaving(
    unit: Session, rows: Sequence[Outgoing], known: Mapping[str, Endpoint], now: datetime
) -> Iterator[Outgoing]:
    paused = _held_back(unit, [row for row in rows if _of(row, known).paused_at])
    probed: set[str] = set()
    for row in rows:
        endpoint, asked = _of(row, known), row.details.get("asked", False)
        if endpoint.id in paused and not asked:
            outbox.wait(unit, row.id, row.lease or "", HELD if paused[endpoint.id] else now + TURN)
        elif endpoint.failing_since and endpoint.id in probed and not asked:
            outbox.wait(unit, row.id, row.lease or "", now + TURN)
        else:
            probed.add(endpoint.id)
            yield row


def _held_back(unit: Session, rows: Sequence[Outgoing]) -> dict[str, bool]:
    """Of the endpoints that looked paused, whether they are, and stay so until this is committed:
    else a row would be held back just after all of them were let go. Who changes one at this moment
    decides first.
    """
    looked = {row.endpoint_id for row in rows if row.endpoint_id}
    held = endpoints.hold(unit, list(looked), free_ones=True) if looked else {}
    return {each: each in held and held[each].paused_at is not None for each in looked}


def _of(row: Outgoing, known: Mapping[str, Endpoint]) -> Endpoint:
    return known[row.endpoint_id or ""]


def _delivering(
    row: Outgoing, known: Mapping[str, Endpoint], payload: Mapping[str, Any]
) -> Delivering:
    endpoint = _of(row, known)
    sealed = (endpoint.secret, *([endpoint.old_secret] if endpoint.old_secret else []))
    return Delivering(
        row.id,
        row.lease or "",
        row.kind,
        endpoint.id,
        row.details["event"],
        endpoint.url,
        payload,
        sealed,
    )


def settle(unit: Session, fates: Sequence[tuple[Delivering, Fate]], now: datetime) -> None:
    """Write down what became of each; one whose lease another worker holds by now is left alone."""
    # Before their rows, as who removes one does it.
    held = endpoints.hold(unit, list({each.endpoint for each, _ in fates}))
    rows = outbox.these(unit, [each.id for each, _ in fates])
    for each, fate in fates:
        row, endpoint = rows.get(each.id), held.get(each.endpoint)
        if row is not None and endpoint is not None:
            _settle(unit, row, each.lease, endpoint, fate, now)
    unit.flush()


def _settle(
    unit: Session, row: Outgoing, lease: str, endpoint: Endpoint, fate: Fate, now: datetime
) -> None:
    match fate:
        case Delivered():
            if outbox.mark(unit, row.id, lease, "sent", now):
                endpoint.failing_since = None
        case Refused(words):
            if outbox.mark(unit, row.id, lease, "failed", now, reason=outgoing.said(words)):
                _failed(unit, row, endpoint, fate, now)
        case Postponed(words) if _is_last(row, now):
            _settle(unit, row, lease, endpoint, Refused(words), now)
        case _:
            if outgoing.put_off(unit, row, lease, fate, now):
                _failed(unit, row, endpoint, fate, now)


def _is_last(row: Outgoing, now: datetime) -> bool:
    return _is_test(row) or now - row.created_at >= outgoing.GIVE_UP


def _is_test(row: Outgoing) -> bool:
    return row.kind == f"{events.PREFIX}{webhooks.TEST}"


def _failed(
    unit: Session, row: Outgoing, endpoint: Endpoint, fate: Refused | Postponed, now: datetime
) -> None:
    """A test says nothing of what goes on without it."""
    if _is_test(row) and not isinstance(fate, Gone):
        return
    endpoint.failing_since = endpoint.failing_since or now
    long = now - endpoint.failing_since >= PATIENCE
    if endpoint.paused_at is None and (long or isinstance(fate, Gone)):
        _pause(unit, endpoint, outgoing.said(fate.words), now)


def _pause(unit: Session, endpoint: Endpoint, words: str, now: datetime) -> None:
    endpoint.paused_at = now
    webhooks.note(unit, endpoint, "hook_paused", now, place="system", actor=None)
    turn = ids.new(now)
    messages = [
        Leaving(
            PAUSED,
            f"hook_paused:{turn}:{admin.id}",
            member=admin.id,
            details={"endpoint": endpoint.id, "said": words},
        )
        for admin in members.admins(unit, endpoint.workspace_id)
    ]
    outbox.put(unit, endpoint.workspace_id, now, *messages)
