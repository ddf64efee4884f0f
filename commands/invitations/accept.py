"""Accept: the invitee becomes a member of the right workgroups, in one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit, lifecycle
from commands.characters import cut
from commands.directory import presence
from commands.directory.join import enroll
from commands.errors import Closed, NotFound
from commands.notifications import notices
from commands.provisioning import plan
from storage import invitations, members, workgroups
from storage.models import Invitation, Member, State
from storage.outbox_details import WorkgroupGone
from storage.vocabulary import OutboxKind, Verb, Via

FOUND_NAMES = 50
LONGEST_NAME = 65


@dataclass(frozen=True, slots=True)
class Accepted:
    """They are in; `again` when they were before this press."""

    again: bool


def accept(unit: Session, invitation_id: str, now: datetime) -> Accepted:
    """Accept, also after a decline while it would not have expired.

    Raises NotFound, or Closed where it is over. The conditional update decides between several
    presses at once: only who changed the row goes on, the others see that they are in.
    """
    row = invitations.get(unit, invitation_id, lock=True)
    if row is None or row.state in {State.REQUESTED, State.REFUSED}:
        raise NotFound
    if row.state == State.ACCEPTED:
        return Accepted(again=True)
    member, new = enroll(
        unit,
        row.workspace_id,
        email=row.email,
        name=row.name or row.address.partition("@")[0],
        now=now,
        locale=row.locale,
    )
    if not new:
        _bring_back(unit, row, member, now)
    before = lifecycle.before(State.ACCEPTED)
    if not invitations.move(unit, row, before, State.ACCEPTED, now, member_id=member.id):
        raise Closed(str(lifecycle.state_of(row, now)))
    if new:
        audit.record(
            unit, row.workspace_id, [member.id], Verb.JOINED, now, via=Via.PAGE, actor=member.id
        )
    _come_in(unit, row, member, now)
    return Accepted(again=False)


def _bring_back(unit: Session, row: Invitation, member: Member, now: datetime) -> None:
    """Who was removed is a member again, but not by an invitation of before that."""
    members.lock(unit, member)
    if not presence.lets_in(row, member):
        raise Closed(str(lifecycle.state_of(row, now)))
    presence.join_again(unit, member, now, via=Via.PAGE)


def _come_in(unit: Session, row: Invitation, member: Member, now: datetime) -> None:
    audit.record(
        unit, row.workspace_id, [row.id], Verb.ACCEPTED, now, via=Via.PAGE, actor=member.id
    )
    gone = ""
    if row.workgroup and not row.workgroup.archived_at:
        plan.enter(unit, row.workspace_id, row.workgroup.id, [member.id], now, invitation_id=row.id)
    elif row.workgroup:
        gone = row.workgroup.name
        if not row.inviter.gone:  # else they are told in the inviter's place, and that with it
            notices.tell_admins(unit, row, OutboxKind.GROUP_GONE, now)
    if row.personal:
        _personal(unit, row, member, now)
    plan.arrive(unit, row, member, now)
    notices.tell_inviter(unit, row, OutboxKind.ACCEPTED, now, WorkgroupGone(gone))
    notices.refresh(unit, row, now)


def _personal(unit: Session, row: Invitation, member: Member, now: datetime) -> None:
    """One a member, named after them by the workspace's pattern; where the name is taken, a number
    is added.
    """
    if workgroups.personal(unit, member.id):
        return
    tries = (
        workgroups.add(
            unit, member.workspace_id, kind="personal", name=name, now=now, owner_id=member.id
        )
        for name in _names(member, row.workspace.personal_pattern)
    )
    workgroups.join(unit, next(filter(None, tries)), member.id, now)


def _names(member: Member, pattern: str) -> Iterator[str]:
    """Names to try; nobody else can have the last one."""
    name = cut(pattern.replace("{name}", member.name), LONGEST_NAME)
    yield name
    for number in range(2, FOUND_NAMES):
        yield f"{name} {number}"
    yield member.id
