"""What stories of linked channels and user groups share."""

from collections.abc import Sequence
from datetime import timedelta

from commands import errands, linking, members, settling
from commands.actor import Person
from commands.errands import Errand, Placed
from commands.linking import Linked, Wanted
from commands.outgoing import Fate
from storage.models import History, Link, Member, Outgoing
from tests.commands.story import LEASE, Story
from tests.people import ADA, NORTHWIND

EAST, WEST, ANALYSTS = "C0EAST", "C0WEST", "S0ANALYSTS"
IVY = Person(NORTHWIND, "U0IVY", name="Ivy Invited", email="ivy@example.com")


def link(story: Story, group: str, *places: str, connect: bool = False) -> list[Linked]:
    """Link with these channels and this user group, and nothing else."""
    channels = [place for place in places if place.startswith("C")]
    usergroup = next((place for place in places if place.startswith("S")), "")
    story.run(linking.change, ADA, group, Wanted(channels, usergroup, connect))
    return list(story.run(linking.linked, ADA, group))


def linked_group(story: Story, *places: str, connect: bool = False) -> str:
    """A workgroup that is linked with these, of which Slack has told the names."""
    group = story.group("Design")
    link(story, group, *places, connect=connect)
    named(story)
    return group


def named(story: Story) -> None:
    settle(story, take(story, "place.look"), Placed(name="named"))


def take(story: Story, kinds: str = "place.%", most: int = 100) -> list[Errand]:
    return story.database.run(errands.take, story.now, LEASE, most, kinds)


def settle(story: Story, taken: Sequence[Errand], *fates: Fate) -> None:
    """Each of them to its errand, or the one to all."""
    every = fates if len(fates) > 1 else fates * len(taken)
    story.database.run(settling.settle, list(zip(taken, every, strict=True)), story.now)


def begin(story: Story, errand: Errand) -> errands.Roster | None:
    return story.database.run(errands.begin, errand, LEASE, story.now)


def steps(story: Story, kinds: str = "place.%") -> list[tuple[str, str]]:
    """What stands in the outbox of placing, and what became of it."""
    return [(row.kind.removeprefix("place."), row.state) for row in story.outbox(kinds)]


def step(story: Story, kind: str) -> Outgoing:
    [row] = story.outbox(f"place.{kind}")
    return row


def links(story: Story) -> list[Link]:
    return sorted(story.all(Link), key=lambda each: each.id)


def joined(story: Story, person: Person) -> Member:
    """Somebody of Slack uses the bot for the first time."""
    story.run(members.find, person)
    return story.member(person)


def told(story: Story, subject: str) -> list[tuple[str, dict[str, object]]]:
    """A story's verbs with their details."""
    rows = [row for row in story.all(History) if row.subject_id == subject]
    return [(row.verb, row.details) for row in sorted(rows, key=lambda row: row.id)]


def after(row: Outgoing, story: Story) -> timedelta:
    """How long it has to wait."""
    return row.due_at - story.now
