"""Who may do what. Every command asks here, at the moment of the action."""

from collections.abc import Sequence
from typing import NoReturn

from sqlalchemy.orm import Session

from commands.actors import Actor, Person
from commands.errors import NotAllowed
from commands.places import PlaceId, PlacesUnseen, SeenPlace
from storage import members
from storage.models import ChannelLink, Invitation

INVITERS = {
    "admins": frozenset({"admin"}),
    "leads": frozenset({"admin", "lead"}),
    "everyone": frozenset({"admin", "lead", "member"}),
}
"""For each choice of a workspace the roles that may invite."""

LEADS = frozenset({"admin", "lead"})


def admit(person: Person) -> None:
    """Raise NotAllowed for who is no member and can't be one. Needs no database."""
    if person.kind != "person":
        raise NotAllowed(person.kind)


def require_kept(unit: Session, actor: Actor) -> None:
    """Raise NotAllowed, naming the admins, for who was removed."""
    if actor.member.removed_at:
        raise NotAllowed("removed", whom_to_ask(unit, actor))


def may_invite(actor: Actor) -> bool:
    """By the choice of the workspace, at this moment."""
    return actor.member.role in INVITERS[actor.workspace.who_may_invite]


def is_lead(actor: Actor) -> bool:
    return actor.member.role in LEADS


def may_link(actor: Actor) -> bool:
    """Who comes into a channel reads what is said there: admins alone decide that."""
    return actor.member.role == "admin"


def may_link_to(person: Person, place: SeenPlace) -> bool:
    """An admin of Usher brings nobody to where they are not themselves, unless they run Slack."""
    return person.runs_slack or place.inside or not place.opens


def out_of_reach(actor: Actor, links: Sequence[ChannelLink]) -> list[ChannelLink]:
    """Of a workgroup's links those that keep who asks from bringing anybody into it.

    For the same reason: into these come people through an admin, or through who is in them already.
    Raises PlacesUnseen where nobody has looked; a link that is newer than the look is one of these.
    """
    if actor.member.role == "admin" or not links:
        return []
    if actor.seen is None:
        raise PlacesUnseen([PlaceId(link.kind, link.slack_id) for link in links])
    inside = {place.id for place in actor.seen if place.inside}
    return [link for link in links if PlaceId(link.kind, link.slack_id) not in inside]


def may_manage(actor: Actor, invitation: Invitation) -> bool:
    """Who may see, resend, extend or revoke it: admins any of their workspace, others their own."""
    if invitation.workspace_id != actor.workspace.id:
        return False
    return actor.member.role == "admin" or invitation.inviter_id == actor.member.id


def require_inviting(unit: Session, actor: Actor) -> None:
    """Raise NotAllowed, naming the admins, for who may not invite."""
    if not may_invite(actor):
        refuse(unit, actor)


def require_lead(unit: Session, actor: Actor) -> None:
    """Raise NotAllowed, naming the admins, for who neither leads nor is an admin.

    They make and change workgroups, and see Home's Users, Invitations and Workgroups.
    """
    if not is_lead(actor):
        refuse(unit, actor)


def require_admin(unit: Session, actor: Actor) -> None:
    """Raise NotAllowed, naming the admins, for who is none."""
    if actor.member.role != "admin":
        refuse(unit, actor)


def refuse(unit: Session, actor: Actor) -> NoReturn:
    """Raise NotAllowed with admins to ask."""
    raise NotAllowed("role", whom_to_ask(unit, actor))


def whom_to_ask(unit: Session, actor: Actor) -> tuple[str, ...]:
    """The Slack ids of up to three admins."""
    admins = members.admins(unit, actor.workspace.id)[:3]
    return tuple(admin.slack_user for admin in admins if admin.slack_user)
