"""The one way to a unit of work: `with database.transaction() as unit`."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, event, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from storage import sqlite
from storage.deadline import STOP_SECONDS, Deadline
from storage.errors import CommitUnknown, OutOfTime, without_values

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

    @property
    def is_open(self) -> bool:
        """Whether there is a connection to it, used or idle."""
        pool = self.engine.pool
        return isinstance(pool, QueuePool) and pool.checkedin() + pool.checkedout() > 0

    @contextmanager
    def transaction(self, deadline: Deadline | None = None) -> Iterator[Session]:
        """Commit at the end, roll back on an exception. Raises OutOfTime, CommitUnknown."""
        with Session(self.engine, expire_on_commit=False) as unit, self._held(unit, deadline):
            yield unit
            # What waits for a lock waits here, while it can still be given up.
            unit.flush()
            if deadline:
                deadline.commits()
            _commit(unit)

    @contextmanager
    def reading(self, deadline: Deadline | None = None) -> Iterator[Session]:
        """Look, and leave no trace; on SQLite without waiting for the writer. Raises OutOfTime."""
        engine = self.engine.execution_options(reading=True)
        with Session(engine, autoflush=False) as unit, self._held(unit, deadline):
            yield unit

    @contextmanager
    def _held(self, unit: Session, deadline: Deadline | None) -> Iterator[None]:
        """Begin in time or not at all, and let it be stopped while it runs."""
        if deadline is None:
            yield
            return
        deadline.begins()
        try:
            began = unit.connection(execution_options={"deadline": deadline})
        except OperationalError as error:
            if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
                raise OutOfTime from error
            raise
        driver: Any = began.connection.driver_connection
        deadline.begun(partial(_stop, driver))
        if not self.is_sqlite:
            driver.deadline = deadline
        try:
            yield
        finally:
            if not self.is_sqlite:
                driver.deadline = None
            if deadline.ended():
                # A cancellation may still be on its way to it: nothing else is to run there.
                unit.invalidate()

    def run(self, command: Callable[..., T], *args: Any, deadline: Deadline | None = None) -> T:
        """Run `command(unit, *args)` in a transaction; once more where PostgreSQL chose it to end
        a deadlock (40P01) or a serialization failure (40001), as its manual asks, and time is left.
        """
        try:
            return self._run(command, args, deadline)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in {"40P01", "40001"}:
                raise
            return self._run(command, args, deadline)

    def _run(
        self, command: Callable[..., T], args: tuple[Any, ...], deadline: Deadline | None
    ) -> T:
        with self.transaction(deadline) as unit:
            return command(unit, *args)

    def read(self, query: Callable[..., T], *args: Any, deadline: Deadline | None = None) -> T:
        with self.reading(deadline) as unit:
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


def _commit(unit: Session) -> None:
    """Raises CommitUnknown where the connection is gone, or the server ends it, before it has
    answered: while it waits for its replica PostgreSQL has committed already.
    """
    try:
        unit.commit()
    except (OperationalError, InterfaceError) as error:
        if isinstance(error.orig, sqlite3.Error):
            raise
        state = getattr(error.orig, "sqlstate", None) or "08"
        if state.startswith(("08", "57")):
            raise CommitUnknown from error
        raise


def _stop(connection: Any) -> None:
    """Break off what a connection of the driver's is doing."""
    if isinstance(connection, sqlite3.Connection):
        connection.interrupt()
    else:
        with suppress(Exception):
            connection.cancel_safe(timeout=STOP_SECONDS)
