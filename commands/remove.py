"""Remove: a member is none any more. What they did stays, and they can be invited anew."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from commands import happened, lifecycle, members, placing, presence, revoke, roles
from commands.actor import Actor, Person
from commands.errors import Closed, LastAdmin, Oneself, RunsSlack
from storage import groups, invitations
from storage import members as people
from storage.models import Member, State


def remove(unit: Session, person: Person, member_id: str, now: datetime) -> str:
    """Take a member out of every workgroup and of the workspace; their name.

    Whom they invited stays invited, and the admins hear of it in their place; an invitation that
    could still bring them back is revoked. Raises NotAllowed, NotFound, LastAdmin, Oneself,
    RunsSlack.
    """
    actor, member = members.at_hand(unit, person, member_id, now)
    if member.id == actor.member.id:
        raise LastAdmin if roles.is_last_admin(unit, member) else Oneself
    if member.runs_slack:
        raise RunsSlack
    _revoke_theirs(unit, person, member, now)
    presence.pass_on(unit, member)
    # Only now: who accepts holds the invitation first, and then the member.
    people.hold(unit, member)
    _leave_all(unit, actor, member, now)
    member.removed_at, member.home = now, None
    roles.give(unit, member, "member", now, place="slack", actor=actor.member.id)
    unit.flush()
    _note(unit, actor, member.id, "expelled", now)
    return member.name


def _revoke_theirs(unit: Session, person: Person, member: Member, now: datetime) -> None:
    """The pending one of their address, from before they were a member; a request has an admin
    before it anyway.
    """
    emails = [member.email] if member.email else []
    for row in invitations.open_ones(unit, member.workspace_id, emails).values():
        if lifecycle.state_of(row, now) == State.PENDING:
            with suppress(Closed):  # answered in this instant
                revoke.revoke(unit, person, row.id, now)


def _leave_all(unit: Session, actor: Actor, member: Member, now: datetime) -> None:
    """Out of public too, which nobody leaves in another way; their own workgroup ends."""
    for group in groups.of_member(unit, member.id):
        placing.leave(unit, group.workspace_id, group.id, [member.id], now)
        if group.owner_id == member.id:
            group.archived_at = now
            _note(unit, actor, group.id, "archived", now)
        elif group.kind == "custom":
            _note(unit, actor, group.id, "removed", now, members=[member.id])


def _note(
    unit: Session, actor: Actor, subject: str, verb: str, now: datetime, **details: object
) -> None:
    happened.note(
        unit,
        actor.workspace.id,
        [subject],
        verb,
        now,
        place="slack",
        actor=actor.member.id,
        **details,
    )
