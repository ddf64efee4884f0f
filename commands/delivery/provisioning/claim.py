"""Claim provisioning tasks that are due: the steps that bring people into Slack channels and user
groups. What became of them `commands.delivery.provisioning.record` writes down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commands.actors import Person
from commands.delivery import results
from commands.delivery.results import Delivered, Result, TransientFailure
from commands.provisioning import plan
from storage import channel_links, members, models, outbox, provisioning_tasks, workspaces
from storage.models import ChannelLink, Member, OutboxRow
from storage.vocabulary import OutboxKind

TURN = timedelta(seconds=5)
"""For so long waits who would do at once what is done one at a time."""

MOST_AT_ONCE = 100
"""People whom one call brings into a channel.
https://docs.slack.dev/reference/methods/conversations.invite
"""

KNOWN = "known in Slack"


@dataclass(frozen=True, slots=True)
class Task:
    """One step to take now. `slack_id` is the link's channel or user group, `user` whom it is
    about, in Slack, and `email` their address. `beside` are the steps that bring others into the
    same channel, to be taken with it.
    """

    id: int
    lease: str
    kind: str
    team: str
    link: str = ""
    link_kind: str = ""
    slack_id: str = ""
    user: str = ""
    email: str = ""
    beside: tuple["Task", ...] = ()

    @property
    def everybody(self) -> tuple["Task", ...]:
        """The steps that are taken at once, each for itself."""
        return (replace(self, beside=()), *self.beside)

    @property
    def hold(self) -> str:
        """With what it holds its user group: a taking of many rows has one lease."""
        return f"{self.lease}.{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Delivered):
    """Slack took it. `name` is how it calls the place, `reference` what it calls an invitation;
    `covers` are the other steps that were done with this one. `private` is None where Slack did not
    say it.
    """

    name: str = ""
    private: bool | None = None
    reference: str | None = None
    covers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Delivered):
    """This person of the workspace has the address."""

    person: Person


@dataclass(frozen=True, slots=True)
class Missing(Delivered):
    """Nobody of the workspace has the address."""


@dataclass(frozen=True, slots=True)
class LinkProblem(TransientFailure):
    """An admin can mend it; `words` is Slack's code, `name` the place's if it was said."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Apart(Delivered):
    """What became of each of several steps that were taken at once, by the id of its row."""

    fates: Mapping[int, Result] = field(default_factory=dict)


def claim(unit: Session, now: datetime, lease: timedelta, most: int, kinds: str) -> list[Task]:
    """Lease up to `most` due rows of these kinds (LIKE); those without sense are dropped.

    Of a user group, and of what has a problem, one at a time; into a channel many at once.
    """
    rows = outbox.claim(unit, now, now + lease, most, kinds)
    if not rows:
        return []
    known = _load(unit, rows)
    tasks, single, later = [], set(), []
    for row in rows:
        link = known.links.get(row.link_id or "")
        if reason := _why_drop(row, link, known):
            outbox.mark(unit, row.id, row.lease or "", "dropped", now, reason=reason)
            if reason == KNOWN:
                # They became so while they accepted, and neither saw the other.
                plan.bring(unit, known.people[row.member_id or ""], row.invitation_id, now)
            continue
        if link and (row.kind == OutboxKind.ADD_TO_USERGROUP or _has_problem(link, row)):
            if (link.slack_id, row.kind) in single:
                later.append(row.id)
                continue
            single.add((link.slack_id, row.kind))
        tasks.append(_task(row, link, known))
    if later:
        outbox.defer_all(unit, later, rows[0].lease or "", now, now + TURN)
    return _at_once(tasks)


def _at_once(tasks: Sequence[Task]) -> list[Task]:
    """One task for all whom a call can bring into a channel."""
    channels: dict[str, list[Task]] = {}
    for task in tasks:
        alone = task.kind != OutboxKind.ADD_TO_CHANNEL
        channels.setdefault(str(task.id) if alone else task.link, []).append(task)
    return [
        replace(every[start], beside=tuple(every[start + 1 : start + MOST_AT_ONCE]))
        for every in channels.values()
        for start in range(0, len(every), MOST_AT_ONCE)
    ]


def release(unit: Session, unsent: Sequence[Task], now: datetime) -> None:
    """Let what was claimed but not tried be claimed at once; it was no attempt."""
    results.release(unit, [each for task in unsent for each in task.everybody], now)


def _has_problem(link: ChannelLink, row: OutboxRow) -> bool:
    return link.problem_with in {row.kind, OutboxKind.FIND_NAME}


@dataclass(frozen=True, slots=True)
class _Known:
    """What a batch of rows speaks of, read with one query a kind."""

    workspaces: Mapping[str, models.Workspace]
    links: Mapping[str, ChannelLink]
    archived: frozenset[str]
    people: Mapping[str, Member]
    inside: set[tuple[str, str]]


def _load(unit: Session, rows: Sequence[OutboxRow]) -> _Known:
    link_ids = [row.link_id for row in rows if row.link_id]
    member_ids = [row.member_id for row in rows if row.member_id]
    groups = channel_links.workgroups(unit, link_ids)
    return _Known(
        workspaces.get_many(unit, [row.workspace_id for row in rows]),
        channel_links.get_many(unit, link_ids),
        frozenset(link_id for link_id, group in groups.items() if group.archived_at),
        members.get_many(unit, member_ids),
        channel_links.inside(unit, link_ids, member_ids),
    )


def _task(row: OutboxRow, link: ChannelLink | None, known: _Known) -> Task:
    member = known.people.get(row.member_id or "")
    return Task(
        id=row.id,
        lease=row.lease or "",
        kind=row.kind,
        team=known.workspaces[row.workspace_id].team,
        link=link.id if link else "",
        link_kind=link.kind if link else "",
        slack_id=link.slack_id if link else "",
        user=(member and member.slack_user) or "",
        email=(member and member.email) or "",
    )


def _why_drop(row: OutboxRow, link: ChannelLink | None, known: _Known) -> str:
    """Why it need not be done any more; empty when it must."""
    member = known.people.get(row.member_id or "")
    if row.kind == OutboxKind.FIND_ACCOUNT:
        return _why_drop_look(member)
    if link is None:
        return "unlinked"
    if link.id in known.archived:
        return "the workgroup was archived"
    if row.kind in {OutboxKind.ADD_TO_CHANNEL, OutboxKind.INVITE_BY_CONNECT}:
        if member is None or (link.id, member.id) not in known.inside:
            return "not in the workgroup any more"
        return _why_drop_entry(row, link, member)
    return ""


def _why_drop_look(member: Member | None) -> str:
    if member is None or member.removed_at or not member.email:
        return "nobody to look for"
    return KNOWN if member.slack_user else ""


def _why_drop_entry(row: OutboxRow, link: ChannelLink, member: Member) -> str:
    if member.left_at or member.removed_at:
        return "not here any more"
    if row.kind == OutboxKind.INVITE_BY_CONNECT:
        if member.slack_user:
            return "has an account"
        return "" if link.connect else "turned off"
    return "" if member.slack_user else "not in Slack"


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is to be in a user group, by Slack id: at least `wanted`, and not `leaving`.

    `covers` are the steps that are done with it: all that wait for this user group.
    """

    wanted: tuple[str, ...] = ()
    leaving: frozenset[str] = frozenset()
    covers: tuple[int, ...] = ()


def begin_usergroup(unit: Session, task: Task, lease: timedelta, now: datetime) -> Roster | None:
    """Hold the user group, which Slack replaces as a whole, until this is recorded or the lease
    ends; None while somebody else holds it. Who is to be in it is read after that: two who read
    first could undo what the other did.

    An empty roster when another step has done this one already.
    """
    row = outbox.get_many(unit, [task.id]).get(task.id)
    held = channel_links.lock_by_slack_id(unit, row.workspace_id, task.slack_id) if row else {}
    if row is None or task.link not in held:
        return Roster()
    unit.refresh(row)
    if row.lease != task.lease or row.state != "pending":
        return Roster()
    if any(_is_held(unit, link) for link in held.values()):
        return None
    link = held[task.link]
    # Nobody of this version waits for the time, but one that is being upgraded.
    link.lease, link.leased_until = task.hold, now + lease
    waiting = provisioning_tasks.of_link(unit, link.id, task.kind)
    return Roster(
        wanted=tuple(
            each.slack_user or ""
            for each in channel_links.members_in_slack(unit, link.workgroup_id)
        ),
        leaving=_leaving(unit, link, [each.member_id for each in waiting if each.member_id]),
        covers=tuple(each.id for each in waiting),
    )


def _is_held(unit: Session, link: ChannelLink) -> bool:
    """By who has the step still: the hold ends with its lease."""
    lease, _, row_id = (link.lease or "").rpartition(".")
    return bool(lease) and outbox.is_leased(unit, int(row_id), lease)


def _leaving(unit: Session, link: ChannelLink, about: Sequence[str]) -> frozenset[str]:
    """Of those that steps are about, who is in no workgroup any more that leads here."""
    stay = channel_links.belonging(unit, link.workspace_id, link.slack_id, about)
    gone = members.get_many(unit, [each for each in about if each not in stay])
    return frozenset(member.slack_user for member in gone.values() if member.slack_user)
