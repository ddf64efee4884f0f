"""What is put back is what was lived through, and nothing else."""

from pathlib import Path
from typing import Any

from storage.database import Database
from storage.models import Base
from tests import databases
from tests.beginnings import Beginnings
from tests.commands.story import Story
from tests.northwind import begin
from tests.people import MONDAY

TABLES = Base.metadata.sorted_tables


def everything(database: Database) -> list[Any]:
    with database.engine.connect() as connection:
        return [sorted(map(repr, connection.execute(each.select()))) for each in TABLES]


def test_it_is_lived_through_once_and_put_back_as_it_was(
    fresh_postgresql: Database, fresh_sqlite: Database, sqlite_template: Path, tmp_path: Path
) -> None:
    another = databases.sqlite_at(tmp_path / "another.db")
    each = (fresh_postgresql, fresh_sqlite, another)
    lived, beginnings = [], Beginnings()

    def live(story: Story) -> str:
        lived.append(story.database)
        bob = story.invite("bob@example.com", workgroup=story.group("Design"))
        story.deliver()
        story.wait(days=1)
        story.accept(bob)
        return bob

    found = []
    for database in each * 2:
        if database.is_sqlite:
            databases.put_in_place(sqlite_template, database)
        else:
            databases.empty(database)
        beginnings.begin(database, begin, MONDAY)
        story = Story(database, MONDAY)
        bob = beginnings.go_on(story, live)
        found.append((bob, story.now, everything(database)))
        database.close()

    assert lived == list(each), "nothing of one is put into another"
    assert found[:3] == found[3:]
