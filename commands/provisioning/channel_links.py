"""Describe a linked Slack channel or user group: its name, its problem, how many wait for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands.places import NamedPlace, PlaceId
from storage import channel_links, models, provisioning_tasks

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class LinkedPlace:
    """A channel or user group of Slack (`kind`), linked to a workgroup.

    `name` is as Slack has it, without # or @, and empty until Slack said it. `problem` is the code
    with which Slack refused last ("" while all is well), `problem_with` the kind of step that met
    it ("place.channel", "place.connect", …), and `waiting` how many steps wait for it to be mended.
    """

    id: str
    kind: str
    slack_id: str
    name: str
    connect: bool
    workgroup: str
    problem: str
    problem_at: datetime | None
    waiting: int
    problem_with: str = ""


def describe_links(unit: Session, rows: Sequence[models.ChannelLink]) -> dict[str, LinkedPlace]:
    """Each as it is now, by id."""
    ids = [row.id for row in rows]
    groups, waiting = (
        channel_links.workgroups(unit, ids),
        provisioning_tasks.count_waiting(unit, ids),
    )
    return {
        row.id: LinkedPlace(
            id=row.id,
            kind=row.kind,
            slack_id=row.slack_id,
            name=row.name,
            connect=row.connect,
            workgroup=groups[row.id].name,
            problem=row.problem,
            problem_at=row.problem_at,
            waiting=waiting.get(row.id, 0),
            problem_with=row.problem_with,
        )
        for row in rows
    }


def name_places(links: Sequence[models.ChannelLink], *, to_admin: bool) -> tuple[NamedPlace, ...]:
    """How they are called, channels first. A private channel's name is for admins and for who is in
    it; who else reads of it, reads only that there is one.
    """
    return tuple(
        NamedPlace(
            PlaceId(link.kind, link.slack_id),
            link.name if to_admin or link.kind == "usergroup" or not link.private else "",
            link.private and link.kind == "channel",
        )
        for link in sorted(links, key=lambda link: link.kind)
    )


def where_to(
    unit: Session, group_ids: Collection[str], *, to_admin: bool
) -> Mapping[str, tuple[NamedPlace, ...]]:
    """For each workgroup that leads somewhere the places."""
    by_group: dict[str, list[models.ChannelLink]] = {}
    for link in channel_links.of_groups(unit, list(group_ids)) if group_ids else ():
        by_group.setdefault(link.workgroup_id, []).append(link)
    return {group: name_places(links, to_admin=to_admin) for group, links in by_group.items()}
