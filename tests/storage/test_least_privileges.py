"""The role that docs/security.md makes for web and worker does its work, and no more."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from storage import schema
from storage.database import Database
from tests.commands.story import Story

PAGE = Path(__file__).parent.parent.parent / "docs" / "security.md"
[SQL] = re.findall(r"```sql\n(.*?)```", PAGE.read_text(), re.DOTALL)

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def served(northwind: Database) -> Iterator[Database]:
    """The same database, as that role."""
    owner = northwind.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with owner:
        owner.execute(text(SQL))
        url = northwind.engine.url.set(username="usher_app", password="another")
        database = Database(url.render_as_string(hide_password=False))
        yield database
        database.close()
        owner.execute(text("DROP OWNED BY usher_app; DROP ROLE usher_app"))


def test_it_is_enough_for_the_life_of_an_invitation(served: Database, now: datetime) -> None:
    story = Story(served, now)
    assert schema.is_new_enough(served)
    bob = story.invite(workgroup=story.group("Design"))
    story.deliver()
    story.wait(days=2)
    story.remind()
    story.digest()
    story.deliver()
    story.resend(bob)
    assert story.accept(bob)
    cyd = story.invite("cyd@example.com")
    story.revoke(cyd)
    story.expire()
    assert [row.state for row in (story.row(bob), story.row(cyd))] == ["accepted", "revoked"]


WRONG = (
    "UPDATE history SET verb = 'revoked'",
    "DELETE FROM history",
    "UPDATE alembic_version SET version_num = '0001'",
    "DROP TABLE member",
    "CREATE TABLE mine (id int)",
    "ALTER TABLE member ADD COLUMN mine int",
    "SELECT pg_read_file('/etc/passwd')",
    "COPY member TO PROGRAM 'true'",
)


def test_it_changes_neither_history_nor_tables(served: Database) -> None:
    for wrong in WRONG:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            served.run(lambda unit, said=wrong: unit.execute(text(said)))
