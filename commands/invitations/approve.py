"""Approve or refuse what somebody without the right asked for; the first decision wins."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit, domains, lifecycle, policy
from commands.actors import Actor, Person
from commands.addresses import Address, clean
from commands.directory.identify import identify
from commands.errors import AddressSuppressed, AlreadyDecided, NotFound, ReasonTooLong
from commands.limits import Limits, require_room
from commands.notifications import mails, notices
from storage import audit_log, invitations, members, suppressions, workspaces
from storage.audit_details import Refusal
from storage.models import Invitation, State
from storage.outbox_details import Decision
from storage.vocabulary import OutboxKind, Verb

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

    Raises NotAllowed, NotFound, AlreadyDecided, OverLimit, AddressSuppressed, or BadAddresses
    where its domain is refused by now.
    """
    actor, row = _request(unit, person, invitation_id, now)
    domains.require_allowed(actor.workspace, [Address(row.address, row.email)])
    if suppressions.suppressed_emails(unit, row.workspace_id, [row.email]):
        raise AddressSuppressed
    require_room(unit, actor, [row.email], limits, now)
    start(unit, actor, row, now)
    group = row.workgroup
    return Decided(row.id, row.address, group.name if group and group.archived_at else "")


def refuse(
    unit: Session, person: Person, invitation_id: str, reason: str, now: datetime
) -> Decided:
    """Say no, with a reason or without. Raises NotAllowed, NotFound, AlreadyDecided, Rejected."""
    reason = " ".join(clean(reason).split())
    if len(reason) > MAX_REASON:
        raise ReasonTooLong(MAX_REASON)
    actor, row = _request(unit, person, invitation_id, now)
    row.state, row.closed_at = State.REFUSED, now
    unit.flush()
    audit.record_by(unit, actor, row.id, Verb.REFUSED, now, Refusal(reason))
    notices.tell_inviter(unit, row, OutboxKind.REFUSED, now, Decision(actor.member.id, reason))
    notices.refresh(unit, row, now)
    return Decided(row.id, row.address)


def start(unit: Session, actor: Actor, row: Invitation, now: datetime) -> None:
    """Make a pending invitation of a request. The caller holds it, and has checked the limits."""
    row.state, row.mails, row.mail = State.PENDING, 1, "queued"
    lifecycle.renew(row, actor.workspace, now)
    unit.flush()
    audit.record_by(unit, actor, row.id, Verb.APPROVED, now)
    mails.first(unit, row.workspace_id, [row.id], now)
    if row.inviter_id != actor.member.id:
        notices.tell_inviter(unit, row, OutboxKind.APPROVED, now, Decision(actor.member.id))
    notices.refresh(unit, row, now)


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
        raise AlreadyDecided(str(state), _by(unit, row))
    if members.by_emails(unit, row.workspace_id, [row.email]):
        raise AlreadyDecided("member", "")
    return actor, row


def _by(unit: Session, row: Invitation) -> str:
    """The name of who decided."""
    verbs = (Verb.APPROVED, Verb.REFUSED, Verb.REVOKED)
    done = audit_log.entries(unit, [row.id], verbs, row.created_at).get(row.id)
    return done[-1].by if done else ""
