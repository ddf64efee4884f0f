"""Show an invitation's link to copy. It is audited: whoever has the link can answer."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit, lifecycle
from commands.actors import Person
from commands.directory.identify import identify
from commands.errors import Closed
from commands.invitations.describe import Invitation, describe_invitation, get_managed
from storage import (
    models,
)
from storage.vocabulary import Verb


def share_link(unit: Session, person: Person, invitation_id: str, now: datetime) -> Invitation:
    """Whose link the inviter or an admin takes to hand it on; the history says so.

    Raises NotAllowed, NotFound, or Closed.
    """
    actor = identify(unit, person, now)
    row = get_managed(unit, actor, invitation_id)
    if (state := lifecycle.state_of(row, now)) != models.State.PENDING:
        raise Closed(str(state))
    audit.record_by(unit, actor, row.id, Verb.LINK_SHARED, now)
    return describe_invitation(row, now)
