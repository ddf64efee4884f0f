"""What is not done in time is never done: on both databases, wherever it waits."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.i18n import Texts
from bot.links import Links
from bot.parts import Parts, StillCommitting
from bot.settings import Settings
from storage import workspaces
from storage.database import Database
from storage.deadline import Deadline
from storage.errors import CommitUnknown, OutOfTime
from storage.sqlite import BUSY_SECONDS
from tests.held import ENOUGH, held, over_once
from tests.patience import PATIENCE
from tests.people import MONDAY

POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.fixture
def parts(database: Database) -> Iterator[Parts]:
    parts = Parts(Settings(), database, Texts.load(), Links(["k" * 32], "http://localhost:3000"))
    yield parts
    parts.close()


def soon(seconds: float = 0.2) -> float:
    return asyncio.get_running_loop().time() + seconds


def store(unit: Session) -> None:
    workspaces.add(unit, "T1", "Northwind", MONDAY)


async def stored(parts: Parts) -> bool:
    return await parts.read(workspaces.by_team, "T1") is not None


async def test_what_still_stands_in_the_queue_never_begins(parts: Parts) -> None:
    going, begun = threading.Event(), threading.Event()
    held = [
        asyncio.create_task(parts.run(lambda _: going.wait(PATIENCE)))
        for _ in range(parts.database.threads)
    ]
    await asyncio.sleep(0)
    with pytest.raises(OutOfTime):
        await parts.run(lambda _: begun.set(), until=soon())
    going.set()
    await asyncio.gather(*held)
    await parts.run(lambda _: None)
    assert not begun.is_set()


async def test_what_comes_too_late_to_its_commit_is_undone(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, going = threading.Event(), threading.Event()

    def ponder(unit: Session) -> None:
        store(unit)
        unit.flush()
        begun.set()
        going.wait(PATIENCE)

    over_once(monkeypatch, begun.is_set)
    with pytest.raises(OutOfTime):
        await parts.run(ponder, until=soon(ENOUGH))
    monkeypatch.undo()
    going.set()
    await asyncio.gather(*(parts.run(lambda _: None) for _ in range(parts.database.threads)))
    assert not await stored(parts)


@pytest.mark.parametrize("way", ["run", "read"])
async def test_a_statement_that_takes_too_long_is_broken_off(
    parts: Parts, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = text(ENDLESS if parts.database.is_sqlite else "SELECT pg_sleep(600)")
    begun, ended = list[float](), threading.Event()

    def ask(unit: Session) -> None:
        try:
            if way == "run":
                store(unit)
            begun.append(time.monotonic())
            unit.execute(slow)
        finally:
            ended.set()

    # Nothing says from outside that a statement of SQLite's is under way.
    over_once(monkeypatch, lambda: begun and time.monotonic() > begun[0] + 0.3)
    with pytest.raises(OutOfTime):
        await getattr(parts, way)(ask, until=soon(ENOUGH))
    monkeypatch.undo()
    assert await asyncio.to_thread(ended.wait, PATIENCE)
    assert not await stored(parts)


async def test_whose_time_is_over_holds_no_thread_while_the_database_is_held(parts: Parts) -> None:
    with held(parts.database):
        for _ in range(parts.database.threads):
            with pytest.raises(OutOfTime):
                await parts.run(store, until=soon())
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(PATIENCE):
            assert await loop.run_in_executor(parts._writers, lambda: True)
    assert not await stored(parts)


@SQLITE
async def test_who_has_time_waits_as_long_as_ever_after_somebody_who_had_none(parts: Parts) -> None:
    def patience(unit: Session) -> int:
        return int(unit.scalar(text("PRAGMA busy_timeout")) or 0)

    assert 9_000 <= await parts.run(patience, until=soon(10)) <= 10_000
    assert await parts.run(patience) == BUSY_SECONDS * 1000


@contextmanager
def at_commit(database: Database, does: str) -> Iterator[None]:
    """PostgreSQL does this as the last thing of a COMMIT that has made a workspace."""
    makes = f"""
        CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM {does}; RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON workspace
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit()
    """
    with database.transaction() as unit:
        unit.execute(text(makes))
    yield
    with database.transaction() as unit:
        unit.execute(text("DROP FUNCTION at_commit CASCADE"))


def waits_for_a_lock(unit: Session) -> object:
    waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    return unit.scalar(text(waiting))


@POSTGRESQL
async def test_a_commit_that_is_under_way_ends_as_it_ends(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    over_once(monkeypatch, lambda: parts.database.read(waits_for_a_lock))
    with at_commit(parts.database, "pg_advisory_xact_lock(13)"):
        with parts.database.transaction() as holder:
            holder.execute(text("SELECT pg_advisory_xact_lock(13)"))
            with pytest.raises(StillCommitting) as late:
                await parts.run(store, until=soon(ENOUGH))
            assert not late.value.outcome.done()
        await late.value.outcome
    assert await stored(parts)


@POSTGRESQL
async def test_a_connection_that_breaks_in_its_commit_is_told_apart(parts: Parts) -> None:
    with (
        at_commit(parts.database, "pg_terminate_backend(pg_backend_pid())"),
        pytest.raises(CommitUnknown),
    ):
        await parts.run(store)


class Fault(Exception):
    sqlstate = "40001"


async def test_nothing_is_tried_once_more_when_its_time_is_over(database: Database) -> None:
    tries = []

    def fail(_: Session) -> None:
        tries.append(1)
        deadline.until = 0.0
        raise OperationalError("", None, Fault())

    deadline = Deadline(soon(PATIENCE))
    with pytest.raises(OutOfTime):
        await asyncio.to_thread(database.run, fail, deadline=deadline)
    assert tries == [1]
