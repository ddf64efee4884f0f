"""Decline, and stop: two things an invitee may say instead of yes."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import happened, lifecycle, notices
from commands.errors import Closed, NotFound
from storage import invitations, workspaces
from storage.models import Invitation, State


def decline(unit: Session, invitation_id: str, now: datetime) -> bool:
    """Say no; it can be undone by accepting until the expiry. True for the press that did it.

    Raises NotFound, or Closed where it is over (accepted too: a member leaves in another way).
    """
    row = _held(unit, invitation_id)
    if row.state == State.DECLINED and row.expires_at > now:
        return False
    if not invitations.move(unit, row, lifecycle.before(State.DECLINED), State.DECLINED, now):
        raise Closed(str(lifecycle.state_of(row, now)))
    happened.note(unit, row.workspace_id, [row.id], "declined", now, place="page")
    notices.tell_inviter(unit, row, "declined", now)
    notices.refresh(unit, row, now)
    return True


def stop(unit: Session, invitation_id: str, now: datetime) -> bool:
    """Never mail this address again from this workspace; the invitation itself stays as it is.

    True for the first time. Raises NotFound.
    """
    row = _held(unit, invitation_id)
    if not workspaces.suppress(unit, row.workspace_id, row.email, now):
        return False
    happened.note(unit, row.workspace_id, [row.id], "stopped", now, place="page")
    notices.tell_inviter(unit, row, "stopped", now)
    notices.refresh_address(unit, row, now)
    return True


def _held(unit: Session, invitation_id: str) -> Invitation:
    row = invitations.get(unit, invitation_id, lock=True)
    if row is None or row.state in {State.REQUESTED, State.REFUSED}:
        raise NotFound
    return row
