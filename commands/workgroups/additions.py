"""Additions: members whom a lead wants in a workgroup that leads out of their reach.

What one form asks for is one request, and the admins decide on it as a whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit, policy
from commands.actors import Actor, Person
from commands.directory.identify import identify
from commands.errors import AlreadyDecided, NotFound
from commands.limits import Limits, require_asking
from commands.notifications import notices
from commands.places import LeadsInto, NamedPlace
from commands.provisioning import plan
from commands.provisioning.channel_links import name_places, where_to
from storage import additions, members, models, workgroups, workspaces
from storage.audit_details import MembersMoved
from storage.models import ChannelLink, Member, Workgroup
from storage.vocabulary import AdditionState, Verb, Via


@dataclass(frozen=True, slots=True)
class Asked:
    """The admins are asked for so many members; `leads` says why."""

    number: int
    leads: LeadsInto


def ask(
    unit: Session,
    actor: Actor,
    group: Workgroup,
    coming: Sequence[str],
    beyond: Sequence[ChannelLink],
    limits: Limits,
    now: datetime,
) -> Asked:
    """Ask for those whom nobody has asked for yet. The caller holds the workspace.

    Each counts in the day of who asks, and counts whatever is decided: admins are written to for
    it. Raises OverLimit.
    """
    waiting = {each for row in additions.waiting(unit, group.id) for each in row.members}
    if fresh := [each for each in coming if each not in waiting]:
        require_asking(unit, actor, len(fresh), limits, now)
        row = additions.add(unit, group.workspace_id, group.id, actor.member.id, fresh, now)
        notices.ask_admins_to_add(unit, row, now)
        audit.record_by(
            unit, actor, group.id, Verb.ADDITION_REQUESTED, now, MembersMoved(tuple(fresh))
        )
    leads = LeadsInto(group.name, name_places(beyond, to_admin=False))
    return Asked(len(coming), leads)


def approve(unit: Session, person: Person, addition_id: str, now: datetime) -> None:
    """Add them; who is no member any more is left out, and where nobody is left it lapses.

    Raises NotAllowed, NotFound, AlreadyDecided.
    """
    actor, row = _request(unit, person, addition_id, now)
    coming = [each.id for each in _here(row, members.get_many(unit, row.members))]
    if not coming:
        _lapse(unit, row, now)
        return
    plan.enter(unit, row.workspace_id, row.workgroup_id, coming, now)
    moved = MembersMoved(tuple(coming))
    audit.record_by(unit, actor, row.workgroup_id, Verb.MEMBERS_ADDED, now, moved)
    _close(unit, row, AdditionState.APPROVED, actor.member.id, now)


def refuse(unit: Session, person: Person, addition_id: str, now: datetime) -> None:
    """Say no. Raises NotAllowed, NotFound, AlreadyDecided."""
    actor, row = _request(unit, person, addition_id, now)
    refused = MembersMoved(tuple(row.members))
    audit.record_by(unit, actor, row.workgroup_id, Verb.ADDITION_REFUSED, now, refused)
    _close(unit, row, AdditionState.REFUSED, actor.member.id, now)


def lapse(unit: Session, group: Workgroup, now: datetime) -> None:
    """Nobody need decide any more: it was archived, or leads nowhere. The caller holds the
    workspace.
    """
    for row in additions.waiting(unit, group.id):
        _lapse(unit, row, now)


def refresh(unit: Session, group: Workgroup, now: datetime) -> None:
    """What waits leads somewhere else now. The caller holds the workspace."""
    for row in additions.waiting(unit, group.id):
        notices.refresh_addition(unit, row, now)


def _lapse(unit: Session, row: models.Addition, now: datetime) -> None:
    lapsed = MembersMoved(tuple(row.members))
    audit.record(
        unit,
        row.workspace_id,
        [row.workgroup_id],
        Verb.ADDITION_LAPSED,
        now,
        via=Via.SYSTEM,
        details=lapsed,
    )
    _close(unit, row, AdditionState.LAPSED, None, now)


def _close(
    unit: Session, row: models.Addition, state: AdditionState, by: str | None, now: datetime
) -> None:
    row.state, row.decided_by, row.closed_at = state, by, now
    unit.flush()
    notices.tell_asker(unit, row, now)
    notices.refresh_addition(unit, row, now)


def _request(
    unit: Session, person: Person, addition_id: str, now: datetime
) -> tuple[Actor, models.Addition]:
    """What was asked for, held, for an admin."""
    actor = identify(unit, person, now)
    policy.require_admin(unit, actor)
    workspaces.lock(unit, actor.workspace.id)
    row = additions.get(unit, addition_id)
    if row is None or row.workspace_id != actor.workspace.id:
        raise NotFound("addition")
    if row.state != AdditionState.REQUESTED:
        raise AlreadyDecided(row.state, _name(unit, row.decided_by))
    return actor, row


def _here(row: models.Addition, people: Mapping[str, Member]) -> list[Member]:
    """Those of them who are members still, in the order asked for."""
    found = [people[each] for each in row.members if each in people]
    return [each for each in found if each.removed_at is None]


def _name(unit: Session, member_id: str | None) -> str:
    found = members.get_many(unit, [member_id]) if member_id else {}
    return next((each.name for each in found.values()), "")


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A member by the name they chose, and by what they did not choose, as far as it is known."""

    name: str
    slack: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Addition:
    """What was asked for, as of now: those who are `members` still, `asker` with their Slack id,
    and `by` who decided. `leads_into` is as admins read it.
    """

    id: str
    state: str
    asker: str
    asker_slack: str | None
    members: tuple[AskedFor, ...]
    workgroup: str
    leads_into: tuple[NamedPlace, ...]
    by: str = ""


def describe_additions(unit: Session, ids: Iterable[str]) -> Mapping[str, Addition]:
    """Each as it is now, by id."""
    rows = additions.get_many(unit, ids)
    groups = workgroups.get_many(unit, [row.workgroup_id for row in rows.values()])
    leads = where_to(unit, list(groups), to_admin=True)
    named = {
        each for row in rows.values() for each in (*row.members, row.asker_id, row.decided_by or "")
    }
    people = members.get_many(unit, list(named))
    return {
        row.id: Addition(
            id=row.id,
            state=row.state,
            asker=people[row.asker_id].name,
            asker_slack=people[row.asker_id].slack_user,
            members=tuple(
                AskedFor(each.name, each.slack_user, each.email) for each in _here(row, people)
            ),
            workgroup=groups[row.workgroup_id].name,
            leads_into=leads.get(row.workgroup_id, ()),
            by=people[row.decided_by].name if row.decided_by else "",
        )
        for row in rows.values()
    }
