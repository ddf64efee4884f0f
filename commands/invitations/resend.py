"""Resend: the same link once more, open for longer. A closed one is invited anew."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit, lifecycle, policy
from commands.actors import Actor, Person
from commands.addresses import Address, domains
from commands.directory import presence
from commands.directory.identify import identify
from commands.errors import AddressSuppressed, Closed, TooSoon
from commands.invitations import describe
from commands.invitations.invite import InviteForm, as_mailed, invite_addresses
from commands.invitations.reach import require_reach
from commands.invitations.suppression import suppressed_emails
from commands.limits import RESEND_AFTER, Limits, require_room
from commands.notifications import mails, notices
from commands.outcomes import Invited, Outcome
from storage import workgroups, workspaces
from storage.models import Invitation, State
from storage.vocabulary import Verb


def resend(
    unit: Session, person: Person, invitation_id: str, limits: Limits, now: datetime
) -> Outcome:
    """Mail it again and renew its end; a closed one is invited anew with the same content, or asked
    for where its workgroup leads out of reach of who resends.

    Raises NotAllowed, NotFound, Closed (accepted, and not removed since: nothing to resend),
    OutOfReach, TooSoon, OverLimit, AddressSuppressed, or BadAddresses for a closed one whose domain
    is refused by now.
    """
    actor = identify(unit, person, now)
    policy.require_inviting(unit, actor)
    workspaces.lock(unit, actor.workspace.id)
    row = describe.get_managed(unit, actor, invitation_id)
    if row.state == State.ACCEPTED and not presence.removed_since(unit, row):
        raise Closed(State.ACCEPTED)
    if suppressed_emails(unit, row.workspace_id, [row.email]):
        raise AddressSuppressed
    if lifecycle.state_of(row, now) != State.PENDING:
        return _anew(unit, actor, row, limits, now)
    require_reach(unit, actor, row)
    # Later than that it was resent by a clock that was ahead: it is no reason to wait for it.
    if row.resent_at and now < row.resent_at + RESEND_AFTER <= now + 2 * RESEND_AFTER:
        raise TooSoon(row.resent_at + RESEND_AFTER)
    require_room(unit, actor, [row.email], limits, now)
    row.resent_at = now
    lifecycle.renew(row, actor.workspace, now)
    mails.again(unit, row, now)
    audit_and_refresh(unit, actor, row, Verb.RESENT, now)
    [became] = as_mailed(unit, {row.email: Invited(row.id, row.address)})
    return became


def audit_and_refresh(
    unit: Session, actor: Actor, row: Invitation, verb: Verb, now: datetime
) -> None:
    """Append to the history what the actor did, and show it where the invitation is listed."""
    unit.flush()
    audit.record_by(unit, actor, row.id, verb, now)
    notices.refresh(unit, row, now)


def _anew(unit: Session, actor: Actor, row: Invitation, limits: Limits, now: datetime) -> Outcome:
    """The same address, name, note, language and workgroup, where that still exists."""
    group = row.workgroup_id and workgroups.get(unit, row.workspace_id, row.workgroup_id)
    form = InviteForm(
        emails=row.address,
        personal=row.personal,
        workgroup=group.id if group and not group.archived_at else None,
        note=row.note,
        locale=row.locale,
    )
    wanted = [Address(row.address, row.email, row.name)]
    domains.require_allowed(actor.workspace, wanted)
    [outcome] = invite_addresses(unit, actor, wanted, form, limits=limits, now=now)
    return outcome
