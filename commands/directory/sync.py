"""Keep the directory in step with Slack, person by person.

So it is with what Slack says by itself, and with each page of a look at everybody (`look`).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from commands import lifecycle
from commands.actors import OPEN_ACCOUNTS, Person
from commands.characters import clean, cut
from commands.directory.join import is_outdated, join, keep_up, recognize, workspace_of
from commands.directory.standing import is_settled, take_over
from commands.notifications import digest_times
from storage import members, workspaces
from storage.models import Member, Workspace


def introduce(unit: Session, team: str, name: str, now: datetime) -> Workspace:
    """The workspace of a Slack team, called as Slack calls it."""
    workspace = workspace_of(unit, team, now)
    workspace.name = cut(" ".join(clean(name).split()), 255) or team
    unit.flush()
    return workspace


def differing(unit: Session, team: str, people: Sequence[Person]) -> list[Person]:
    """Those of whom `follow` would change anything. Slack tells of each photo and each status, all
    day: that there is nothing in it is found out without a lock.
    """
    workspace = workspaces.by_team(unit, team)
    return [person for person, _ in _differing(unit, workspace, people)] if workspace else []


def follow(unit: Session, person: Person, now: datetime) -> None:
    """Take over what Slack says has changed of somebody, at once: name, language, address, whether
    they are there, and whether they run Slack; of the primary owner that, and the zone.

    Who runs Slack becomes a member. Who accepted before they had a Slack account, or with an
    address that is theirs only now, is known from here on. Of who else is no member, nothing.
    """
    if workspace := workspaces.by_team(unit, person.team):
        follow_all(unit, workspace, [person], now)


def follow_all(
    unit: Session, workspace: Workspace, people: Sequence[Person], now: datetime
) -> None:
    """The same of many, at the cost of one where nothing has changed."""
    for person, found in _differing(unit, workspace, people):
        if _is_owner(person):
            workspace.primary_owner = person.user
        if _has_new_zone(workspace, person):
            workspace.zone = person.zone
            digest_times.plan(workspace, now)
        member = found or join(unit, workspace, person, now)
        if member.slack_user is None and not recognize(unit, member, person, now):
            continue
        if person.kind == "person":
            keep_up(unit, member, person)
        take_over(unit, member, person, now)


def _differing(
    unit: Session, workspace: Workspace, people: Sequence[Person]
) -> list[tuple[Person, Member | None]]:
    """Those of whom there is something to take over, and the member that each is or will be."""
    linked = members.by_slack_users(unit, workspace.id, [person.user for person in people])
    emails = {
        person.user: person.email.lower()
        for person in people
        if person.email and person.user not in linked and person.kind in OPEN_ACCOUNTS
    }
    awaited = members.not_in_slack(unit, workspace.id, [*emails.values()]) if emails else {}
    found = [
        (person, linked.get(person.user) or awaited.get(emails.get(person.user, "")))
        for person in people
    ]
    return [each for each in found if _differs(unit, workspace, *each)]


def _differs(unit: Session, workspace: Workspace, person: Person, member: Member | None) -> bool:
    if person.kind == "unknown":
        return False
    if member is None:
        return person.runs_slack and person.kind == "person"
    if member.slack_user is None or not is_settled(member, person):
        return True
    outdated = person.kind == "person" and is_outdated(unit, member, person)
    new_owner = _is_owner(person) and workspace.primary_owner != person.user
    return outdated or new_owner or _has_new_zone(workspace, person)


def _is_owner(person: Person) -> bool:
    return person.owns_slack and person.kind == "person"


def _has_new_zone(workspace: Workspace, person: Person) -> bool:
    """A zone that is not known here leaves the one before, at first UTC."""
    if not _is_owner(person) or workspace.own_zone:
        return False
    return person.zone != workspace.zone and lifecycle.is_zone(person.zone)
