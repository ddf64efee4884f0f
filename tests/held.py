"""A database in somebody else's hands: held by another process or session, or slow to commit."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from bot import parts
from bot.slack import gate, waiting
from storage.database import Database
from storage.models import Base
from tests.patience import PATIENCE, until

HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
held.execute("ROLLBACK")
"""


@contextmanager
def held(database: Database) -> Iterator[None]:
    """By who writes: SQLite by another process; on PostgreSQL all tables, also for who reads."""
    with _sqlite(database) if database.is_sqlite else _postgresql(database):
        yield


@contextmanager
def _sqlite(database: Database) -> Iterator[None]:
    command = [sys.executable, "-S", "-c", HOLDER, str(database.engine.url.database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        yield
        holder.communicate()
    assert holder.returncode == 0


@contextmanager
def _postgresql(database: Database) -> Iterator[None]:
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with database.engine.begin() as holder:
        holder.execute(text(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE"))
        yield


ENOUGH = 50.0
"""Seconds, on a busy machine too."""


def little_time(monkeypatch: pytest.MonkeyPatch, for_database: float = 0.3) -> None:
    """So many seconds for the database of who waits at Slack; enough to say so."""
    monkeypatch.setattr(gate, "IN_TIME", 60.0)
    monkeypatch.setattr(waiting, "DATABASE", for_database / 60.0)


def over_once(monkeypatch: pytest.MonkeyPatch, is_so: Callable[[], object]) -> None:
    """The time of who waits for the database is over once this is so, however long that takes."""

    async def done(_seconds: float, doing: asyncio.Future[Any]) -> bool:
        await until(lambda: doing.done() or is_so())
        return doing.done()

    monkeypatch.setattr(parts, "_done_within", done)


class SlowCommit:
    """Each COMMIT waits: `under_way` says that one does, and `go_on` lets all of them end.

    Where `nobody_waits`, the time of who waits for it is over as soon as it is under way, however
    long that took.
    """

    def __init__(self) -> None:
        self.under_way, self._going = threading.Event(), threading.Event()

    def wait(self, *_: object) -> None:
        self.under_way.set()
        assert self._going.wait(PATIENCE)

    def begin(self) -> None:
        self._going.clear()
        self.under_way.clear()

    def go_on(self) -> None:
        self._going.set()

    def nobody_waits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        little_time(monkeypatch, ENOUGH)
        over_once(monkeypatch, lambda: self.under_way.is_set() and not self._going.is_set())


@contextmanager
def slow_to_commit(database: Database) -> Iterator[SlowCommit]:
    slow = SlowCommit()
    event.listen(database.engine, "commit", slow.wait)
    try:
        yield slow
    finally:
        slow.go_on()
        event.remove(database.engine, "commit", slow.wait)
