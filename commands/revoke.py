"""Revoke: take an open invitation back; its link says so."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import happened, lifecycle, members, notices, overview
from commands.actor import Person
from commands.errors import Closed
from storage import invitations
from storage.models import State


def revocable(
    unit: Session, person: Person, invitation_id: str, now: datetime
) -> overview.Invitation:
    """What is to be revoked, before the question is asked. Raises NotAllowed, NotFound, Closed."""
    actor = members.find(unit, person, now)
    row = overview.visible(unit, actor, invitation_id)
    if (state := lifecycle.state_of(row, now)) not in lifecycle.OPEN:
        raise Closed(str(state))
    return overview.describe(row, now)


def revoke(unit: Session, person: Person, invitation_id: str, now: datetime) -> str:
    """The address whose invitation is revoked.

    An inviter may always revoke their own, an admin any. Raises NotAllowed, NotFound, Closed.
    """
    actor = members.find(unit, person, now)
    row = overview.visible(unit, actor, invitation_id)
    asked = row.state == State.REQUESTED
    if not invitations.move(unit, row, lifecycle.before(State.REVOKED), State.REVOKED, now):
        raise Closed(str(lifecycle.state_of(row, now)))
    happened.note(
        unit, row.workspace_id, [row.id], "revoked", now, place="slack", actor=actor.member.id
    )
    if asked and row.inviter_id != actor.member.id:
        # To who asked it is a no, whichever button an admin took.
        notices.tell_inviter(unit, row, "refused", now, by=actor.member.id, reason="")
    notices.refresh(unit, row, now)
    return row.address
