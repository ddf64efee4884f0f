"""A member leaves Slack (deactivated), comes back, or joins again after a removal."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit
from commands.directory import roles
from commands.provisioning import plan
from storage import digests, workgroups
from storage.models import Invitation, Member
from storage.vocabulary import ShownFor, Verb, Via


def show_admins_again(unit: Session, member: Member) -> None:
    """Let the admins be shown this member's open invitations, though they were shown before.

    To be called before the member is changed: who accepts holds the invitation first.
    """
    digests.forget_shown(unit, member.id, ShownFor.LEFT)


def leave(unit: Session, member: Member, now: datetime) -> None:
    """Their account in Slack is closed: they stay a member, and the last admin one too."""
    member.left_at, member.home = now, None
    unit.flush()
    audit.record(unit, member.workspace_id, [member.id], Verb.LEFT_SLACK, now, via=Via.SYSTEM)
    if not roles.is_last_admin(unit, member):
        roles.give(unit, member, "member", now, via=Via.SYSTEM)


def come_back(unit: Session, member: Member, now: datetime) -> None:
    """They have an account again, and the rights of a member, but for an admin without others.

    Slack had taken them out of its channels and user groups, so they are brought in anew.
    """
    member.left_at = None
    unit.flush()
    audit.record(unit, member.workspace_id, [member.id], Verb.RETURNED, now, via=Via.SYSTEM)
    plan.bring(unit, member, None, now)
    if not roles.is_last_admin(unit, member):
        roles.give(unit, member, "member", now, via=Via.SYSTEM)


def lets_in(row: Invitation, member: Member) -> bool:
    """Whether this invitation leads in: not where it was sent before they were removed."""
    return member.removed_at is None or row.cycle_at >= member.removed_at


def join_again(unit: Session, member: Member, now: datetime, *, via: Via) -> bool:
    """Make a member of one who was removed: the same row, with nothing of what they had.

    False for who is a member. The caller holds the row.
    """
    if member.removed_at is None:
        return False
    member.removed_at, member.joined_at = None, now
    unit.flush()
    audit.record(unit, member.workspace_id, [member.id], Verb.JOINED, now, via=via)
    public = workgroups.public(unit, member.workspace_id)
    plan.enter(unit, member.workspace_id, public.id, [member.id], now)
    return True


def removed_since(unit: Session, row: Invitation) -> datetime | None:
    """When who accepted it was removed; None for who is a member, and where nobody accepted."""
    return unit.get_one(Member, row.member_id).removed_at if row.member_id else None
