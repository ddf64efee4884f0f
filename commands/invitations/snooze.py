"""Snooze: no reminders of an invitation for a while; it expires when it would have."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commands import lifecycle
from commands.actors import Person
from commands.directory.identify import identify
from commands.errors import Closed
from commands.invitations import describe
from commands.invitations.resend import audit_and_refresh
from storage.models import State
from storage.vocabulary import Verb

REST = timedelta(days=7)


def snooze(
    unit: Session, person: Person, invitation_id: str, now: datetime
) -> tuple[str, datetime]:
    """No reminder for a week, neither to the invitee nor to the admins: address and until when.

    Raises NotAllowed, NotFound, or Closed.
    """
    actor = identify(unit, person, now)
    row = describe.get_managed(unit, actor, invitation_id)
    if (state := lifecycle.state_of(row, now)) != State.PENDING:
        raise Closed(state)
    row.snoozed_until = now + REST
    audit_and_refresh(unit, actor, row, Verb.SNOOZED, now)
    return row.address, row.snoozed_until
