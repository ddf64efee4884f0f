"""Remove a member. What they did stays, and they can be invited again."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit, lifecycle
from commands.actors import Actor, Person
from commands.directory import presence, roles
from commands.directory.change_role import at_hand
from commands.errors import LastAdmin, Oneself, RunsSlack
from commands.notifications import notices
from commands.provisioning import plan
from storage import invitations, members, workgroups
from storage.audit_details import MembersMoved
from storage.models import Member, State
from storage.vocabulary import Verb, Via


def remove(unit: Session, person: Person, member_id: str, now: datetime) -> str:
    """Take a member out of every workgroup and of the workspace; their name.

    Whom they invited stays invited, and the admins hear of it in their place; an invitation that
    could still bring them back is revoked. Raises NotAllowed, NotFound, LastAdmin, Oneself,
    RunsSlack.
    """
    actor, member = at_hand(unit, person, member_id, now)
    if member.id == actor.member.id:
        raise LastAdmin if roles.is_last_admin(unit, member) else Oneself
    if member.runs_slack:
        raise RunsSlack
    _revoke_theirs(unit, actor, member, now)
    presence.show_admins_again(unit, member)
    # Only now: who accepts holds the invitation first, and then the member.
    members.lock(unit, member)
    _leave_all(unit, actor, member, now)
    member.removed_at, member.home = now, None
    roles.give(unit, member, "member", now, via=Via.SLACK, actor=actor.member.id)
    unit.flush()
    audit.record_by(unit, actor, member.id, Verb.MEMBER_REMOVED, now)
    return member.name


def _revoke_theirs(unit: Session, actor: Actor, member: Member, now: datetime) -> None:
    """The pending one of their address, from before they were a member; a request has an admin
    before it anyway. One that is answered in this instant stays as it is answered.
    """
    emails = [member.email] if member.email else []
    before = lifecycle.before(State.REVOKED)
    for row in invitations.open_by_email(unit, member.workspace_id, emails).values():
        pending = lifecycle.state_of(row, now) == State.PENDING
        if pending and invitations.move(unit, row, before, State.REVOKED, now):
            audit.record_by(unit, actor, row.id, Verb.REVOKED, now)
            notices.refresh(unit, row, now)


def _leave_all(unit: Session, actor: Actor, member: Member, now: datetime) -> None:
    """Out of public too, which nobody leaves in another way; their own workgroup ends."""
    for group in workgroups.of_member(unit, member.id):
        plan.leave(unit, group.workspace_id, group.id, [member.id], now)
        if group.owner_id == member.id:
            group.archived_at = now
            audit.record_by(unit, actor, group.id, Verb.ARCHIVED, now)
        elif group.kind == "custom":
            audit.record_by(
                unit, actor, group.id, Verb.MEMBERS_REMOVED, now, MembersMoved((member.id,))
            )
