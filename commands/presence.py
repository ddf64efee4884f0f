"""Presence: who leaves Slack and comes back to it, and who comes back after a removal."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import happened, placing, roles
from storage import groups, invitations
from storage.models import Invitation, Member

LEFT = "left"
"""What the admins are shown an invitation for whose inviter is gone."""


def pass_on(unit: Session, member: Member) -> None:
    """Let the admins be shown this member's open invitations, though they were shown before.

    To be called before the member is changed: who accepts holds the invitation first.
    """
    invitations.forget(unit, member.id, LEFT)


def leave(unit: Session, member: Member, now: datetime) -> None:
    """Their account in Slack is closed: they stay a member, and the last admin one too."""
    member.left_at, member.home = now, None
    unit.flush()
    happened.note(unit, member.workspace_id, [member.id], "left", now, place="system")
    if not roles.is_last_admin(unit, member):
        roles.give(unit, member, "member", now, place="system")


def come_back(unit: Session, member: Member, now: datetime) -> None:
    """They have an account again, and the rights of a member, but for an admin without others.

    Slack had taken them out of its channels and user groups, so they are brought in anew.
    """
    member.left_at = None
    unit.flush()
    happened.note(unit, member.workspace_id, [member.id], "returned", now, place="system")
    placing.bring(unit, member, None, now)
    if not roles.is_last_admin(unit, member):
        roles.give(unit, member, "member", now, place="system")


def lets_in(row: Invitation, member: Member) -> bool:
    """Whether this invitation leads in: not where it was sent before they were removed."""
    return member.removed_at is None or row.cycle_at >= member.removed_at


def join_again(unit: Session, member: Member, now: datetime, *, place: str) -> bool:
    """Make a member of one who was removed: the same row, with nothing of what they had.

    False for who is a member. The caller holds the row.
    """
    if member.removed_at is None:
        return False
    member.removed_at, member.joined_at = None, now
    unit.flush()
    happened.note(unit, member.workspace_id, [member.id], "joined", now, place=place)
    public = groups.public(unit, member.workspace_id)
    placing.enter(unit, member.workspace_id, public.id, [member.id], now)
    return True
