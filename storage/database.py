"""The engine, and the one way to a unit of work: `with database.transaction() as unit`.

SQLite has one writer, so a writing transaction begins with BEGIN IMMEDIATE: a deferred one that
reads first and writes later is refused under load ("database is locked"). WAL lets readers go on.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from storage.errors import without_values
from storage.private_file import make_private

T = TypeVar("T")

BUSY_SECONDS = 30
"""How long a SQLite writer waits for another process's transaction."""

IDLE_SECONDS = 60
"""PostgreSQL ends a transaction that was left open: it holds up the outbox (dead rows pile up)."""


class Database:
    """One engine; safe to share between threads.

    `url` is `sqlite:///path` or `postgresql://…` (also `postgres://`).
    """

    def __init__(self, url: str, *, pool: int = 4) -> None:
        self.engine = _sqlite(url) if url.startswith("sqlite") else _postgresql(url, pool)
        self.threads = 1 if self.is_sqlite else pool
        event.listen(self.engine, "handle_error", without_values)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

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


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={
            "timeout": BUSY_SECONDS,
            "check_same_thread": False,
            "isolation_level": None,
        },
    )

    if path := engine.url.database:

        @event.listens_for(engine, "do_connect")
        def keep_private(*_: object) -> None:
            make_private(Path(path))

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: str, pool: int) -> Engine:
    plain = make_url(url)
    options = f"-c timezone=UTC -c idle_in_transaction_session_timeout={IDLE_SECONDS}s"
    return create_engine(
        plain.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_size=pool + 1,
        max_overflow=2,
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": 5},
    )
