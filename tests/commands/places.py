"""What stories of linked channels and user groups share."""

from collections.abc import Sequence
from datetime import timedelta

from commands.actors import Person
from commands.delivery import provisioning
from commands.delivery.provisioning.claim import Placed, Roster, Task, begin_usergroup
from commands.delivery.results import Result
from commands.directory.identify import identify
from commands.provisioning.channel_links import LinkedPlace
from commands.workgroups import linking
from commands.workgroups.linking import WantedLinks
from storage.models import AuditEntry, ChannelLink, Member, OutboxRow
from tests.commands.story import LEASE, Story
from tests.people import ADA, NORTHWIND

EAST, WEST, ANALYSTS = "C0EAST", "C0WEST", "S0ANALYSTS"
IVY = Person(NORTHWIND, "U0IVY", name="Ivy Invited", email="ivy@example.com")


def link(story: Story, group: str, *places: str, connect: bool = False) -> list[LinkedPlace]:
    """Link with these channels and this user group, and nothing else."""
    channels = [place for place in places if place.startswith("C")]
    usergroup = next((place for place in places if place.startswith("S")), "")
    story.run(linking.change, ADA, group, WantedLinks(channels, usergroup, connect))
    return list(story.run(linking.linked, ADA, group))


def linked_group(story: Story, *places: str, connect: bool = False) -> str:
    """A workgroup that is linked with these, of which Slack has told the names."""
    group = story.group("Design")
    link(story, group, *places, connect=connect)
    named(story)
    return group


def named(story: Story) -> None:
    record(story, claim(story, "place.look"), Placed(name="named"))


def claim(story: Story, kinds: str = "place.%", most: int = 100) -> list[Task]:
    return story.database.run(provisioning.claim, story.now, LEASE, most, kinds)


def coming(story: Story) -> set[str]:
    """Who is brought into channels now."""
    return {each.user for task in claim(story, "place.channel") for each in task.everybody}


def record(story: Story, taken: Sequence[Task], *done: Result) -> None:
    """Each of them to its errand, or the one to all."""
    every = done if len(done) > 1 else done * len(taken)
    story.database.run(provisioning.record, list(zip(taken, every, strict=True)), story.now)


def begin(story: Story, task: Task) -> Roster | None:
    return story.database.run(begin_usergroup, task, LEASE, story.now)


def steps(story: Story, kinds: str = "place.%") -> list[tuple[str, str]]:
    """What stands in the outbox of placing, and what became of it."""
    return [(row.kind.removeprefix("place."), row.state) for row in story.outbox(kinds)]


def step(story: Story, kind: str) -> OutboxRow:
    [row] = story.outbox(f"place.{kind}")
    return row


def links(story: Story) -> list[ChannelLink]:
    return sorted(story.all(ChannelLink), key=lambda each: each.id)


def joined(story: Story, person: Person) -> Member:
    """Somebody of Slack uses the bot for the first time."""
    story.run(identify, person)
    return story.member(person)


def told(story: Story, subject: str) -> list[tuple[str, dict[str, object]]]:
    """A story's verbs with their details."""
    rows = [row for row in story.all(AuditEntry) if row.subject_id == subject]
    return [(row.verb, row.details) for row in sorted(rows, key=lambda row: row.id)]


def after(row: OutboxRow, story: Story) -> timedelta:
    """How long it has to wait."""
    return row.due_at - story.now
