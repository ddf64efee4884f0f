"""The fixtures that every floor uses."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import httpx
import pytest

from storage.database import Database
from tests import databases
from tests.beginnings import Beginnings
from tests.northwind import begin
from tests.people import MONDAY
from tests.servers import ending_at_once


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.migrated_sqlite(tmp_path_factory.mktemp("sqlite") / "template.db")


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with databases.migrated_postgresql(tmp_path_factory.mktemp("run")) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """One engine for all tests: what SQLAlchemy has compiled for it stays."""
    return databases.sqlite_at(tmp_path_factory.mktemp("sqlite") / "usher.db")


@pytest.fixture(scope="session")
def postgresql(postgresql_url: str) -> Iterator[Database]:
    database = Database(postgresql_url)
    yield database
    database.close()


@pytest.fixture
def fresh_sqlite(sqlite: Database, sqlite_template: Path) -> Iterator[Database]:
    databases.put_in_place(sqlite_template, sqlite)
    yield sqlite
    sqlite.close()


@pytest.fixture
def fresh_postgresql(postgresql: Database) -> Database:
    databases.empty(postgresql)
    return postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated, empty database: each test runs on both kinds."""
    database: Database = request.getfixturevalue(f"fresh_{request.param}")
    return database


@pytest.fixture(scope="session", autouse=True)
def _servers_end_at_once() -> Iterator[None]:
    with ending_at_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def _certificates_are_read_once() -> Iterator[None]:
    """httpx reads all that the machine trusts for each client, and no story asks for https."""
    with pytest.MonkeyPatch.context() as patch:
        once = cache(httpx.create_ssl_context)
        patch.setattr("httpx._transports.default.create_ssl_context", once)
        yield


@pytest.fixture
def now() -> datetime:
    return MONDAY


@pytest.fixture(scope="session")
def beginnings() -> Beginnings:
    return Beginnings()


@pytest.fixture
def northwind(database: Database, beginnings: Beginnings, now: datetime) -> Database:
    """The workspace with Ada, who runs it, and Lev, whom the operator made a lead."""
    beginnings.begin(database, begin, now)
    return database
