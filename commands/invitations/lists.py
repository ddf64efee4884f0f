"""The lists of Home and `/invite list`: invitations, users, workgroups, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commands import policy
from commands.actors import Actor, Person
from commands.directory.identify import identify
from commands.invitations.describe import Invitation, describe_invitations
from storage import (
    channel_links,
    invitations,
    members,
    workgroups,
)


@dataclass(frozen=True, slots=True)
class OwnInvitations:
    """A person's own invitations, open ones first, and what they may do.

    `ask` are Slack ids of admins, for who may not invite.
    """

    invitations: tuple[Invitation, ...]
    total: int
    role: str
    zone: str
    may_invite: bool
    ask: tuple[str, ...]
    workspace: str = ""


def own(unit: Session, person: Person, now: datetime, most: int, start: int = 0) -> OwnInvitations:
    """What the App Home begins with, from the row `start` on. Raises NotAllowed."""
    return own_of(unit, identify(unit, person, now), now, most, start)


def own_of(unit: Session, actor: Actor, now: datetime, most: int, start: int) -> OwnInvitations:
    """The same for who is known already."""
    mine = invitations.of_inviter(unit, actor.member.id, most, start) if most else []
    may_invite = policy.may_invite(actor)
    return OwnInvitations(
        describe_invitations(unit, mine, now, admin=actor.member.role == "admin"),
        invitations.count_of_inviter(unit, actor.member.id),
        actor.member.role,
        actor.workspace.zone,
        may_invite,
        () if may_invite else policy.whom_to_ask(unit, actor),
        actor.workspace.name,
    )


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list: its rows, the number of the first (from 0), and how many there are."""

    rows: tuple[Any, ...]
    start: int
    total: int


@dataclass(frozen=True, slots=True)
class User:
    """A member, as the Users tab shows them; `runs_slack` is who can't be removed."""

    id: str
    name: str
    email: str | None
    slack_user: str | None
    role: str
    joined_at: datetime
    left_at: datetime | None = None
    runs_slack: bool = False


@dataclass(frozen=True, slots=True)
class LinkShown:
    """What a workgroup is linked with; `problem` is the code with which Slack refused last."""

    kind: str
    slack_id: str
    name: str
    problem: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A workgroup, as the Workgroups tab shows it."""

    id: str
    name: str
    kind: str
    description: str
    members: int
    links: tuple[LinkShown, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """What a tab looks for: a state ("" for all), typed words, and from which row on."""

    state: str = ""
    typed: str = ""
    start: int = 0


def all_invitations(
    unit: Session, person: Person, search: Search, most: int, now: datetime
) -> ListPage:
    """The workspace's, for admins; a lead's own. Raises NotAllowed."""
    actor = identify(unit, person, now)
    policy.require_lead(unit, actor)
    admin = actor.member.role == "admin"
    rows, total = invitations.found(
        unit,
        actor.workspace.id,
        now,
        state=search.state,
        typed=search.typed,
        inviter_id="" if admin else actor.member.id,
        limit=most,
        offset=search.start,
    )
    return ListPage(describe_invitations(unit, rows, now, admin=admin), search.start, total)


def listed(unit: Session, person: Person, typed: str, most: int, now: datetime) -> ListPage:
    """The newest that this person may see: of all for admins, else their own. Raises NotAllowed."""
    actor = identify(unit, person, now)
    admin = actor.member.role == "admin"
    rows, total = invitations.found(
        unit,
        actor.workspace.id,
        now,
        typed=typed,
        inviter_id="" if admin else actor.member.id,
        open_first=False,
        limit=most,
    )
    return ListPage(describe_invitations(unit, rows, now, admin=admin), 0, total)


def all_users(unit: Session, person: Person, search: Search, most: int, now: datetime) -> ListPage:
    """The members, for admins and leads. Raises NotAllowed."""
    actor = identify(unit, person, now)
    policy.require_lead(unit, actor)
    rows, total = members.found(
        unit, actor.workspace.id, typed=search.typed, limit=most, offset=search.start
    )
    users = (
        User(
            row.id,
            row.name,
            row.email,
            row.slack_user,
            row.role,
            row.joined_at,
            row.left_at,
            row.runs_slack,
        )
        for row in rows
    )
    return ListPage(tuple(users), search.start, total)


def all_groups(unit: Session, person: Person, search: Search, most: int, now: datetime) -> ListPage:
    """The workgroups, for admins and leads. Raises NotAllowed."""
    actor = identify(unit, person, now)
    policy.require_lead(unit, actor)
    rows, total = workgroups.found(
        unit, actor.workspace.id, typed=search.typed, limit=most, offset=search.start
    )
    linked = _linked(unit, [group.id for group, _ in rows])
    found = (
        GroupRow(group.id, group.name, group.kind, group.description, size, linked[group.id])
        for group, size in rows
    )
    return ListPage(tuple(found), search.start, total)


def _linked(unit: Session, group_ids: Sequence[str]) -> Mapping[str, tuple[LinkShown, ...]]:
    """For each workgroup its channels, then its user group."""
    found: dict[str, tuple[LinkShown, ...]] = dict.fromkeys(group_ids, ())
    rows = channel_links.of_groups(unit, group_ids) if group_ids else []
    for row in sorted(rows, key=lambda each: each.kind):
        shown = LinkShown(row.kind, row.slack_id, row.name, row.problem)
        found[row.workgroup_id] += (shown,)
    return found
