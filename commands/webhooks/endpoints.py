"""Webhook endpoints of a workspace: add, change, pause, remove; their deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit, events, policy
from commands.actors import Actor, Person
from commands.directory.identify import identify
from commands.errors import BadEndpoint, NotFound, TooManyEndpoints
from commands.webhooks import by_hand, failures, url_policy
from commands.webhooks.failures import Failure
from commands.webhooks.url_policy import Networks
from storage import ids, outbox, webhook_endpoints, workspaces
from storage.audit_details import Host
from storage.models import OutboxRow, WebhookEndpoint
from storage.outbox_details import Event
from storage.vocabulary import Verb, Via, WebhookEvent, event_of

MOST = 10
"""Endpoints of a workspace: each is a row and a call for each event."""

EVENTS = tuple(each for each in WebhookEvent if each != WebhookEvent.TEST)
"""What an endpoint can be told of; the test is sent by its button, and nobody subscribes to it."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint as admins see it. No `events` are all of them.

    `rotating` says that its old secret still signs beside the new one; `failing_since` is when the
    first of an unbroken row of failures was, `paused_at` since when nothing is sent.
    """

    id: str
    url: str
    events: tuple[str, ...]
    rotating: bool
    failing_since: datetime | None
    paused_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to an endpoint, and how that went.

    `created_at` is when it happened. `state` is pending, sent, failed or dropped; `failure` is that
    of the last try, and `due_at` is when a pending one is tried (again): in another millennium
    where it is held back because its endpoint is paused.
    """

    id: int
    type: str
    created_at: datetime
    state: str
    attempts: int
    failure: Failure | None
    due_at: datetime
    done_at: datetime | None


def list_all(unit: Session, person: Person, now: datetime) -> tuple[Endpoint, ...]:
    """The workspace's endpoints, oldest first, for admins. Raises NotAllowed."""
    actor = _admin(unit, person, now)
    return tuple(
        describe(each) for each in webhook_endpoints.of_workspace(unit, actor.workspace.id)
    )


def add(
    unit: Session,
    person: Person,
    url: str,
    events: Sequence[str],
    sealed: str,
    now: datetime,
    allowed: Networks = (),
) -> Endpoint:
    """Tell this address from now on; `sealed` is its secret, encrypted, `allowed` the networks that
    are no public ones and may be reached all the same.

    Raises NotAllowed, BadEndpoint (the address or the events), or TooManyEndpoints.
    """
    actor = _admin(unit, person, now)
    given = {"url": url_policy.read(url, allowed), "events": _events(events)}
    workspace = workspaces.lock(unit, actor.workspace.id)
    if len(webhook_endpoints.of_workspace(unit, workspace.id)) >= MOST:
        raise TooManyEndpoints(MOST)
    made = webhook_endpoints.add(unit, workspace, now, secret=sealed, **given)
    return _noted(unit, actor, made, Verb.ENDPOINT_ADDED, now)


def change(
    unit: Session,
    person: Person,
    endpoint_id: str,
    url: str,
    events: Sequence[str],
    now: datetime,
    allowed: Networks = (),
) -> Endpoint:
    """Another address or other events. Raises NotAllowed, NotFound, BadEndpoint."""
    actor, found = _found(unit, person, endpoint_id, now)
    before = found.url, found.events
    # What it is already may stay, also where the operator has taken an allowance back.
    found.url = found.url if url.strip() == found.url else url_policy.read(url, allowed)
    found.events = _events(events)
    if before == (found.url, found.events):
        return describe(found)
    return _noted(unit, actor, found, Verb.ENDPOINT_CHANGED, now)


def remove(unit: Session, person: Person, endpoint_id: str, now: datetime) -> str:
    """Tell it nothing more, and forget it; its address. Raises NotAllowed, NotFound."""
    actor = _admin(unit, person, now)
    workspace = workspaces.lock(unit, actor.workspace.id)
    found = _of(unit, actor, endpoint_id)
    _noted(unit, actor, found, Verb.ENDPOINT_REMOVED, now)
    webhook_endpoints.remove(unit, workspace, found)
    return found.url


def rotate(unit: Session, person: Person, endpoint_id: str, sealed: str, now: datetime) -> Endpoint:
    """Sign with a new secret, and with the one before too. Raises NotAllowed, NotFound.

    One that was being replaced already is forgotten: there are two at most.
    """
    actor, found = _found(unit, person, endpoint_id, now)
    found.secret, found.old_secret = sealed, found.secret
    return _noted(unit, actor, found, Verb.SECRET_ROTATED, now)


def retire(unit: Session, person: Person, endpoint_id: str, now: datetime) -> Endpoint:
    """Sign with the new secret alone. Raises NotAllowed, NotFound."""
    actor, found = _found(unit, person, endpoint_id, now)
    if found.old_secret is None:
        return describe(found)
    found.old_secret = None
    return _noted(unit, actor, found, Verb.SECRET_RETIRED, now)


def pause(unit: Session, person: Person, endpoint_id: str, now: datetime) -> Endpoint:
    """Send nothing until it is resumed; what happens meanwhile is kept and can be replayed.

    Raises NotAllowed, NotFound.
    """
    actor, found = _found(unit, person, endpoint_id, now)
    if found.paused_at:
        return describe(found)
    found.paused_at = now
    return _noted(unit, actor, found, Verb.ENDPOINT_PAUSED, now)


def resume(unit: Session, person: Person, endpoint_id: str, now: datetime) -> Endpoint:
    """Send again, what was held back first. Raises NotAllowed, NotFound."""
    actor, found = _found(unit, person, endpoint_id, now)
    if found.paused_at is None:
        return describe(found)
    found.paused_at = found.failing_since = None
    unit.flush()
    webhook_endpoints.release_held(unit, found.id, now)
    return _noted(unit, actor, found, Verb.ENDPOINT_RESUMED, now)


def test(unit: Session, person: Person, endpoint_id: str, now: datetime) -> Endpoint:
    """Send it a test event, once and also while it is paused.

    Raises NotAllowed, NotFound, SentTooOften.
    """
    actor = _admin(unit, person, now)
    workspaces.lock(unit, actor.workspace.id)
    found = _of(unit, actor, endpoint_id)
    by_hand.require_room(unit, found, now)
    name = ids.new(now)
    about = Event(name, now.isoformat(), actor.member.id, asked=True)
    outbox.put(unit, found.workspace_id, now, events.row(found, WebhookEvent.TEST, name, about))
    return _noted(unit, actor, found, Verb.ENDPOINT_TESTED, now)


def deliveries(
    unit: Session, person: Person, endpoint_id: str, most: int, now: datetime
) -> tuple[Endpoint, tuple[Delivery, ...]]:
    """The newest first. Raises NotAllowed, NotFound."""
    actor = _admin(unit, person, now)
    found = _of(unit, actor, endpoint_id)
    rows = webhook_endpoints.deliveries(unit, found.id, most)
    return describe(found), tuple(_delivery(row) for row in rows)


def replay(unit: Session, person: Person, delivery_id: int, now: datetime) -> Endpoint:
    """Send one again, with the same id, also while its endpoint is paused.

    One that still waits leaves at once instead. Raises NotAllowed, NotFound, SentTooOften.
    """
    actor = _admin(unit, person, now)
    workspaces.lock(unit, actor.workspace.id)
    row = webhook_endpoints.delivery(unit, actor.workspace.id, delivery_id)
    found = webhook_endpoints.get(unit, actor.workspace.id, row.endpoint_id or "") if row else None
    if row is None or found is None:
        raise NotFound("webhook")
    by_hand.require_room(unit, found, now)
    again = replace(events.told(row), asked=True)
    if not outbox.expedite(unit, row.id, now, again):
        key = f"{again.event}:{ids.new(now)}"
        outbox.put(unit, row.workspace_id, now, events.row(found, event_of(row.kind), key, again))
    return _noted(unit, actor, found, Verb.DELIVERY_REPLAYED, now)


def describe(row: WebhookEndpoint) -> Endpoint:
    return Endpoint(
        row.id,
        row.url,
        tuple(row.events),
        row.old_secret is not None,
        row.failing_since,
        row.paused_at,
        row.created_at,
    )


def _delivery(row: OutboxRow) -> Delivery:
    return Delivery(
        row.id,
        event_of(row.kind),
        datetime.fromisoformat(events.told(row).at),
        row.state,
        row.attempts,
        failures.read(row.reason) if row.reason else None,
        row.due_at,
        row.done_at,
    )


def _events(wanted: Sequence[str]) -> list[str]:
    """In one order; all of them are none, so that one that comes later is among them."""
    for each in wanted:
        if each not in EVENTS:
            raise BadEndpoint("events", "event", each[:50])
    chosen: list[str] = [each for each in EVENTS if each in wanted]
    return [] if len(chosen) == len(EVENTS) else chosen


def _admin(unit: Session, person: Person, now: datetime) -> Actor:
    actor = identify(unit, person, now)
    policy.require_admin(unit, actor)
    return actor


def _found(
    unit: Session, person: Person, endpoint_id: str, now: datetime
) -> tuple[Actor, WebhookEndpoint]:
    actor = _admin(unit, person, now)
    return actor, _of(unit, actor, endpoint_id)


def _of(unit: Session, actor: Actor, endpoint_id: str) -> WebhookEndpoint:
    """One of this workspace's, held; one of another workspace is not told apart from none."""
    found = webhook_endpoints.get(unit, actor.workspace.id, endpoint_id)
    if found is None:
        raise NotFound("webhook")
    return found


def _noted(
    unit: Session, actor: Actor, endpoint: WebhookEndpoint, verb: Verb, now: datetime
) -> Endpoint:
    """In its own history and in the workspace's, by its host alone: a path may hold a secret."""
    unit.flush()
    audit_endpoint(unit, endpoint, verb, now, via=Via.SLACK, actor=actor.member.id)
    return describe(endpoint)


def audit_endpoint(
    unit: Session,
    endpoint: WebhookEndpoint,
    verb: Verb,
    now: datetime,
    *,
    via: Via,
    actor: str | None,
) -> None:
    subjects = [endpoint.id, endpoint.workspace_id]
    host = Host(url_policy.host_of(endpoint.url))
    audit.record(
        unit, endpoint.workspace_id, subjects, verb, now, via=via, actor=actor, details=host
    )
