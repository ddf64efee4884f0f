"""The one way to a unit of work: `with database.transaction() as unit`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from storage import sqlite
from storage.errors import without_values

T = TypeVar("T")


class Database:
    """One engine; safe to share between threads.

    `url` is `sqlite:///path` or `postgresql://…` (also `postgres://`). Raises ValueError for a url
    that is understood by nobody.
    """

    def __init__(self, url: str, *, pool: int = 4) -> None:
        self.engine = _engine(url, pool)
        self.threads = 1 if self.is_sqlite else pool
        event.listen(self.engine, "handle_error", without_values)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """SQLite's, whether it is there or not."""
        name = self.engine.url.database if self.is_sqlite else None
        return Path(name).absolute() if name else None

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Commit at the end, roll back on an exception."""
        with Session(self.engine, expire_on_commit=False) as unit, unit.begin():
            yield unit

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Look, and leave no trace; on SQLite without waiting for the writer."""
        engine = self.engine.execution_options(reading=True)
        with Session(engine, autoflush=False) as unit:
            yield unit

    def run(self, command: Callable[..., T], *args: Any) -> T:
        """Run `command(unit, *args)` in a transaction; once more where PostgreSQL chose it to end
        a deadlock (40P01) or a serialization failure (40001), as its manual asks.
        """
        try:
            return self._run(command, *args)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in {"40P01", "40001"}:
                raise
            return self._run(command, *args)

    def _run(self, command: Callable[..., T], *args: Any) -> T:
        with self.transaction() as unit:
            return command(unit, *args)

    def read(self, query: Callable[..., T], *args: Any) -> T:
        with self.reading() as unit:
            return query(unit, *args)

    def ping(self) -> None:
        """Raise if the database does not answer."""
        with self.engine.execution_options(reading=True).connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str, pool: int) -> Engine:
    if url.startswith("sqlite"):
        return sqlite.make_engine(url)
    from storage import postgresql  # noqa: PLC0415 - SQLite does without its driver

    return postgresql.make_engine(url, pool)
