"""Follow what Slack says of an account: deactivated, active again, owner or admin there."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit
from commands.actors import OPEN_ACCOUNTS, Person
from commands.directory import presence, roles
from storage import members
from storage.models import Member
from storage.vocabulary import Verb, Via


def take_over(unit: Session, member: Member, person: Person, now: datetime) -> None:
    """Who begins to run Slack becomes an admin, though they were removed; who stops, or is no
    person of the workspace any more, becomes a member, but for the last admin.
    """
    if is_settled(member, person):
        return
    runs, gone = person.runs_slack and person.kind == "person", person.kind != "person"
    members.lock_with_workspace(unit, member)
    _come_or_go(unit, member, person, now)
    changed, member.runs_slack = runs != member.runs_slack, runs
    if gone:
        member.home = None
    if runs:
        presence.join_again(unit, member, now, via=Via.SYSTEM)
        roles.give(unit, member, "admin", now, via=Via.SYSTEM)
    elif member.role == "admin" and not roles.is_last_admin(unit, member):
        roles.give(unit, member, "member", now, via=Via.SYSTEM)
    elif member.role == "admin" and changed:
        audit.record(unit, member.workspace_id, [member.id], Verb.ADMIN_KEPT, now, via=Via.SYSTEM)
    unit.flush()


def is_settled(member: Member, person: Person) -> bool:
    """Whether there is nothing to take over: Slack says much of guests, and of who left, too."""
    if member.runs_slack != (person.runs_slack and person.kind == "person"):
        return False
    if member.left_at and person.kind in OPEN_ACCOUNTS:
        return False
    if person.kind == "person":
        return True
    leaves = person.kind == "deleted" and member.left_at is None
    return not (leaves or member.home or member.role == "admin")


def _come_or_go(unit: Session, member: Member, person: Person, now: datetime) -> None:
    """What this says of their account in Slack; the caller holds the workspace."""
    if person.kind == "deleted" and member.left_at is None:
        presence.show_admins_again(unit, member)
        presence.leave(unit, member, now)
    elif member.left_at and person.kind in OPEN_ACCOUNTS:
        presence.come_back(unit, member, now)
