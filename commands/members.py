"""Members: a person of Slack becomes one, is kept in step, gets a role."""

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from commands import addresses, digest, happened, lifecycle, placing, policy, presence, roles
from commands.actor import Actor, Kind, Person
from commands.addresses import clean
from commands.errors import Ambiguous, LastAdmin, NotFound
from storage import members, workspaces
from storage.models import Invitation, Member, Workspace

Role = Literal["admin", "lead", "member"]
Since = Literal["new", "back", "known"]
"""Whether the operator made somebody a member, made them one again, or found them to be one."""

OPEN: tuple[Kind, ...] = ("person", "guest")
"""The kinds of who has an open account in the workspace; guests have no rights here, and may be in
channels all the same.
"""


def find(unit: Session, person: Person, now: datetime) -> Actor:
    """The member this person is, made or linked at the first time.

    Raises NotAllowed for who can't be a member (guests, bots, deleted users, strangers), and for
    who was removed.
    """
    policy.admit(person)
    workspace = workspace_of(unit, person.team, now)
    member = members.by_slack_user(unit, workspace.id, person.user)
    if member is None:
        member = join(unit, workspace, person, now)
        _follow_slack(unit, member, person, now)
    actor = Actor(member, workspace)
    policy.require_kept(unit, actor)
    if member.left_at:
        # Who acts is there, whatever was heard of them last.
        _alone(unit, member)
        presence.come_back(unit, member, now)
    # What is known of them may be an hour old: who runs Slack is told by `follow` and `sync`.
    _keep_up(unit, member, person)
    return actor


def removed_since(unit: Session, row: Invitation) -> datetime | None:
    """When who accepted it was removed; None for who is a member, and where nobody accepted."""
    return unit.get_one(Member, row.member_id).removed_at if row.member_id else None


def workspace_of(unit: Session, team: str, now: datetime) -> Workspace:
    """The workspace of a Slack team; Slack vouched for it, so it is made when it is new."""
    if workspace := workspaces.by_team(unit, team):
        return workspace
    workspace = workspaces.add(unit, team, team, now)
    digest.begin(workspace, now)
    unit.flush()
    return workspace


def join(unit: Session, workspace: Workspace, person: Person, now: datetime) -> Member:
    """The member of this person's address linked to Slack, or a new one.

    An address that another Slack user holds gives nothing away: this person gets a row without
    one. The user of an account that was closed, or of who was removed, holds it no longer. Slack's
    owners and admins are admins from the start.
    """
    email = person.email.lower() or None
    member, new = members.add(
        unit,
        workspace.id,
        email=email,
        name=_name(person),
        now=now,
        slack_user=person.user,
        locale=person.locale,
    )
    if new:
        happened.note(
            unit, workspace.id, [member.id], "joined", now, place="slack", actor=member.id
        )
        return member
    _alone(unit, member)
    if member.slack_user in {None, person.user} or member.gone:
        return _link(unit, member, person, now)
    return join(unit, workspace, replace(person, email=""), now)


def _alone(unit: Session, member: Member) -> None:
    """Change a member only with the workspace held, like who invites: what refers to the member
    waits for a changed address or Slack user, so in another order two would wait for each other.
    """
    workspaces.lock(unit, member.workspace_id)
    unit.refresh(member)


def _link(unit: Session, member: Member, person: Person, now: datetime) -> Member:
    new = member.slack_user != person.user
    member.slack_user, member.name, member.locale = person.user, _name(person), person.locale
    unit.flush()
    if new:
        placing.found(unit, member, now)
    return member


def recognize(unit: Session, member: Member, person: Person, now: datetime) -> bool:
    """This Slack user has the address of a member whom Slack did not know: link them.

    False for a member who is linked already, or who was removed, and where another member has this
    Slack user.
    """
    _alone(unit, member)
    holder = members.by_slack_user(unit, member.workspace_id, person.user)
    if member.slack_user or member.removed_at or holder:
        return False
    _link(unit, member, person, now)
    _follow_slack(unit, member, person, now)
    return True


def _keep_up(unit: Session, member: Member, person: Person) -> None:
    """Names and languages change; an address too, where no other member has it.

    Of who is only known by their id there is nothing to take over.
    """
    if not (person.name or person.email):
        return
    name, email = _name(person), person.email.lower() or member.email
    if (name, person.locale, email) == (member.name, member.locale, member.email):
        return
    _alone(unit, member)
    member.name, member.locale = name, person.locale
    if email and members.by_email(unit, member.workspace_id, email) is None:
        member.email = email
    unit.flush()


def _name(person: Person) -> str:
    name = " ".join(clean(person.name).split())
    return name[:255] or person.email.partition("@")[0] or person.user


@dataclass(frozen=True, slots=True)
class Home:
    """A Slack team as Slack tells it: `zone` is its primary owner's, `admins` who run it; all of
    them, if `complete`. `there` are the users of open accounts, `closed` those of closed ones.
    """

    team: str
    name: str
    zone: str
    admins: Sequence[Person]
    complete: bool = True
    there: Collection[str] = frozenset()
    closed: Collection[str] = frozenset()


def sync(unit: Session, home: Home, now: datetime) -> None:
    """Take over from Slack how the workspace is called, where it is, who runs it, and who left.

    A zone that is not known here leaves the one before, at first UTC.
    """
    workspace = workspace_of(unit, home.team, now)
    workspace.name = " ".join(clean(home.name).split())[:255] or home.team
    if not workspace.own_zone and home.zone != workspace.zone and lifecycle.is_zone(home.zone):
        workspace.zone = home.zone
        digest.plan(workspace, now)
    unit.flush()
    for person in home.admins:
        member = members.by_slack_user(unit, workspace.id, person.user)
        if member is None:
            member = join(unit, workspace, person, now)
        _keep_up(unit, member, person)
        _follow_slack(unit, member, person, now)
    _take_stock(unit, home, workspace, now)
    if home.complete:
        _dismiss(unit, workspace, {person.user for person in home.admins}, now)


def _take_stock(unit: Session, home: Home, workspace: Workspace, now: datetime) -> None:
    """Who left or came back while nobody listened."""
    for member_id, user, left in members.linked(unit, workspace.id):
        if user in home.closed and not left:
            gone = Person(home.team, user, "deleted")
            _follow_slack(unit, unit.get_one(Member, member_id), gone, now)
        elif left and user in home.there:
            member = unit.get_one(Member, member_id)
            _alone(unit, member)
            presence.come_back(unit, member, now)


def _dismiss(unit: Session, workspace: Workspace, running: Container[str], now: datetime) -> None:
    """Who ran Slack when it was last asked, and does so no longer."""
    for member in members.running_slack(unit, workspace.id):
        if member.slack_user and member.slack_user not in running:
            _follow_slack(unit, member, Person(workspace.team, member.slack_user), now)


def follow(unit: Session, person: Person, now: datetime) -> None:
    """Take over what Slack says has changed of somebody, at once; of who is no member, nothing.

    Who accepted before they had a Slack account, or with an address that is theirs only now, is
    known from here on.
    """
    workspace = workspaces.by_team(unit, person.team)
    if workspace is None:
        return
    member = members.by_slack_user(unit, workspace.id, person.user)
    if member is None:
        _expected(unit, workspace, person, now)
        return
    if person.kind == "person":
        _keep_up(unit, member, person)
    _follow_slack(unit, member, person, now)


def _expected(unit: Session, workspace: Workspace, person: Person, now: datetime) -> None:
    if person.kind in OPEN and person.email:
        member = members.by_email(unit, workspace.id, person.email.lower())
        if member:
            recognize(unit, member, person, now)


def set_role(
    unit: Session, address: str, role: Role, now: datetime, team: str | None = None
) -> tuple[str, Since]:
    """The operator's way to make the first lead or admin: their address, and whether they are new.

    Somebody who has not used the bot yet becomes a member now and is linked to Slack later; who was
    removed becomes one again. Raises NotFound without a workspace, Ambiguous where there are
    several and `team` names none.
    """
    email = addresses.one(address).email
    workspace = _only(unit, team, now)
    workspaces.lock(unit, workspace.id)
    member, new = members.add(
        unit, workspace.id, email=email, name=email.partition("@")[0], now=now, role=role
    )
    back = presence.join_again(unit, member, now, place="cli")
    if new:
        happened.note(unit, workspace.id, [member.id], "joined", now, place="cli")
        roles.begin(unit, member, now, place="cli")
    else:
        roles.give(unit, member, role, now, place="cli")
    return email, "new" if new else "back" if back else "known"


def change_role(unit: Session, person: Person, member_id: str, role: Role, now: datetime) -> str:
    """An admin makes a lead or an admin, and takes it back; whose role it is.

    Raises NotAllowed, NotFound, or LastAdmin.
    """
    actor, member = at_hand(unit, person, member_id, now)
    if role != "admin" and roles.is_last_admin(unit, member):
        raise LastAdmin
    roles.give(unit, member, role, now, place="slack", actor=actor.member.id)
    return member.name


def at_hand(unit: Session, person: Person, member_id: str, now: datetime) -> tuple[Actor, Member]:
    """A member, with the workspace held, for an admin to change. Raises NotAllowed, NotFound."""
    actor = find(unit, person, now)
    workspaces.lock(unit, actor.workspace.id)
    # Another admin may have been quicker, and it was this one.
    unit.refresh(actor.member)
    policy.require_kept(unit, actor)
    policy.require_admin(unit, actor)
    member = members.these(unit, [member_id]).get(member_id)
    if member is None or member.workspace_id != actor.workspace.id:
        raise NotFound("member")
    unit.refresh(member)
    if member.removed_at:
        raise NotFound("member")
    return actor, member


def _follow_slack(unit: Session, member: Member, person: Person, now: datetime) -> None:
    """Who begins to run Slack becomes an admin, though they were removed; who stops, or is no
    person of the workspace any more, becomes a member, but for the last admin.
    """
    runs, gone = person.runs_slack and person.kind == "person", person.kind != "person"
    back = member.left_at is not None and person.kind in OPEN
    if runs == member.runs_slack and not gone and not back:
        return
    _alone(unit, member)
    _come_or_go(unit, member, person, now)
    changed, member.runs_slack = runs != member.runs_slack, runs
    if gone:
        member.home = None
    if runs:
        presence.join_again(unit, member, now, place="system")
        roles.give(unit, member, "admin", now, place="system")
    elif member.role == "admin" and not roles.is_last_admin(unit, member):
        roles.give(unit, member, "member", now, place="system")
    elif member.role == "admin" and changed:
        happened.note(unit, member.workspace_id, [member.id], "kept_admin", now, place="system")
    unit.flush()


def _come_or_go(unit: Session, member: Member, person: Person, now: datetime) -> None:
    """What this says of their account in Slack; the caller holds the workspace."""
    if person.kind == "deleted" and member.left_at is None:
        presence.pass_on(unit, member)
        presence.leave(unit, member, now)
    elif member.left_at and person.kind in OPEN:
        presence.come_back(unit, member, now)


def _only(unit: Session, team: str | None, now: datetime) -> Workspace:
    if team:
        return workspace_of(unit, team, now)
    found = workspaces.every(unit)
    if not found:
        raise NotFound
    if len(found) > 1:
        raise Ambiguous(tuple(workspace.team for workspace in found))
    return found[0]
