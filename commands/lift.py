"""Lift: an address that asked for silence may be mailed again, because it asked for that too."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import happened, members, notices, overview, policy
from commands.actor import Person
from storage import workspaces


def lift(unit: Session, person: Person, invitation_id: str, now: datetime) -> str:
    """The address that this workspace may mail again; nothing is mailed by this.

    Raises NotAllowed for who is no admin, and NotFound.
    """
    actor = members.find(unit, person, now)
    policy.require_admin(unit, actor)
    row = overview.visible(unit, actor, invitation_id)
    if workspaces.release(unit, row.workspace_id, row.email):
        happened.note(
            unit, row.workspace_id, [row.id], "lifted", now, place="slack", actor=actor.member.id
        )
        notices.refresh_address(unit, row, now)
    return row.address
