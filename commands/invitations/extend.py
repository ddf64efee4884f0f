"""Extend: more time, without a mail."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import lifecycle, policy
from commands.actors import Person
from commands.directory.identify import identify
from commands.errors import Closed
from commands.invitations import describe
from commands.invitations.reach import require_reach
from commands.invitations.resend import audit_and_refresh
from commands.outcomes import Invited
from storage.models import State
from storage.vocabulary import Verb


def extend(unit: Session, person: Person, invitation_id: str, now: datetime) -> Invited:
    """Give it the workspace's lifetime from now, without a mail.

    Raises NotAllowed, NotFound, Closed, or OutOfReach.
    """
    actor = identify(unit, person, now)
    policy.require_inviting(unit, actor)
    row = describe.get_managed(unit, actor, invitation_id)
    if (state := lifecycle.state_of(row, now)) != State.PENDING:
        raise Closed(state)
    require_reach(unit, actor, row)
    lifecycle.renew(row, actor.workspace, now)
    audit_and_refresh(unit, actor, row, Verb.EXTENDED, now)
    return Invited(row.id, row.address)
