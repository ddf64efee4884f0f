"""Revoke: take an open invitation back; its link says so."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit, lifecycle
from commands.actors import Person
from commands.directory.identify import identify
from commands.errors import Closed
from commands.invitations import describe
from commands.invitations.describe import describe_invitation
from commands.notifications import notices
from storage import invitations
from storage.models import State
from storage.outbox_details import Decision
from storage.vocabulary import OutboxKind, Verb


def revocable(
    unit: Session, person: Person, invitation_id: str, now: datetime
) -> describe.Invitation:
    """What is to be revoked, before the question is asked. Raises NotAllowed, NotFound, Closed."""
    actor = identify(unit, person, now)
    row = describe.get_managed(unit, actor, invitation_id)
    if (state := lifecycle.state_of(row, now)) not in lifecycle.OPEN:
        raise Closed(str(state))
    return describe_invitation(row, now)


def revoke(unit: Session, person: Person, invitation_id: str, now: datetime) -> str:
    """The address whose invitation is revoked.

    An inviter may always revoke their own, an admin any. Raises NotAllowed, NotFound, Closed.
    """
    actor = identify(unit, person, now)
    row = describe.get_managed(unit, actor, invitation_id)
    asked = row.state == State.REQUESTED
    if not invitations.move(unit, row, lifecycle.before(State.REVOKED), State.REVOKED, now):
        raise Closed(str(lifecycle.state_of(row, now)))
    audit.record_by(unit, actor, row.id, Verb.REVOKED, now)
    if asked and row.inviter_id != actor.member.id:
        # To who asked it is a no, whichever button an admin took.
        notices.tell_inviter(unit, row, OutboxKind.REFUSED, now, Decision(actor.member.id))
    notices.refresh(unit, row, now)
    return row.address
