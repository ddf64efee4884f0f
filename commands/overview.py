"""What may be seen: reads, each with its rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commands import arrival, happened, homes, lifecycle, members, policy, presence
from commands.actor import Actor, Person
from commands.addresses import clean, envelope
from commands.arrival import Step
from commands.errors import Closed, NotFound
from storage import groups, history, invitations, links, models, workspaces
from storage import members as people


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a page, a mail or a message may know of one invitation, as of a moment.

    Names, the note and addresses are other people's data. `mail` is "" (nothing was to be
    mailed), queued, sent, failed (`mail_error` has the server's words) or suppressed; `stopped`
    says that the address asked not to be mailed; `undoable` that a decline may become a yes;
    `remind_at` is None where no reminder will go.
    `join_link` leads into the Slack workspace and `reply_to` lets invitees answer the inviter,
    where the workspace wants that and the inviter is there. `archived_workgroup` is the name of
    the one that an open invitation was to lead into: nobody joins it any more. `steps` are those
    into Slack of who accepted, where that is looked at.
    """

    id: str
    state: str
    address: str
    email: str
    envelope: str
    name: str
    inviter: str
    inviter_email: str | None
    inviter_slack: str | None
    workspace: str
    zone: str
    workgroup: str | None
    personal: bool
    note: str
    locale: str
    created_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    mail: str
    mail_error: str
    stopped: bool
    undoable: bool
    snoozed_until: datetime | None
    remind_at: datetime | None
    join_link: str
    reply_to: bool
    archived_workgroup: str | None = None
    steps: tuple[Step, ...] = ()


def describe(row: models.Invitation, now: datetime, *, stopped: bool = False) -> Invitation:
    """Draw the record as people may see it."""
    inviter, group = row.inviter, row.workgroup
    silent = stopped or row.mail in {"failed", "suppressed"}
    archived = group if group and group.archived_at else None
    state = lifecycle.state_of(row, now)
    return Invitation(
        id=row.id,
        state=str(state),
        address=row.address,
        email=row.email,
        envelope=envelope(row.address, row.email),
        name=row.name,
        inviter=inviter.name,
        inviter_email=inviter.email,
        inviter_slack=inviter.slack_user,
        workspace=row.workspace.name,
        zone=row.workspace.zone,
        workgroup=group.name if group and not archived else None,
        personal=row.personal,
        note=row.note,
        locale=row.locale,
        created_at=row.created_at,
        expires_at=row.expires_at,
        closed_at=row.closed_at,
        mail=row.mail,
        mail_error=row.mail_error,
        stopped=stopped,
        undoable=row.state == "declined" and row.expires_at > now,
        snoozed_until=row.snoozed_until,
        remind_at=None if silent else row.remind_at,
        join_link=row.workspace.join_link,
        reply_to=row.workspace.reply_to and not inviter.gone,
        archived_workgroup=archived.name if archived and state in lifecycle.OPEN else None,
    )


def describe_all(
    unit: Session, rows: Sequence[models.Invitation], now: datetime
) -> tuple[Invitation, ...]:
    """Draw records of one workspace; who asked for silence is looked up for all at once."""
    if not rows:
        return ()
    silent = workspaces.suppressed(unit, rows[0].workspace_id, [row.email for row in rows])
    return tuple(describe(row, now, stopped=row.email in silent) for row in rows)


def page(unit: Session, invitation_id: str, now: datetime) -> Invitation:
    """What who holds the link may see. Raises NotFound, also where it was not approved yet."""
    row = invitations.get(unit, invitation_id)
    if row is None or row.state in {"requested", "refused"}:
        raise NotFound
    found = _arrived(unit, row, now)
    if removed := members.removed_since(unit, row):
        # Who is in reads where to go on, which is no longer theirs to read.
        return replace(found, state=str(models.State.REVOKED), closed_at=removed)
    if found.undoable and (invitations.newer_exists(unit, row) or _shut(unit, row)):
        return replace(found, undoable=False)
    return found


def _arrived(unit: Session, row: models.Invitation, now: datetime) -> Invitation:
    """With its steps into Slack."""
    [found] = describe_all(unit, [row], now)
    return replace(found, steps=arrival.steps(unit, [row]).get(row.id, ()))


def _shut(unit: Session, row: models.Invitation) -> bool:
    member = people.by_email(unit, row.workspace_id, row.email)
    return member is not None and not presence.lets_in(row, member)


@dataclass(frozen=True, slots=True)
class Home:
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


def home(
    unit: Session,
    person: Person,
    now: datetime,
    most: int,
    start: int = 0,
    at: str | None = None,
) -> Home:
    """What the App Home shows, from the row `start` on; `at` is where they are from now on.

    Raises NotAllowed.
    """
    actor = members.find(unit, person, now)
    if at is not None:
        homes.enter(actor.member, at)
    mine = invitations.of_inviter(unit, actor.member.id, most, start) if most else []
    may_invite = policy.may_invite(actor)
    return Home(
        describe_all(unit, mine, now),
        invitations.count_of_inviter(unit, actor.member.id),
        actor.member.role,
        actor.workspace.zone,
        may_invite,
        () if may_invite else policy.whom_to_ask(unit, actor),
        actor.workspace.name,
    )


@dataclass(frozen=True, slots=True)
class Page:
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
    """What a workgroup is linked with; `trouble` is the code with which Slack refused last."""

    kind: str
    slack_id: str
    name: str
    trouble: str


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
) -> Page:
    """The workspace's, for admins; a lead's own. Raises NotAllowed."""
    actor = members.find(unit, person, now)
    policy.require_group_making(unit, actor)
    rows, total = invitations.found(
        unit,
        actor.workspace.id,
        now,
        state=search.state,
        typed=clean(search.typed).strip(),
        inviter_id="" if actor.member.role == "admin" else actor.member.id,
        limit=most,
        offset=search.start,
    )
    return Page(describe_all(unit, rows, now), search.start, total)


def listed(unit: Session, person: Person, typed: str, most: int, now: datetime) -> Page:
    """The newest that this person may see: of all for admins, else their own. Raises NotAllowed."""
    actor = members.find(unit, person, now)
    rows, total = invitations.found(
        unit,
        actor.workspace.id,
        now,
        typed=clean(typed).strip(),
        inviter_id="" if actor.member.role == "admin" else actor.member.id,
        open_first=False,
        limit=most,
    )
    return Page(describe_all(unit, rows, now), 0, total)


def all_users(unit: Session, person: Person, search: Search, most: int, now: datetime) -> Page:
    """The members, for admins and leads. Raises NotAllowed."""
    actor = members.find(unit, person, now)
    policy.require_group_making(unit, actor)
    typed = clean(search.typed).strip()
    rows, total = people.found(
        unit, actor.workspace.id, typed=typed, limit=most, offset=search.start
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
    return Page(tuple(users), search.start, total)


def all_groups(unit: Session, person: Person, search: Search, most: int, now: datetime) -> Page:
    """The workgroups, for admins and leads. Raises NotAllowed."""
    actor = members.find(unit, person, now)
    policy.require_group_making(unit, actor)
    typed = clean(search.typed).strip()
    rows, total = groups.found(
        unit, actor.workspace.id, typed=typed, limit=most, offset=search.start
    )
    linked = _linked(unit, [group.id for group, _ in rows])
    found = (
        GroupRow(group.id, group.name, group.kind, group.description, size, linked[group.id])
        for group, size in rows
    )
    return Page(tuple(found), search.start, total)


def _linked(unit: Session, group_ids: Sequence[str]) -> Mapping[str, tuple[LinkShown, ...]]:
    """For each workgroup its channels, then its user group."""
    found: dict[str, tuple[LinkShown, ...]] = dict.fromkeys(group_ids, ())
    rows = links.of_groups(unit, group_ids) if group_ids else []
    for row in sorted(rows, key=lambda each: each.kind):
        shown = LinkShown(row.kind, row.slack_id, row.name, row.trouble)
        found[row.workgroup_id] += (shown,)
    return found


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of a history: what, when, who (empty for Usher itself), and what belongs to it."""

    verb: str
    at: datetime
    by: str
    details: Mapping[str, Any]


def story(
    unit: Session, person: Person, invitation_id: str, most: int, now: datetime
) -> tuple[Invitation, list[Happened]]:
    """An invitation and the newest of what happened to it, oldest first.

    Raises NotAllowed, NotFound.
    """
    actor = members.find(unit, person, now)
    row = visible(unit, actor, invitation_id)
    entries = history.told(unit, row.id, most)
    return _arrived(unit, row, now), [Happened(*entry) for entry in entries]


def link(unit: Session, person: Person, invitation_id: str, now: datetime) -> Invitation:
    """Whose link the inviter or an admin takes to hand it on; the history says so.

    Raises NotAllowed, NotFound, or Closed.
    """
    actor = members.find(unit, person, now)
    row = visible(unit, actor, invitation_id)
    if (state := lifecycle.state_of(row, now)) != models.State.PENDING:
        raise Closed(str(state))
    happened.note(
        unit, row.workspace_id, [row.id], "link", now, place="slack", actor=actor.member.id
    )
    return describe(row, now)


def visible(unit: Session, actor: Actor, invitation_id: str) -> models.Invitation:
    """The invitation, locked, for who may see it.

    Raises NotFound: an unknown one and one of another workspace are not told apart.
    """
    row = invitations.get(unit, invitation_id, lock=True)
    if row is None or row.workspace_id != actor.workspace.id:
        raise NotFound
    if not policy.may_see(actor, row):
        policy.refuse(unit, actor)
    return row
