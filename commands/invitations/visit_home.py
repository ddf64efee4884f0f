"""Visit App Home: where somebody is in it is remembered, so that it can be drawn anew there."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands.actors import Person
from commands.directory.identify import identify
from commands.invitations import lists
from commands.invitations.lists import OwnInvitations
from commands.notifications import app_home


def visit_home(
    unit: Session, person: Person, at: str, now: datetime, most: int, start: int = 0
) -> OwnInvitations:
    """Their own invitations, and what they may do; `at` is where they are from now on.

    Raises NotAllowed.
    """
    actor = identify(unit, person, now)
    app_home.enter(actor.member, at)
    return lists.own_of(unit, actor, now, most, start)
