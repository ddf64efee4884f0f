"""Unsuppress: an address that unsubscribed may be mailed again, because it asked for that too."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit, policy
from commands.actors import Person
from commands.directory.identify import identify
from commands.invitations import describe
from commands.invitations.suppression import lift
from commands.notifications import notices
from storage.vocabulary import Verb


def unsuppress(unit: Session, person: Person, invitation_id: str, now: datetime) -> str:
    """The address that this workspace may mail again, in every spelling; nothing is mailed by this.

    Raises NotAllowed for who is no admin, and NotFound.
    """
    actor = identify(unit, person, now)
    policy.require_admin(unit, actor)
    row = describe.get_managed(unit, actor, invitation_id)
    if lift(unit, row.workspace_id, row.email):
        audit.record_by(unit, actor, row.id, Verb.UNSUPPRESSED, now)
        notices.refresh_address(unit, row, now)
    return row.address
