"""Change a member's role, asked by an admin in Slack or the operator on the command line."""

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from commands import addresses, audit, policy
from commands.actors import Actor, Person
from commands.directory import presence, roles
from commands.directory.identify import identify
from commands.directory.join import enroll, workspace_of
from commands.errors import Ambiguous, LastAdmin, NotFound
from storage import members, workspaces
from storage.models import Member, Workspace
from storage.vocabulary import Verb, Via

Role = Literal["admin", "lead", "member"]


Since = Literal["new", "back", "known"]
"""Whether the operator made somebody a member, made them one again, or found them to be one."""


def set_role(
    unit: Session, address: str, role: Role, now: datetime, team: str | None = None
) -> tuple[str, Since]:
    """The operator's way to make the first lead or admin: their address, and whether they are new.

    Somebody who has not used the bot yet becomes a member now and is linked to Slack later; who was
    removed becomes one again. Raises NotFound without a workspace, Ambiguous where there are
    several and `team` names none.
    """
    email = addresses.one(address).email
    workspace = _only(unit, team, now)
    workspaces.lock(unit, workspace.id)
    member, new = enroll(
        unit, workspace.id, email=email, name=email.partition("@")[0], now=now, role=role
    )
    back = presence.join_again(unit, member, now, via=Via.CLI)
    if new:
        audit.record(unit, workspace.id, [member.id], Verb.JOINED, now, via=Via.CLI)
        roles.begin(unit, member, now, via=Via.CLI)
    else:
        roles.give(unit, member, role, now, via=Via.CLI)
    return email, "new" if new else "back" if back else "known"


def change_role(unit: Session, person: Person, member_id: str, role: Role, now: datetime) -> str:
    """An admin makes a lead or an admin, and takes it back; whose role it is.

    Raises NotAllowed, NotFound, or LastAdmin.
    """
    actor, member = at_hand(unit, person, member_id, now)
    if role != "admin" and roles.is_last_admin(unit, member):
        raise LastAdmin
    roles.give(unit, member, role, now, via=Via.SLACK, actor=actor.member.id)
    return member.name


def at_hand(unit: Session, person: Person, member_id: str, now: datetime) -> tuple[Actor, Member]:
    """A member, with the workspace held, for an admin to change. Raises NotAllowed, NotFound."""
    actor = identify(unit, person, now)
    workspaces.lock(unit, actor.workspace.id)
    # Another admin may have been quicker, and it was this one.
    unit.refresh(actor.member)
    policy.require_kept(unit, actor)
    policy.require_admin(unit, actor)
    member = members.get_many(unit, [member_id]).get(member_id)
    if member is None or member.workspace_id != actor.workspace.id:
        raise NotFound("member")
    unit.refresh(member)
    if member.removed_at:
        raise NotFound("member")
    return actor, member


def _only(unit: Session, team: str | None, now: datetime) -> Workspace:
    if team:
        return workspace_of(unit, team, now)
    found = workspaces.every(unit)
    if not found:
        raise NotFound
    if len(found) > 1:
        raise Ambiguous(tuple(workspace.team for workspace in found))
    return found[0]
