"""PostgreSQL whose database and role were set up for others, directly and behind PgBouncer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, text

from commands import export
from storage import schema, workspaces
from storage.database import Database
from tests.commands.story import Story
from tests.databases import empty
from tests.northwind import begin
from tests.pgbouncer import PgBouncer, pgbouncer

HABITS = {
    "DateStyle": "'German, DMY'",
    "TimeZone": "'Asia/Kolkata'",
    "IntervalStyle": "'sql_standard'",
    "client_encoding": "'LATIN1'",
    "standard_conforming_strings": "off",
    "bytea_output": "'escape'",
    "default_transaction_isolation": "'serializable'",
    "default_transaction_read_only": "on",
    "extra_float_digits": "0",
    "transform_null_equals": "on",
    "quote_all_identifiers": "on",
    "row_security": "off",
    "enable_indexscan": "off",
    "search_path": "house, public",
}
OF_A_ROLE = {"DateStyle": "'SQL, DMY'", "statement_timeout": "'1min'", "lock_timeout": "'1s'"}


@contextmanager
def owner(url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def odd(postgresql_url: str) -> Iterator[str]:
    """A database with such habits, its role with more; Usher's tables go to a schema of its own."""
    where = make_url(postgresql_url)
    with owner(postgresql_url) as server:
        server.execute("CREATE ROLE others LOGIN")
        server.execute("CREATE DATABASE odd OWNER others")
        for name, value in HABITS.items():
            server.execute(f"ALTER DATABASE odd SET {name} = {value}")
        for name, value in OF_A_ROLE.items():
            server.execute(f"ALTER ROLE others SET {name} = {value}")
        url = where.set(username="others", database="odd").render_as_string(hide_password=False)
        with owner(url) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute("CREATE SCHEMA house")
        yield url
        server.execute("DROP DATABASE odd WITH (FORCE)")
        server.execute("DROP ROLE others")


@pytest.fixture(scope="module")
def pooler(odd: str) -> Iterator[PgBouncer]:
    with pgbouncer(odd, pool_mode="transaction", default_pool_size="3") as pooler:
        yield pooler


@pytest.fixture(
    params=["directly", pytest.param("pooled", marks=pytest.mark.needs("pgbouncer"))],
)
def database(request: pytest.FixtureRequest, odd: str) -> Iterator[Database]:
    """In place of the shared one."""
    url = odd if request.param == "directly" else request.getfixturevalue("pooler").url
    database = Database(url)
    schema.migrate(database)
    empty(database)
    begin(database, datetime.fromisoformat("2026-11-23T09:30:00Z"))
    yield database
    database.close()


def test_an_invitation_lives_as_anywhere(database: Database, now: datetime) -> None:
    story = Story(database, now)
    bob = story.invite("Bób <bob@example.com>", note="Привет \\ 'x' % _", personal=True)
    story.deliver()
    assert story.row(bob).created_at == now
    assert story.row(bob).created_at.utcoffset() is not None
    story.wait(days=2)
    story.remind()
    story.digest()
    story.deliver()
    story.resend(bob)
    assert story.accept(bob)
    cyd = story.invite("cyd@example.com")
    story.wait(days=30)
    story.expire()
    assert [story.row(each).state for each in (bob, cyd)] == ["accepted", "expired"]
    assert story.row(bob).note == "Привет \\ 'x' % _"
    table = export.TABLES["invitations"]
    assert len(database.read(lambda unit: list(export.read(unit, table, None, now)))) == 2


def test_its_tables_are_where_the_search_path_says(database: Database) -> None:
    assert schema.current(database) == schema.HEAD
    found = text("SELECT schemaname FROM pg_tables WHERE tablename IN ('member','alembic_version')")
    with database.reading() as unit:
        assert set(unit.scalars(found)) == {"house"}


def test_many_at_once_lock_and_count_as_anywhere(database: Database) -> None:
    """Serializable ones would see the numbers of before the lock, and fail."""
    first = database.engine.connect()
    second = database.engine.connect()
    with first, second:
        first.execute(text("SELECT id FROM workspace FOR UPDATE"))
        second.execute(text("SELECT 1"))
        first.execute(text("UPDATE workspace SET inviter_daily = 7"))
        first.commit()
        locked = second.execute(text("SELECT inviter_daily FROM workspace FOR UPDATE"))
        assert locked.scalar() == 7


def test_sessions_are_what_usher_needs_without_a_statement_more(
    database: Database, tmp_path: Path
) -> None:
    database.ping()
    with (tmp_path / "wire").open("w+") as wire:
        with database.transaction() as unit:
            driver = unit.connection().connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            driver.pgconn.trace(wire.fileno())
            workspaces.by_team(unit, "T0NORTHWND")
        driver.pgconn.untrace()
        wire.seek(0)
        lines = wire.read().splitlines()
        known = driver.info.parameter_status
        said = [known(name) for name in ("DateStyle", "TimeZone", "client_encoding")]
    sent = [line.split("\t")[1:] for line in lines if "\tF\t" in line]
    assert [kind for _, _, kind, *_ in sent] == [
        "Query",
        *("Parse", "Bind", "Describe", "Execute", "Sync"),
        "Query",
    ]
    assert "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE" in str(sent[0])
    assert "COMMIT" in str(sent[-1])
    assert said == ["ISO, MDY", "UTC", "UTF8"]


def test_migrating_waits_as_long_as_it_takes(database: Database) -> None:
    """Whatever the role may take for its daily work."""
    waits: dict[str, Any] = {}
    with schema._alone(database) as connection:
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            waits[name] = connection.scalar(text(f"SHOW {name}"))
    assert set(waits.values()) == {"0"}
    with database.reading() as unit:
        assert unit.scalar(text("SHOW statement_timeout")) == "1min"
