"""What is done to the newest invitation of an address, for who names it by that.

An address that was never invited and one whose invitation this person may not see are not told
apart.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import addresses
from commands.actors import Person
from commands.directory.identify import identify
from commands.errors import NotFound
from commands.invitations import describe, resend, revoke
from commands.limits import Limits
from commands.outcomes import Outcome
from storage import invitations
from storage.models import State


def newest(unit: Session, person: Person, typed: str, now: datetime) -> str:
    """The id of the address's newest invitation: of all for admins, else of one's own.

    Raises NoAddress, SeveralAddresses, BadAddresses, NotAllowed, NotFound.
    """
    wanted = addresses.one(typed)
    actor = identify(unit, person, now)
    own = "" if actor.member.role == "admin" else actor.member.id
    row = invitations.latest(unit, actor.workspace.id, wanted.email, own)
    if row is None:
        raise NotFound
    return row.id


def resend_newest(
    unit: Session, person: Person, typed: str, limits: Limits, now: datetime
) -> Outcome:
    """As `commands.invitations.resend`, which says what it raises, and `newest`."""
    return resend.resend(unit, person, newest(unit, person, typed, now), limits, now)


@dataclass(frozen=True, slots=True)
class Revoked:
    """The address, and whether it was a request that nobody had decided on."""

    address: str
    requested: bool


def revoke_newest(unit: Session, person: Person, typed: str, now: datetime) -> Revoked:
    """As `commands.invitations.revoke`, which says what it raises, and `newest`."""
    invitation_id = newest(unit, person, typed, now)
    actor = identify(unit, person, now)
    requested = describe.get_managed(unit, actor, invitation_id).state == State.REQUESTED
    return Revoked(revoke.revoke(unit, person, invitation_id, now), requested)
