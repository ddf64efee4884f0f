"""Decline: an invitee says no; accepting undoes it until the expiry."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit, lifecycle
from commands.errors import Closed
from commands.invitations.describe import get_answerable
from commands.notifications import notices
from storage import invitations
from storage.models import State
from storage.vocabulary import OutboxKind, Verb, Via


def decline(unit: Session, invitation_id: str, now: datetime) -> bool:
    """Say no; it can be undone by accepting until the expiry. True for the press that did it.

    Raises NotFound, or Closed where it is over (accepted too: a member leaves in another way).
    """
    row = get_answerable(unit, invitation_id)
    if row.state == State.DECLINED and row.expires_at > now:
        return False
    if not invitations.move(unit, row, lifecycle.before(State.DECLINED), State.DECLINED, now):
        raise Closed(str(lifecycle.state_of(row, now)))
    audit.record(unit, row.workspace_id, [row.id], Verb.DECLINED, now, via=Via.PAGE)
    notices.tell_inviter(unit, row, OutboxKind.DECLINED, now)
    notices.refresh(unit, row, now)
    return True
