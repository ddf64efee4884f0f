"""Keep the directory in step with Slack: a look at the whole workspace, or one person's change."""

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import lifecycle
from commands.actors import OPEN_ACCOUNTS, Person
from commands.characters import clean, cut
from commands.directory import presence
from commands.directory.join import join, keep_up, recognize, workspace_of
from commands.directory.standing import take_over
from commands.notifications import digest_times
from storage import members, workspaces
from storage.models import Member, Workspace


@dataclass(frozen=True, slots=True)
class SlackTeam:
    """A Slack team as Slack tells it: `zone` is its primary owner's, `owner` their user, `admins`
    who run it; all of them, if `complete`. `there` are the users of open accounts, `closed` those
    of closed ones.
    """

    team: str
    name: str
    zone: str
    admins: Sequence[Person]
    complete: bool = True
    there: Collection[str] = frozenset()
    closed: Collection[str] = frozenset()
    owner: str = ""


def sync(unit: Session, team: SlackTeam, now: datetime) -> None:
    """Take over from Slack how the workspace is called, where it is, who runs it, and who left.

    A zone that is not known here leaves the one before, at first UTC.
    """
    workspace = workspace_of(unit, team.team, now)
    workspace.name = cut(" ".join(clean(team.name).split()), 255) or team.team
    if not workspace.own_zone and team.zone != workspace.zone and lifecycle.is_zone(team.zone):
        workspace.zone = team.zone
        digest_times.plan(workspace, now)
    workspace.primary_owner = team.owner or workspace.primary_owner
    unit.flush()
    for person in team.admins:
        member = members.by_slack_user(unit, workspace.id, person.user)
        if member is None:
            member = join(unit, workspace, person, now)
        keep_up(unit, member, person)
        take_over(unit, member, person, now)
    _take_stock(unit, team, workspace, now)
    if team.complete:
        _dismiss(unit, workspace, {person.user for person in team.admins}, now)


def _take_stock(unit: Session, team: SlackTeam, workspace: Workspace, now: datetime) -> None:
    """Who left or came back while nobody listened."""
    for member_id, user, left in members.linked(unit, workspace.id):
        if user in team.closed and not left:
            gone = Person(team.team, user, "deleted")
            take_over(unit, unit.get_one(Member, member_id), gone, now)
        elif left and user in team.there:
            member = unit.get_one(Member, member_id)
            members.lock_with_workspace(unit, member)
            presence.come_back(unit, member, now)


def _dismiss(unit: Session, workspace: Workspace, running: Container[str], now: datetime) -> None:
    """Who ran Slack when it was last asked, and does so no longer."""
    for member in members.running_slack(unit, workspace.id):
        if member.slack_user and member.slack_user not in running:
            take_over(unit, member, Person(workspace.team, member.slack_user), now)


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
        keep_up(unit, member, person)
    take_over(unit, member, person, now)


def _expected(unit: Session, workspace: Workspace, person: Person, now: datetime) -> None:
    if person.kind in OPEN_ACCOUNTS and person.email:
        member = members.by_email(unit, workspace.id, person.email.lower())
        if member:
            recognize(unit, member, person, now)
