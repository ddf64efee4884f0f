"""Workgroups: create, find, rename, archive; add and remove members."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import addresses, audit, policy
from commands.actors import Actor, Person
from commands.characters import clean
from commands.directory.identify import identify
from commands.errors import (
    BadName,
    DescriptionTooLong,
    FixedGroup,
    NameTaken,
    NotFound,
    NotMembers,
)
from commands.limits import USUAL, Limits
from commands.notifications import notices
from commands.places import NamedPlace
from commands.provisioning import plan
from commands.provisioning.channel_links import where_to
from commands.workgroups import additions
from commands.workgroups.additions import Asked
from storage import channel_links, invitations, members, models, workgroups, workspaces
from storage.audit_details import MembersMoved, Named, Renaming
from storage.models import State
from storage.vocabulary import Verb

MAX_NAME = 75
MAX_DESCRIPTION = 500


@dataclass(frozen=True, slots=True)
class Workgroup:
    """A workgroup that can be picked; `leads_into` are the places in Slack that its people come
    into, named as far as who looks may know them.
    """

    id: str
    name: str
    description: str
    leads_into: tuple[NamedPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of a workgroup; `emails` are to be added, `leaving` the ids to remove."""

    name: str
    description: str = ""
    emails: str = ""
    leaving: tuple[str, ...] = ()


def prepare(unit: Session, person: Person, now: datetime) -> None:
    """Before the form is shown. Raises NotAllowed for who may not make workgroups."""
    policy.require_lead(unit, identify(unit, person, now))


def create(unit: Session, person: Person, name: str, description: str, now: datetime) -> Workgroup:
    """Make a custom workgroup. Raises NotAllowed, BadName, DescriptionTooLong, NameTaken."""
    actor = identify(unit, person, now)
    policy.require_lead(unit, actor)
    name, description = _checked(name, description)
    made = workgroups.add(
        unit, actor.workspace.id, kind="custom", name=name, description=description, now=now
    )
    if made is None:
        raise NameTaken
    audit.record_by(unit, actor, made, Verb.CREATED, now, Named(name))
    return Workgroup(made, name, description)


def change(
    unit: Session,
    person: Person,
    group_id: str,
    wanted: Change,
    now: datetime,
    limits: Limits = USUAL,
) -> Asked | None:
    """All of the form or nothing of it; what the admins are asked for, where it needs them.

    Raises what `edit` and `add_members` do, and NotMembers for addresses that no member has.
    """
    edit(unit, person, group_id, wanted.name, wanted.description, now)
    added = Added()
    if wanted.emails.strip():
        added = add_members(unit, person, group_id, wanted.emails, now, limits)
        if added.unknown:
            raise NotMembers(added.unknown)
    if wanted.leaving:
        remove_members(unit, person, group_id, wanted.leaving, now)
    return added.asked


def edit(
    unit: Session, person: Person, group_id: str, name: str, description: str, now: datetime
) -> Workgroup:
    """Rename and describe.

    Raises NotAllowed, NotFound, FixedGroup, BadName, DescriptionTooLong, NameTaken.
    """
    actor, group = _changeable(unit, person, group_id, now)
    name, description = _checked(name, description)
    before = (group.name, group.description)
    if not workgroups.rename(unit, group, name, description):
        raise NameTaken
    if before != (name, description):
        audit.record_by(
            unit, actor, group.id, Verb.EDITED, now, Renaming(before, (name, description))
        )
    return Workgroup(group.id, name, description)


@dataclass(frozen=True, slots=True)
class Added:
    """The addresses that no member has; and what the admins are asked for instead of doing it."""

    unknown: tuple[str, ...] = ()
    asked: Asked | None = None


def add_members(
    unit: Session,
    person: Person,
    group_id: str,
    emails: str,
    now: datetime,
    limits: Limits = USUAL,
) -> Added:
    """Add existing members by their addresses, or ask for them, where the workgroup leads out of
    reach of who adds them: in it or not, they would come into channels.

    Raises NotAllowed, NotFound, FixedGroup, NoAddress, BadAddresses, and OverLimit for asking.
    """
    actor, group = _changeable(unit, person, group_id, now)
    wanted = addresses.read(emails)
    known = members.by_emails(unit, group.workspace_id, [address.email for address in wanted])
    unknown = tuple(address.typed for address in wanted if address.email not in known)
    coming = [each.id for each in known.values()]
    if not coming:
        return Added(unknown)
    if beyond := policy.out_of_reach(actor, channel_links.of_groups(unit, [group.id])):
        return Added(unknown, additions.ask(unit, actor, group, coming, beyond, limits, now))
    plan.enter(unit, group.workspace_id, group.id, coming, now)
    audit.record_by(unit, actor, group.id, Verb.MEMBERS_ADDED, now, MembersMoved(tuple(coming)))
    return Added(unknown)


def remove_members(
    unit: Session, person: Person, group_id: str, member_ids: Sequence[str], now: datetime
) -> None:
    """Take members out. Raises NotAllowed, NotFound, FixedGroup."""
    actor, group = _changeable(unit, person, group_id, now)
    leaving = [member.id for member in workgroups.members_of(unit, group.id, member_ids)]
    if leaving:
        plan.leave(unit, group.workspace_id, group.id, leaving, now)
        audit.record_by(
            unit, actor, group.id, Verb.MEMBERS_REMOVED, now, MembersMoved(tuple(leaving))
        )


@dataclass(frozen=True, slots=True)
class Archived:
    """A workgroup that was closed, and how many open invitations and requests lose it."""

    name: str
    pending: int
    requested: int


def archive(unit: Session, person: Person, group_id: str, now: datetime) -> Archived:
    """Close it: it can't be picked, its name is free, open invitations fall back to public.

    Raises NotAllowed, NotFound, FixedGroup.
    """
    actor, group = _changeable(unit, person, group_id, now)
    group.archived_at = now
    unit.flush()
    audit.record_by(unit, actor, group.id, Verb.ARCHIVED, now)
    leading = invitations.leading_into(unit, group.workspace_id, group.id, now)
    notices.refresh_all(unit, leading, now)
    additions.lapse(unit, group, now)
    pending = sum(row.state == State.PENDING for row in leading)
    return Archived(group.name, pending, len(leading) - pending)


@dataclass(frozen=True, slots=True)
class WorkgroupDetails:
    """A workgroup, how many members it has, and how many invitations into it can be accepted."""

    group: Workgroup
    kind: str
    members: int
    acceptable: int = 0


def show(unit: Session, person: Person, group_id: str, now: datetime) -> WorkgroupDetails:
    """What the form to edit it shows. Raises NotAllowed, NotFound."""
    actor = identify(unit, person, now)
    policy.require_lead(unit, actor)
    group = _found(unit, actor, group_id)
    _, total = workgroups.members_found(unit, group.id, limit=0)
    shown = Workgroup(group.id, group.name, group.description)
    acceptable = invitations.count_acceptable(unit, group.workspace_id, group.id, now)
    return WorkgroupDetails(shown, group.kind, total, acceptable)


@dataclass(frozen=True, slots=True)
class WorkgroupMember:
    """A member of a workgroup; `email` is empty where none is known, `left` who left Slack."""

    id: str
    name: str
    email: str
    left: bool = False


def inside(
    unit: Session, person: Person, group_id: str, typed: str, most: int, now: datetime
) -> list[WorkgroupMember]:
    """Those with what was typed in name or address, by name. Raises NotAllowed, NotFound."""
    actor = identify(unit, person, now)
    policy.require_lead(unit, actor)
    group = _found(unit, actor, group_id)
    rows, _ = workgroups.members_found(unit, group.id, typed=typed, limit=most)
    return [
        WorkgroupMember(row.id, row.name, row.email or "", row.left_at is not None) for row in rows
    ]


def _changeable(
    unit: Session, person: Person, group_id: str, now: datetime
) -> tuple[Actor, models.Workgroup]:
    """A custom workgroup, with the workspace held, for who may change it."""
    actor = identify(unit, person, now)
    policy.require_lead(unit, actor)
    workspaces.lock(unit, actor.workspace.id)
    group = _found(unit, actor, group_id)
    if group.kind != "custom":
        raise FixedGroup(group.kind)
    return actor, group


def _found(unit: Session, actor: Actor, group_id: str) -> models.Workgroup:
    group = workgroups.get(unit, actor.workspace.id, group_id)
    if group is None or group.archived_at:
        raise NotFound("workgroup")
    return group


def _checked(name: str, description: str) -> tuple[str, str]:
    name, description = " ".join(clean(name).split()), clean(description).strip()
    if not name or len(name) > MAX_NAME or not workgroups.key(name):
        raise BadName(MAX_NAME)
    if len(description) > MAX_DESCRIPTION:
        raise DescriptionTooLong(MAX_DESCRIPTION)
    return name, description


def search(unit: Session, person: Person, typed: str, most: int) -> list[Workgroup]:
    """The workgroups one may pick; those that begin with what was typed come first.

    Raises NotAllowed for who can't be a member, or was removed.
    """

    def look(workspace_id: str) -> list[models.Workgroup]:
        return workgroups.search(unit, workspace_id, typed, most)

    return _pickable(unit, person, look)


def picked(unit: Session, person: Person, group_id: str) -> Workgroup | None:
    """The one that was picked, if it is one of those. Raises NotAllowed as `search` does."""

    def look(workspace_id: str) -> list[models.Workgroup]:
        group = workgroups.get(unit, workspace_id, group_id)
        return [group] if group and group.kind == "custom" and not group.archived_at else []

    return next(iter(_pickable(unit, person, look)), None)


def _pickable(
    unit: Session, person: Person, look: Callable[[str], list[models.Workgroup]]
) -> list[Workgroup]:
    policy.admit(person)
    workspace = workspaces.by_team(unit, person.team)
    if workspace is None:
        return []
    member = members.by_slack_user(unit, workspace.id, person.user)
    if member:
        policy.require_kept(unit, Actor(member, workspace))
    admin = member is not None and member.role == "admin"
    found = look(workspace.id)
    leads = where_to(unit, [group.id for group in found], to_admin=admin)
    return [
        Workgroup(group.id, group.name, group.description, leads.get(group.id, ()))
        for group in found
    ]
