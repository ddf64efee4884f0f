"""Decide on all requests of one form that still wait: who asked for sixty asked once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import lifecycle, policy
from commands.actors import Actor, Person
from commands.addresses import Address, domains
from commands.directory.identify import identify
from commands.errors import AlreadyDecided, BadAddresses, NotFound, OverLimit
from commands.invitations import approve, expire
from commands.invitations.known import known
from commands.limits import Limits, require_room
from storage import invitations, requests, workspaces
from storage.models import Invitation, State


@dataclass(frozen=True, slots=True)
class DecidedAll:
    """How many were decided on, and how many of the form still wait; `over` is the limit that kept
    some of these back.
    """

    decided: int
    left: int = 0
    over: OverLimit | None = None


def look_all(unit: Session, person: Person, invitation_id: str, now: datetime) -> int:
    """How many of a form still wait. Raises NotAllowed, NotFound, AlreadyDecided."""
    return len(_form(unit, person, invitation_id, now)[1])


def approve_all(
    unit: Session, person: Person, invitation_id: str, limits: Limits, now: datetime
) -> DecidedAll:
    """Invite all whom the same form asked for, as far as it goes; what does not still waits.

    Left are those whose domain is refused by now or of whom something is known that stands in the
    way, and where a limit has room for some, those after them. Raises NotAllowed, NotFound, or
    AlreadyDecided where none waits.
    """
    actor, rows = _form(unit, person, invitation_id, now)
    expire.write_down(unit, now, actor.workspace.id, [row.email for row in rows])
    wanted = _invitable(unit, actor, rows, now)
    fitting = _fitting(unit, actor, wanted, limits, now)
    approve.start(unit, actor, fitting, now)
    kept_back = [row for row in wanted if row not in fitting]
    over = _over(unit, actor, kept_back, limits, now)
    return DecidedAll(len(fitting), len(rows) - len(fitting), over)


def refuse_all(
    unit: Session, person: Person, invitation_id: str, reason: str, now: datetime
) -> DecidedAll:
    """Say no to all of the same form that wait. Raises NotAllowed, NotFound, AlreadyDecided, or
    ReasonTooLong.
    """
    reason = approve.read_reason(reason)
    actor, rows = _form(unit, person, invitation_id, now)
    approve.end(unit, actor, rows, reason, now)
    return DecidedAll(len(rows))


def _form(
    unit: Session, person: Person, invitation_id: str, now: datetime
) -> tuple[Actor, list[Invitation]]:
    """What waits of the form with this request in it, held, for an admin."""
    actor = identify(unit, person, now)
    policy.require_admin(unit, actor)
    workspaces.lock(unit, actor.workspace.id)
    about = invitations.get(unit, invitation_id)
    if about is None or about.workspace_id != actor.workspace.id:
        raise NotFound
    held = invitations.lock(unit, requests.of_form(unit, about))
    waiting = [
        each for each, row in held.items() if lifecycle.state_of(row, now) == State.REQUESTED
    ]
    if not waiting:
        state = lifecycle.state_of(held[about.id], now)
        raise AlreadyDecided(str(state), approve.decided_by(unit, about))
    rows = invitations.get_many(unit, waiting)
    return actor, [rows[each] for each in waiting]


def _invitable(
    unit: Session, actor: Actor, rows: Sequence[Invitation], now: datetime
) -> list[Invitation]:
    standing = known(unit, rows, now)
    refused: set[str] = set()
    try:
        domains.require_allowed(actor.workspace, [Address(row.address, row.email) for row in rows])
    except BadAddresses as error:
        refused = {bad.typed for bad in error.refused}
    return [row for row in rows if row.id not in standing and row.address not in refused]


def _fitting(
    unit: Session, actor: Actor, rows: Sequence[Invitation], limits: Limits, now: datetime
) -> list[Invitation]:
    """Those that the limits have room for, the first ones first."""
    left = list(rows)
    while over := _over(unit, actor, left, limits, now):
        full = set(over.addresses)
        left = [row for row in left if row.email not in full] if full else left[: over.left]
    return left


def _over(
    unit: Session, actor: Actor, rows: Sequence[Invitation], limits: Limits, now: datetime
) -> OverLimit | None:
    """The limit that has no room for all of these."""
    if not rows:
        return None
    try:
        require_room(unit, actor, [row.email for row in rows], limits, now)
    except OverLimit as over:
        return over
    return None
