"""The engine: one writer on SQLite, deadlocks on PostgreSQL, and readers that wait for nobody."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from storage import workgroups, workspaces
from storage.database import Database
from storage.errors import AWAY
from storage.models import Suppression, Workspace
from storage.postgresql import IDLE_SECONDS
from tests.patience import PATIENCE

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def one(database: Database, statement: str) -> object:
    with database.reading() as unit:
        found: object = unit.scalar(text(statement))
        return found


def test_sqlite_keeps_references_and_a_log(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'usher.db'}")
    assert one(database, "PRAGMA foreign_keys") == 1
    assert one(database, "PRAGMA journal_mode") == "wal"
    assert one(database, "PRAGMA synchronous") == 2
    assert one(database, "PRAGMA busy_timeout") == 30_000
    assert database.threads == 1
    database.close()


def test_who_begins_with_a_new_file_waits_for_who_is_at_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "usher.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE alembic_version (version_num)")
    other.execute("BEGIN IMMEDIATE")
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        other.execute("COMMIT")

    monkeypatch.setattr("storage.sqlite.sleep", sleep)
    database = Database(f"sqlite:///{path}")
    database.ping()
    assert len(waited) == 1
    database.close()
    other.close()


@POSTGRESQL
def test_postgresql_ends_what_was_left_open_and_thinks_in_utc(database: Database) -> None:
    assert one(database, "SHOW idle_in_transaction_session_timeout") == f"{IDLE_SECONDS // 60}min"
    assert one(database, "SHOW timezone") == "UTC"
    assert database.threads == 4


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_each_way_to_write_postgresql_is_understood(scheme: str) -> None:
    database = Database(f"{scheme}://ada:secret@db.example/usher")
    assert database.engine.url.drivername == "postgresql+psycopg"
    assert (database.engine.url.query["host"], database.engine.url.password) == (
        "db.example",
        "secret",
    )


def test_a_reference_to_nothing_is_refused(database: Database, now: datetime) -> None:
    with pytest.raises(IntegrityError), database.transaction() as unit:
        unit.add(Suppression(workspace_id="nowhere", email="a@b.example", created_at=now))


def test_an_exception_rolls_all_of_it_back(database: Database, now: datetime) -> None:
    def half(unit: Session) -> None:
        workspaces.add(unit, "T1", "One", now)
        raise LookupError

    with pytest.raises(LookupError):
        database.run(half)
    assert one(database, "SELECT count(*) FROM workspace") == 0


def test_reading_leaves_no_trace(database: Database, now: datetime) -> None:
    database.read(lambda unit: workspaces.add(unit, "T1", "One", now))
    assert one(database, "SELECT count(*) FROM workspace") == 0


def test_thirty_two_writers_at_once_that_read_first_all_succeed(
    database: Database, now: datetime
) -> None:
    database.run(workspaces.add, "T1", "One", now)

    def count_up(_: int) -> None:
        def command(unit: Session) -> None:
            workspace = workspaces.by_team(unit, "T1")
            assert workspace
            workspaces.lock(unit, workspace.id)
            workspace.inviter_daily = (workspace.inviter_daily or 0) + 1

        database.run(command)

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(count_up, range(96)))
    assert one(database, "SELECT inviter_daily FROM workspace") == 96


def test_a_reader_does_not_wait_for_a_writer_and_sees_what_was_committed(
    database: Database, now: datetime
) -> None:
    database.run(workspaces.add, "T1", "One", now)
    with database.transaction() as unit:
        unit.execute(update(Workspace).values(name="Two"))
        assert one(database, "SELECT name FROM workspace") == "One"
        database.ping()
    assert one(database, "SELECT name FROM workspace") == "Two"


def crossing(
    database: Database, order: list[str], barrier: threading.Barrier, through: threading.Event
) -> int:
    """Change two rows in this order, both threads in between: how many tries it took.

    Who tries once more lets the other get through first: quick enough, they would cross again.
    """
    tries = 0

    def command(unit: Session) -> None:
        nonlocal tries
        tries += 1
        if tries > 1:
            through.wait(PATIENCE)
        for number, team in enumerate(order):
            if number and tries == 1:
                barrier.wait(PATIENCE)
            workspace = workspaces.by_team(unit, team)
            assert workspace
            workspaces.lock(unit, workspace.id).lifetime_days += 1
            unit.flush()

    database.run(command)
    through.set()
    return tries


@POSTGRESQL
def test_who_is_chosen_to_end_a_deadlock_tries_once_more(database: Database, now: datetime) -> None:
    for team in ("T1", "T2"):
        database.run(workspaces.add, team, team, now)
    barrier, through = threading.Barrier(2), threading.Event()
    with ThreadPoolExecutor(2) as pool:
        tries = [
            pool.submit(crossing, database, order, barrier, through)
            for order in (["T1", "T2"], ["T2", "T1"])
        ]
        assert sorted(each.result() for each in tries) == [1, 2]
    with database.reading() as unit:
        assert set(unit.scalars(select(Workspace.lifetime_days))) == {16}


class Fault(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


def failing(times: int, state: str) -> tuple[Callable[[Session], str], list[int]]:
    calls: list[int] = []

    def command(_: Session) -> str:
        calls.append(1)
        if len(calls) <= times:
            raise OperationalError("", None, Fault(state))
        return "done"

    return command, calls


@pytest.mark.parametrize("state", ["40P01", "40001"])
def test_a_second_failure_is_raised(database: Database, state: str) -> None:
    command, calls = failing(1, state)
    assert (database.run(command), len(calls)) == ("done", 2)
    command, calls = failing(9, state)
    with pytest.raises(OperationalError):
        database.run(command)
    assert len(calls) == 2


def test_other_problem_is_not_tried_again(database: Database) -> None:
    command, calls = failing(1, "57P03")
    with pytest.raises(AWAY):
        database.run(command)
    assert len(calls) == 1


def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for url in (f"sqlite:///{tmp_path / 'file' / 'usher.db'}", "postgresql://127.0.0.1:1/usher"):
        database = Database(url)
        with pytest.raises(AWAY):
            database.ping()


def test_moments_come_back_aware_and_in_utc(database: Database, now: datetime) -> None:
    kolkata = timezone(timedelta(hours=5, minutes=30))
    moment = now.replace(microsecond=123_456).astimezone(kolkata)
    database.run(workspaces.add, "T1", "One", moment)
    with database.reading() as unit:
        [row] = workspaces.every(unit)
        assert row.created_at == moment
        assert row.created_at.utcoffset() == timedelta()
        assert row.digest_at is None
        found = unit.scalar(select(func.count()).where(Workspace.created_at <= moment))
        assert found == 1


def test_a_search_waits_for_no_writer(database: Database, now: datetime) -> None:
    workspace = database.run(workspaces.add, "T1", "One", now)
    with database.transaction() as unit:
        workspaces.lock(unit, workspace.id)
        assert database.read(workgroups.search, workspace.id, "a", 10) == []


def test_sqlite_needs_no_folder_for_large_sorts(fresh_sqlite: Database) -> None:
    """In a container that may not be written there is none."""
    pragmas = fresh_sqlite.read(
        lambda unit: [
            unit.scalar(text(f"PRAGMA {name}")) for name in ("temp_store", "journal_mode")
        ]
    )
    assert pragmas == [2, "wal"]


def test_the_log_that_a_long_reader_made_is_given_back(fresh_sqlite: Database) -> None:
    limit = fresh_sqlite.read(lambda unit: unit.scalar(text("PRAGMA journal_size_limit")))
    assert 0 < limit <= 64 * 1024 * 1024
