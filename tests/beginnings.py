"""What many stories begin with: lived through once in each database, then put back there."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Table, delete

from storage.database import Database
from storage.models import Base, Workspace

if TYPE_CHECKING:  # what a story begins with is told to it, and not the other way round
    from tests.commands.story import Story

T = TypeVar("T")
Rows = list[tuple[Table, list[dict[str, Any]]]]


class Beginnings:
    """Of one process: some hundred statements of a beginning become a dozen.

    Numbers that a server gave are put back into that one alone: another would give them again.
    """

    def __init__(self) -> None:
        self._lived: dict[tuple[object, ...], tuple[Rows, Any]] = {}

    def begin(self, database: Database, live: Callable[..., None], *given: object) -> None:
        """`live(database, *given)` in an empty database."""
        what = (database.engine, live, *given)
        if what in self._lived:
            self._put_back(database, *what)
        else:
            live(database, *given)
            self._keep(database, None, *what)

    def go_on(self, story: "Story", live: Callable[["Story"], T]) -> T:
        """What comes next in Northwind; what `live` gave when it was lived through, and no rows."""
        database = story.database
        what = (database.engine, live, story.now)
        if what in self._lived:
            with database.transaction() as unit:
                unit.execute(delete(Workspace))  # and with it all that is Northwind's
            came, story.now = self._put_back(database, *what)
        else:
            came = live(story)
            self._keep(database, (came, story.now), *what)
        return came  # type: ignore[no-any-return]

    def _keep(self, database: Database, came: Any, *what: object) -> None:
        with database.engine.connect() as connection:
            rows = [
                (table, [dict(row) for row in found])
                for table in Base.metadata.sorted_tables
                if (found := connection.execute(table.select()).mappings().all())
            ]
        self._lived[what] = rows, came

    def _put_back(self, database: Database, *what: object) -> Any:
        rows, came = self._lived[what]
        with database.engine.begin() as connection:
            for table, stored in rows:
                connection.execute(table.insert(), stored)
        return came
