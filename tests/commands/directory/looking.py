"""A look at everybody in Slack, as the stories of the directory have it happen."""

from collections.abc import Sequence

from commands.actors import Person
from commands.directory import look, sync
from commands.directory.look import Page
from tests.commands.story import Story
from tests.people import NORTHWIND

HERE, THERE = "here", "there"
"""Two processes."""


def begin(story: Story, holder: str = HERE) -> str | None:
    given = (NORTHWIND, "Northwind", holder, story.now)
    cursor: str | None = story.database.run(look.begin, *given)
    return cursor


def turn(
    story: Story,
    people: Sequence[Person],
    cursor: str = "",
    following: str = "",
    *,
    holder: str = HERE,
    whole: bool = True,
) -> bool:
    page = Page(NORTHWIND, cursor, following, people, whole)
    differing = story.database.read(sync.differing, NORTHWIND, people)
    if differing and not story.database.run(look.take, page, differing, holder, story.now):
        return False
    turned: bool = story.database.run(look.turn, page, holder, story.now)
    return turned


def take_stock(story: Story, *people: Person, whole: bool = True) -> None:
    """The look of the next day, in which Slack lists these."""
    story.wait(days=1)
    assert begin(story) == ""
    assert turn(story, people, whole=whole)
