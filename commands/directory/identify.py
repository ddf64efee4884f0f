"""Identify who is calling: the member whom a Slack user is, made at their first time."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import policy
from commands.actors import Actor, Person
from commands.directory import presence
from commands.directory.join import join, keep_up, workspace_of
from commands.directory.standing import take_over
from storage import members


def identify(unit: Session, person: Person, now: datetime) -> Actor:
    """The member this person is, made or linked at the first time.

    Raises NotAllowed for who can't be a member (guests, bots, deleted users, strangers), and for
    who was removed.
    """
    policy.admit(person)
    workspace = workspace_of(unit, person.team, now)
    member = members.by_slack_user(unit, workspace.id, person.user)
    if member is None:
        member = join(unit, workspace, person, now)
        take_over(unit, member, person, now)
    actor = Actor(member, workspace, person.seen)
    policy.require_kept(unit, actor)
    if member.left_at:
        # Who acts is there, whatever was heard of them last.
        members.lock_with_workspace(unit, member)
        presence.come_back(unit, member, now)
    # What is known of them may be an hour old: who runs Slack is told by `follow` and `sync`.
    keep_up(unit, member, person)
    return actor
