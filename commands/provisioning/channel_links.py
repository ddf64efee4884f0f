"""Describe a linked Slack channel or user group: its name, its problem, how many wait for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from storage import channel_links, models, provisioning_tasks


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
