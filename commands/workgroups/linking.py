"""Link a workgroup with Slack channels and a user group, or unlink it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from commands import audit, policy
from commands.actors import Actor, Person
from commands.characters import clean, cut
from commands.directory.identify import identify
from commands.errors import FixedGroup, MoreComeIn, NotFound, NotLinkable
from commands.notifications import notices
from commands.places import PlaceId, PlacesUnseen, SeenPlace
from commands.provisioning import plan, problems
from commands.provisioning.channel_links import LONGEST_NAME, LinkedPlace, describe_links
from commands.workgroups import additions
from storage import channel_links, invitations, outbox, provisioning_tasks, workgroups, workspaces
from storage.audit_details import Linking
from storage.models import ChannelLink, State, Workgroup
from storage.vocabulary import PROVISIONING, OutboxKind, Verb

MOST = 20
"""Channels of one workgroup: each is a step for each of its people."""

CHANNEL = re.compile(r"[CG][A-Z0-9]{2,30}")
USERGROUP = re.compile(r"S[A-Z0-9]{2,30}")

Field = Literal["channels", "usergroup"]


@dataclass(frozen=True, slots=True)
class WantedLinks:
    """What a workgroup is to be linked with: Slack ids.

    `connect` also invites who has no Slack account into its channels, by Slack Connect. `told` is
    how many members and invitations that can be accepted the form said come in; None is unknown.
    """

    channels: Sequence[str] = ()
    usergroup: str = ""
    connect: bool = False
    told: tuple[int, int] | None = None


def linked(unit: Session, person: Person, group_id: str, now: datetime) -> tuple[LinkedPlace, ...]:
    """A workgroup's, for admins and leads. Raises NotAllowed, NotFound."""
    actor = identify(unit, person, now)
    policy.require_lead(unit, actor)
    group = _found(unit, actor, group_id)
    return tuple(describe_links(unit, channel_links.of_groups(unit, [group.id])).values())


def change(
    unit: Session, person: Person, group_id: str, wanted: WantedLinks, now: datetime
) -> None:
    """Link it with these and nothing else; who is in the workgroup is brought in line.

    For admins alone: a channel's people see what is said there. Nobody is taken out of anything.
    What is linked stays, whoever linked it; what is new, or newly open to Slack Connect, must be
    there, and who links it must be in it, or run Slack.
    Raises NotAllowed, NotFound, FixedGroup, PlacesUnseen, NotLinkable, or MoreComeIn.
    """
    actor = identify(unit, person, now)
    policy.require_admin(unit, actor)
    workspaces.lock(unit, actor.workspace.id)
    # Before the workgroup: who accepts holds the invitation first, and then comes into that.
    requests = invitations.leading_into(unit, actor.workspace.id, group_id, now, [State.REQUESTED])
    # Who comes in meanwhile sees the links, or is seen by who links.
    group = _found(unit, actor, group_id, lock=True)
    if group.kind != "custom":
        raise FixedGroup(group.kind)
    places = _checked(wanted)
    held = channel_links.lock(unit, [link.id for link in channel_links.of_groups(unit, [group.id])])
    present = {link.slack_id: link for link in held.values()}
    before = set(present)
    seen = _require_linkable(actor, person, places, present, connect=wanted.connect)
    if _fresh(places, present, connect=wanted.connect):
        _require_no_more(unit, group, wanted, now)
    for slack_id in present.keys() - places.keys():
        _unlink(unit, actor, present.pop(slack_id), now)
    for slack_id, kind in places.items():
        connect = wanted.connect and kind == "channel"
        if slack_id not in present:
            _link(unit, actor, group, seen[PlaceId(kind, slack_id)], connect=connect, now=now)
        elif present[slack_id].connect != connect:
            _connect(unit, actor, present[slack_id], connect=connect, now=now)
    if not places:
        additions.lapse(unit, group, now)
    if before != set(places):
        notices.refresh_all(unit, requests, now)
        additions.refresh(unit, group, now)


def _fresh(
    places: Mapping[str, str], present: Mapping[str, ChannelLink], *, connect: bool
) -> list[PlaceId]:
    return [
        PlaceId(kind, slack_id)
        for slack_id, kind in places.items()
        if slack_id not in present
        or (connect and kind == "channel" and not present[slack_id].connect)
    ]


def _require_no_more(unit: Session, group: Workgroup, wanted: WantedLinks, now: datetime) -> None:
    """Raise MoreComeIn where somebody has brought in more than who links has read of."""
    if wanted.told is None:
        return
    _, members = workgroups.members_found(unit, group.id, limit=0)
    acceptable = invitations.count_acceptable(unit, group.workspace_id, group.id, now)
    if members > wanted.told[0] or acceptable > wanted.told[1]:
        raise MoreComeIn(members, acceptable)


def _require_linkable(
    actor: Actor,
    person: Person,
    places: Mapping[str, str],
    present: Mapping[str, ChannelLink],
    *,
    connect: bool,
) -> Mapping[PlaceId, SeenPlace]:
    """What Slack says of those that are new, or that people outside are to come into from now on.

    Raises PlacesUnseen, or NotLinkable for the first that can't be.
    """
    fresh = _fresh(places, present, connect=connect)
    if fresh and actor.seen is None:
        raise PlacesUnseen(fresh, to_link=True)
    seen = {place.id: place for place in actor.seen or ()}
    for each in fresh:
        place = seen.get(each, SeenPlace(each))
        field: Field = "channels" if each.kind == "channel" else "usergroup"
        known = place.name or (present[each.slack_id].name if each.slack_id in present else "")
        if place.obstacle:
            raise NotLinkable(field, MOST, place.obstacle, known)
        if not policy.may_link_to(person, place):
            raise NotLinkable(field, MOST, place.unsaid or "outside", known)
    return seen


def retry(unit: Session, person: Person, link_id: str, now: datetime) -> LinkedPlace:
    """Try all that waits for this link at once, for admins. Raises NotAllowed, NotFound."""
    actor = identify(unit, person, now)
    policy.require_admin(unit, actor)
    link = channel_links.lock(unit, [link_id]).get(link_id)
    if link is None or link.workspace_id != actor.workspace.id:
        raise NotFound("link")
    provisioning_tasks.retry_now(unit, link.id, now)
    return describe_links(unit, [link])[link.id]


def _found(unit: Session, actor: Actor, group_id: str, *, lock: bool = False) -> Workgroup:
    group = workgroups.get(unit, actor.workspace.id, group_id, lock=lock)
    if group is None or group.archived_at:
        raise NotFound("workgroup")
    return group


def _checked(wanted: WantedLinks) -> dict[str, str]:
    """The kind of each place, in the order in which they were picked."""
    channels = dict.fromkeys(wanted.channels, "channel")
    if len(channels) > MOST or not all(map(CHANNEL.fullmatch, channels)):
        raise NotLinkable("channels", MOST)
    if wanted.usergroup and not USERGROUP.fullmatch(wanted.usergroup):
        raise NotLinkable("usergroup", 1)
    return channels | ({wanted.usergroup: "usergroup"} if wanted.usergroup else {})


def _link(
    unit: Session,
    actor: Actor,
    group: Workgroup,
    place: SeenPlace,
    *,
    connect: bool,
    now: datetime,
) -> None:
    link = channel_links.add(unit, group.workspace_id, group.id, *place.id, now, connect=connect)
    link.name, link.private = cut(clean(place.name), LONGEST_NAME), place.private
    unit.flush()
    _note(unit, actor, link, Verb.LINKED, now)
    plan.bring_in_line(unit, link, now)


def _unlink(unit: Session, actor: Actor, link: ChannelLink, now: datetime) -> None:
    problems.refresh(unit, link, now)
    outbox.drop(unit, PROVISIONING, "unlinked", now, link_id=link.id)
    _note(unit, actor, link, Verb.UNLINKED, now)
    channel_links.remove(unit, link.id)


def _connect(
    unit: Session, actor: Actor, link: ChannelLink, *, connect: bool, now: datetime
) -> None:
    """Who accepted before is not invited later: they were told another way to come in."""
    link.connect = connect
    unit.flush()
    _note(unit, actor, link, Verb.LINKED, now)
    if not connect:
        outbox.drop(unit, OutboxKind.INVITE_BY_CONNECT, "turned off", now, link_id=link.id)


def _note(unit: Session, actor: Actor, link: ChannelLink, verb: Verb, now: datetime) -> None:
    audit.record_by(
        unit,
        actor,
        link.workgroup_id,
        verb,
        now,
        Linking(link.kind, link.name or link.slack_id, link.slack_id, link.connect),
    )
