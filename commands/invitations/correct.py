"""Correct: the address was wrong. The old invitation is revoked, the right one invited, in one."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from commands import addresses, audit, lifecycle, policy
from commands.actors import Actor, Person
from commands.addresses import domains
from commands.directory.identify import identify
from commands.errors import AlreadyThat, Closed
from commands.invitations import describe, doubts
from commands.invitations.describe import describe_invitation
from commands.invitations.invite import InviteForm, invite_addresses
from commands.limits import Limits
from commands.notifications import notices
from commands.outcomes import Invited, Outcome, Requested
from storage import invitations, workspaces
from storage.audit_details import Correction
from storage.models import Invitation, State
from storage.vocabulary import Verb


def correctable(
    unit: Session, person: Person, invitation_id: str, now: datetime
) -> describe.Invitation:
    """What is to be corrected, before the form is shown. Raises NotAllowed, NotFound, Closed."""
    actor = identify(unit, person, now)
    policy.require_inviting(unit, actor)
    return describe_invitation(_open(unit, actor, invitation_id, now), now)


def correct(
    unit: Session, person: Person, invitation_id: str, typed: str, limits: Limits, now: datetime
) -> Outcome:
    """Invite the right address with the same content; the wrong one's link says it is revoked.

    Where the right one can't be invited, nothing but the count of who asks is changed: what became
    of an address tells of it. One that looks like a slip is asked about first. Who had invited
    stays the inviter, whoever corrects: the answer is theirs to hear. It is somebody else, so into
    a workgroup that leads where who corrects is not they are asked for.

    Raises NotAllowed, NotFound, Closed, OverLimit, NoAddress, BadAddresses, or AlreadyThat.
    """
    wanted = addresses.one(typed)
    actor = identify(unit, person, now)
    policy.require_inviting(unit, actor)
    domains.require_allowed(actor.workspace, [wanted])
    # The workspace first, as who resends does it: else two could wait for each other.
    workspaces.lock(unit, actor.workspace.id)
    row = _open(unit, actor, invitation_id, now)
    if wanted.email == row.email:
        raise AlreadyThat
    if doubtful := doubts.ask_about(unit, actor, [wanted], row.id, now):
        return doubtful[0]
    wanted = replace(wanted, name=wanted.name or row.name)
    form = _same_content(row)
    [outcome] = invite_addresses(unit, actor, [wanted], form, limits=limits, now=now)
    if not isinstance(outcome, Invited | Requested):
        return outcome
    invitations.move(unit, row, lifecycle.before(State.REVOKED), State.REVOKED, now)
    if isinstance(outcome, Requested) or not outcome.asked_by:
        unit.get_one(Invitation, outcome.id).inviter_id = row.inviter_id
    audit.record_by(unit, actor, row.id, Verb.CORRECTED, now, Correction(outcome.id))
    notices.refresh(unit, row, now)
    return outcome


def _open(unit: Session, actor: Actor, invitation_id: str, now: datetime) -> Invitation:
    row = describe.get_managed(unit, actor, invitation_id)
    if (state := lifecycle.state_of(row, now)) != State.PENDING:
        raise Closed(str(state))
    return row


def _same_content(row: Invitation) -> InviteForm:
    group = row.workgroup
    return InviteForm(
        emails="",
        personal=row.personal,
        workgroup=group.id if group and not group.archived_at else None,
        note=row.note,
        locale=row.locale,
    )
