"""Webhooks: the endpoints of a workspace, what they are told, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import events as happenings
from commands import happened, members, policy, reach
from commands.actor import Actor, Person
from commands.errors import BadWebhook, NotFound, TooManyWebhooks
from commands.reach import Networks
from storage import endpoints, ids, outbox, workspaces
from storage.models import Endpoint, Outgoing

MOST = 10
"""Endpoints of a workspace: each is a row and a call for each event."""

EVENTS: tuple[str, ...] = (
    "invitation.created",
    "invitation.sent",
    "invitation.reminded",
    "invitation.accepted",
    "invitation.declined",
    "invitation.revoked",
    "invitation.expired",
    "invitation.failed",
    "member.created",
    "member.role_changed",
    "member.removed",
    "workgroup.created",
    "workgroup.updated",
    "workgroup.members_added",
    "workgroup.members_removed",
    "workgroup.archived",
)
TEST = "usher.test"
"""What the test button sends; nobody subscribes to it."""


@dataclass(frozen=True, slots=True)
class Hook:
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

    `created_at` is when it happened. `state` is pending, sent, failed or dropped; `reason` has the
    words of the last refusal, and `due_at` is when a pending one is tried (again): in another
    millennium where it is held back because its endpoint is paused.
    """

    id: int
    type: str
    created_at: datetime
    state: str
    attempts: int
    reason: str
    due_at: datetime
    done_at: datetime | None


def hooks(unit: Session, person: Person, now: datetime) -> tuple[Hook, ...]:
    """The workspace's endpoints, oldest first, for admins. Raises NotAllowed."""
    actor = _admin(unit, person, now)
    return tuple(describe(each) for each in endpoints.of_workspace(unit, actor.workspace.id))


def add(
    unit: Session,
    person: Person,
    url: str,
    events: Sequence[str],
    sealed: str,
    now: datetime,
    allowed: Networks = (),
) -> Hook:
    """Tell this address from now on; `sealed` is its secret, encrypted, `allowed` the networks that
    are no public ones and may be reached all the same.

    Raises NotAllowed, BadWebhook (the address or the events), or TooManyWebhooks.
    """
    actor = _admin(unit, person, now)
    given = {"url": reach.read(url, allowed), "events": _events(events)}
    workspace = workspaces.lock(unit, actor.workspace.id)
    if len(endpoints.of_workspace(unit, workspace.id)) >= MOST:
        raise TooManyWebhooks(MOST)
    made = endpoints.add(unit, workspace, now, secret=sealed, **given)
    return _noted(unit, actor, made, "hook_added", now)


def change(
    unit: Session,
    person: Person,
    hook_id: str,
    url: str,
    events: Sequence[str],
    now: datetime,
    allowed: Networks = (),
) -> Hook:
    """Another address or other events. Raises NotAllowed, NotFound, BadWebhook."""
    actor, found = _found(unit, person, hook_id, now)
    before = found.url, found.events
    # What it is already may stay, also where the operator has taken an allowance back.
    found.url = found.url if url.strip() == found.url else reach.read(url, allowed)
    found.events = _events(events)
    if before == (found.url, found.events):
        return describe(found)
    return _noted(unit, actor, found, "hook_changed", now)


def remove(unit: Session, person: Person, hook_id: str, now: datetime) -> str:
    """Tell it nothing more, and forget it; its address. Raises NotAllowed, NotFound."""
    actor = _admin(unit, person, now)
    workspace = workspaces.lock(unit, actor.workspace.id)
    found = _of(unit, actor, hook_id)
    _noted(unit, actor, found, "hook_removed", now)
    endpoints.remove(unit, workspace, found)
    return found.url


def rotate(unit: Session, person: Person, hook_id: str, sealed: str, now: datetime) -> Hook:
    """Sign with a new secret, and with the one before too. Raises NotAllowed, NotFound.

    One that was being replaced already is forgotten: there are two at most.
    """
    actor, found = _found(unit, person, hook_id, now)
    found.secret, found.old_secret = sealed, found.secret
    return _noted(unit, actor, found, "hook_rotated", now)


def retire(unit: Session, person: Person, hook_id: str, now: datetime) -> Hook:
    """Sign with the new secret alone. Raises NotAllowed, NotFound."""
    actor, found = _found(unit, person, hook_id, now)
    if found.old_secret is None:
        return describe(found)
    found.old_secret = None
    return _noted(unit, actor, found, "hook_retired", now)


def pause(unit: Session, person: Person, hook_id: str, now: datetime) -> Hook:
    """Send nothing until it is resumed; what happens meanwhile is kept and can be replayed.

    Raises NotAllowed, NotFound.
    """
    actor, found = _found(unit, person, hook_id, now)
    if found.paused_at:
        return describe(found)
    found.paused_at = now
    return _noted(unit, actor, found, "hook_paused", now)


def resume(unit: Session, person: Person, hook_id: str, now: datetime) -> Hook:
    """Send again, what was held back first. Raises NotAllowed, NotFound."""
    actor, found = _found(unit, person, hook_id, now)
    if found.paused_at is None:
        return describe(found)
    found.paused_at = found.failing_since = None
    unit.flush()
    endpoints.release(unit, found.id, now)
    return _noted(unit, actor, found, "hook_resumed", now)


def test(unit: Session, person: Person, hook_id: str, now: datetime) -> Hook:
    """Send it a test event, once and also while it is paused. Raises NotAllowed, NotFound."""
    actor, found = _found(unit, person, hook_id, now)
    name = ids.new(now)
    told = {"event": name, "at": now.isoformat(), "actor": actor.member.id, "asked": True}
    outbox.put(unit, found.workspace_id, now, happenings.row(found, TEST, name, told))
    return describe(found)


def deliveries(
    unit: Session, person: Person, hook_id: str, most: int, now: datetime
) -> tuple[Hook, tuple[Delivery, ...]]:
    """The newest first. Raises NotAllowed, NotFound."""
    actor = _admin(unit, person, now)
    found = _of(unit, actor, hook_id)
    rows = endpoints.deliveries(unit, found.id, most)
    return describe(found), tuple(_delivery(row) for row in rows)


def replay(unit: Session, person: Person, delivery_id: int, now: datetime) -> Hook:
    """Send one again, with the same id, also while its endpoint is paused.

    One that still waits leaves at once instead. Raises NotAllowed, NotFound.
    """
    actor = _admin(unit, person, now)
    row = endpoints.delivery(unit, actor.workspace.id, delivery_id)
    found = endpoints.get(unit, actor.workspace.id, row.endpoint_id or "") if row else None
    if row is None or found is None:
        raise NotFound("webhook")
    if not outbox.hasten(unit, row.id, now, {**row.details, "asked": True}):
        again = {**row.details, "asked": True}
        key = f"{row.details['event']}:{ids.new(now)}"
        event = row.kind.removeprefix(happenings.PREFIX)
        outbox.put(unit, row.workspace_id, now, happenings.row(found, event, key, again))
    return describe(found)


def describe(row: Endpoint) -> Hook:
    return Hook(
        row.id,
        row.url,
        tuple(row.events),
        row.old_secret is not None,
        row.failing_since,
        row.paused_at,
        row.created_at,
    )


def _delivery(row: Outgoing) -> Delivery:
    return Delivery(
        row.id,
        row.kind.removeprefix(happenings.PREFIX),
        datetime.fromisoformat(row.details["at"]),
        row.state,
        row.attempts,
        row.reason,
        row.due_at,
        row.done_at,
    )


def _events(wanted: Sequence[str]) -> list[str]:
    """In one order; all of them are none, so that one that comes later is among them."""
    for each in wanted:
        if each not in EVENTS:
            raise BadWebhook("events", "event", each[:50])
    chosen = [each for each in EVENTS if each in wanted]
    return [] if len(chosen) == len(EVENTS) else chosen


def _admin(unit: Session, person: Person, now: datetime) -> Actor:
    actor = members.find(unit, person, now)
    policy.require_admin(unit, actor)
    return actor


def _found(unit: Session, person: Person, hook_id: str, now: datetime) -> tuple[Actor, Endpoint]:
    actor = _admin(unit, person, now)
    return actor, _of(unit, actor, hook_id)


def _of(unit: Session, actor: Actor, hook_id: str) -> Endpoint:
    """One of this workspace's, held; one of another workspace is not told apart from none."""
    found = endpoints.get(unit, actor.workspace.id, hook_id)
    if found is None:
        raise NotFound("webhook")
    return found


def _noted(unit: Session, actor: Actor, hook: Endpoint, verb: str, now: datetime) -> Hook:
    """In its own history and in the workspace's, by its host alone: a path may hold a secret."""
    unit.flush()
    note(unit, hook, verb, now, place="slack", actor=actor.member.id)
    return describe(hook)


def note(
    unit: Session, hook: Endpoint, verb: str, now: datetime, *, place: str, actor: str | None
) -> None:
    subjects = [hook.id, hook.workspace_id]
    host = reach.host_of(hook.url)
    happened.note(unit, hook.workspace_id, subjects, verb, now, place=place, actor=actor, host=host)
