"""Approve or refuse what somebody without the right asked for; the first decision wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit, lifecycle, policy
from commands.actors import Actor, Person
from commands.addresses import Address, domains
from commands.characters import clean
from commands.directory.identify import identify
from commands.errors import AddressSuppressed, AlreadyDecided, NotFound, NotInvited, ReasonTooLong
from commands.invitations import expire
from commands.invitations.known import known
from commands.limits import Limits, require_room
from commands.notifications import mails, notices
from commands.outcomes import AlreadyInvited, AlreadyMember, Suppressed
from storage import audit_log, invitations, workspaces
from storage.audit_details import Refusal
from storage.models import Invitation, State
from storage.outbox_details import Decision
from storage.record import NOTHING, Record
from storage.vocabulary import OutboxKind, Verb, Via

MAX_REASON = 300


def look(unit: Session, person: Person, invitation_id: str, now: datetime) -> str:
    """The address that an admin is about to decide on.

    Raises NotAllowed, NotFound, AlreadyDecided.
    """
    return _request(unit, person, invitation_id, now)[1].address


@dataclass(frozen=True, slots=True)
class Decided:
    """What an admin decided; `gone` is the workgroup that was archived meanwhile."""

    id: str
    address: str
    gone: str = ""


def approve(
    unit: Session, person: Person, invitation_id: str, limits: Limits, now: datetime
) -> Decided:
    """Invite who was asked for: the requester stays the inviter, the lifetime starts now.

    Raises NotAllowed, NotFound, AlreadyDecided, OverLimit, AddressSuppressed, NotInvited where the
    address has another open invitation, or BadAddresses where its domain is refused by now.
    """
    actor, row = _request(unit, person, invitation_id, now)
    domains.require_allowed(actor.workspace, [Address(row.address, row.email)])
    expire.write_down(unit, now, row.workspace_id, [row.email])
    match known(unit, [row], now).get(row.id):
        case AlreadyMember():
            raise AlreadyDecided("member", "")
        case Suppressed():
            raise AddressSuppressed
        case AlreadyInvited() as invited:
            raise NotInvited(invited)
    require_room(unit, actor, [row.email], limits, now)
    start(unit, actor, [row], now)
    group = row.workgroup
    return Decided(row.id, row.address, group.name if group and group.archived_at else "")


def refuse(
    unit: Session, person: Person, invitation_id: str, reason: str, now: datetime
) -> Decided:
    """Say no, with a reason or without. Raises NotAllowed, NotFound, AlreadyDecided, Rejected."""
    reason = read_reason(reason)
    actor, row = _request(unit, person, invitation_id, now)
    end(unit, actor, [row], reason, now)
    return Decided(row.id, row.address)


def read_reason(typed: str) -> str:
    """As it is kept. Raises ReasonTooLong."""
    reason = " ".join(clean(typed).split())
    if len(reason) > MAX_REASON:
        raise ReasonTooLong(MAX_REASON)
    return reason


def start(unit: Session, actor: Actor, rows: Sequence[Invitation], now: datetime) -> None:
    """Make pending invitations of requests. The caller holds them, and has checked the limits and
    that no other holds their addresses.
    """
    if not rows:
        return
    for row in rows:
        row.state, row.mails, row.mail, row.duplicate = State.PENDING, 1, "queued", False
        lifecycle.renew(row, actor.workspace, now)
    unit.flush()
    ids = [row.id for row in rows]
    _audit(unit, actor, ids, Verb.APPROVED, now)
    mails.first(unit, actor.workspace.id, ids, now)
    others = [row for row in rows if row.inviter_id != actor.member.id]
    notices.tell_decided(unit, others, OutboxKind.APPROVED, Decision(actor.member.id), now)
    notices.refresh_all(unit, rows, now)


def end(
    unit: Session, actor: Actor, rows: Sequence[Invitation], reason: str, now: datetime
) -> None:
    """Refuse requests. The caller holds them."""
    for row in rows:
        row.state, row.closed_at = State.REFUSED, now
    unit.flush()
    _audit(unit, actor, [row.id for row in rows], Verb.REFUSED, now, Refusal(reason))
    notices.tell_decided(unit, rows, OutboxKind.REFUSED, Decision(actor.member.id, reason), now)
    notices.refresh_all(unit, rows, now)


def _audit(
    unit: Session,
    actor: Actor,
    ids: Sequence[str],
    verb: Verb,
    now: datetime,
    details: Record = NOTHING,
) -> None:
    by = actor.member.id
    audit.record(unit, actor.workspace.id, ids, verb, now, via=Via.SLACK, actor=by, details=details)


def _request(
    unit: Session, person: Person, invitation_id: str, now: datetime
) -> tuple[Actor, Invitation]:
    """The request, held, for an admin."""
    actor = identify(unit, person, now)
    policy.require_admin(unit, actor)
    workspaces.lock(unit, actor.workspace.id)
    row = invitations.get(unit, invitation_id, lock=True)
    if row is None or row.workspace_id != actor.workspace.id:
        raise NotFound
    if (state := lifecycle.state_of(row, now)) != State.REQUESTED:
        raise AlreadyDecided(str(state), decided_by(unit, row))
    return actor, row


def decided_by(unit: Session, row: Invitation) -> str:
    """The name of who decided."""
    verbs = (Verb.APPROVED, Verb.REFUSED, Verb.REVOKED)
    done = audit_log.entries(unit, [row.id], verbs, row.created_at).get(row.id)
    return done[-1].by if done else ""
