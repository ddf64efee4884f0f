"""A Slack user joins: becomes a member, or is linked to the one who has their address."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit
from commands.actors import Person
from commands.characters import clean, cut
from commands.directory.standing import take_over
from commands.notifications import digest_times
from commands.provisioning import plan
from storage import members, workgroups, workspaces
from storage.models import Member, Workspace
from storage.vocabulary import LOCALES, Verb, Via


def workspace_of(unit: Session, team: str, now: datetime) -> Workspace:
    """The workspace of a Slack team; Slack vouched for it, so it is made when it is new."""
    if workspace := workspaces.by_team(unit, team):
        return workspace
    workspace = workspaces.add(unit, team, team, now)
    digest_times.begin(workspace, now)
    unit.flush()
    return workspace


def is_stored(unit: Session, team: str) -> bool:
    """Whether a Slack team's workspace is here already."""
    return workspaces.by_team(unit, team) is not None


def join(unit: Session, workspace: Workspace, person: Person, now: datetime) -> Member:
    """The member of this person's address linked to Slack, or a new one.

    An address that another Slack user holds gives nothing away: this person gets a row without
    one. The user of an account that was closed, or of who was removed, holds it no longer. Slack's
    owners and admins are admins from the start.
    """
    email = person.email.lower() or None
    member, new = enroll(
        unit,
        workspace.id,
        email=email,
        name=_name(person),
        now=now,
        slack_user=person.user,
        locale=person.locale or LOCALES[0],
    )
    if new:
        audit.record(
            unit, workspace.id, [member.id], Verb.JOINED, now, via=Via.SLACK, actor=member.id
        )
        return member
    members.lock_with_workspace(unit, member)
    if member.slack_user in {None, person.user} or member.gone:
        return _link(unit, member, person, now)
    return join(unit, workspace, replace(person, email=""), now)


def enroll(
    unit: Session,
    workspace_id: str,
    *,
    email: str | None,
    name: str,
    now: datetime,
    slack_user: str | None = None,
    role: str = "member",
    locale: str = "en",
) -> tuple[Member, bool]:
    """The member of this address or Slack user, and whether it is new; everybody is in public."""
    member, new = members.add(
        unit,
        workspace_id,
        email=email,
        name=name,
        now=now,
        slack_user=slack_user,
        role=role,
        locale=locale,
    )
    if new:
        workgroups.join(unit, workgroups.public(unit, workspace_id).id, member.id, now)
    return member, new


def _link(unit: Session, member: Member, person: Person, now: datetime) -> Member:
    new = member.slack_user != person.user
    member.slack_user, member.name = person.user, _name(person)
    member.locale = person.locale or member.locale
    unit.flush()
    if new:
        plan.account_found(unit, member, now)
    return member


def recognize(unit: Session, member: Member, person: Person, now: datetime) -> bool:
    """This Slack user has the address of a member whom Slack did not know: link them.

    False for a member who is linked already, or who was removed, and where another member has this
    Slack user.
    """
    members.lock_with_workspace(unit, member)
    holder = members.by_slack_user(unit, member.workspace_id, person.user)
    if member.slack_user or member.removed_at or holder:
        return False
    _link(unit, member, person, now)
    take_over(unit, member, person, now)
    return True


def keep_up(unit: Session, member: Member, person: Person) -> None:
    """Names and languages change; an address too, where no other member has it.

    What Slack did not say of them stays as it was.
    """
    if not is_outdated(unit, member, person):
        return
    members.lock_with_workspace(unit, member)
    member.name, member.locale = _as_told(member, person)
    if _has_new_address(unit, member, person):
        member.email = person.email.lower()
    unit.flush()


def is_outdated(unit: Session, member: Member, person: Person) -> bool:
    """Whether `keep_up` has anything to do: it is asked again and again, and mostly has not."""
    same = (member.name, member.locale) == _as_told(member, person)
    return not same or _has_new_address(unit, member, person)


def _as_told(member: Member, person: Person) -> tuple[str, str]:
    """Their name and language. Of who is only known by their id there is none to take over."""
    named = person.name or person.email
    return _name(person) if named else member.name, person.locale or member.locale


def _has_new_address(unit: Session, member: Member, person: Person) -> bool:
    email = person.email.lower()
    if email in {"", member.email}:
        return False
    return members.by_email(unit, member.workspace_id, email) is None


def _name(person: Person) -> str:
    name = " ".join(clean(person.name).split())
    return cut(name, 255) or person.email.partition("@")[0] or person.user
