"""A way to PostgreSQL on which nobody answers any more: nobody waits for ever, and who comes after
that is served.
"""

import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from storage import deadline, postgresql, schema
from storage.database import Database
from storage.deadline import Deadline
from storage.errors import CommitUnknown
from tests.storage.wire import Wire, wire

SOON = 0.1


@pytest.fixture
def way(postgresql_url: str) -> Iterator[Wire]:
    with wire(postgresql_url) as way:
        yield way


@pytest.fixture
def database(way: Wire) -> Iterator[Database]:
    """In place of the shared one; its session is there."""
    database = Database(way.url)
    database.ping()
    yield database
    database.close()


def test_what_lay_in_the_pool_is_found_out(
    database: Database, way: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "PING_SECONDS", SOON)
    way.forget()
    assert database.run(lambda unit: unit.scalar(text("SELECT 13"))) == 13


@pytest.fixture(params=["deadline", "none"])
def until(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Deadline | None:
    """Somebody's who waits, or of the worker, which has no end but the session's."""
    if request.param == "none":
        monkeypatch.setattr(postgresql.Connection, "silent", SOON)
        return None
    monkeypatch.setattr(deadline, "STOP_SECONDS", SOON)
    return Deadline(time.monotonic() + SOON)


def test_a_statement_without_an_answer_ends_and_so_does_its_session(
    database: Database, way: Wire, until: Deadline | None
) -> None:
    with pytest.raises(OperationalError):
        database.run(_asks_after(way.forget), deadline=until)
    assert database.run(lambda unit: unit.scalar(text("SELECT 13"))) == 13


def _asks_after(event: Callable[[], None]) -> Callable[[Session], None]:
    def ask(unit: Session) -> None:
        unit.connection()
        event()
        unit.execute(text("SELECT 1"))

    return ask


def test_of_a_commit_without_an_answer_nobody_knows_what_became(
    database: Database, way: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql.Connection, "silent", SOON)

    def store(unit: Session) -> None:
        unit.execute(text("SELECT 1"))
        way.forget()

    with pytest.raises(CommitUnknown):
        database.run(store)


def test_a_commit_may_take_longer_than_who_waits(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "STOP_SECONDS", 0.0)
    ends = Deadline(time.monotonic() + 60)

    def ponder(unit: Session) -> None:
        unit.execute(
            text(
                "CREATE TEMPORARY TABLE slow (at timestamptz, CHECK (true)) ON COMMIT DROP;"
                "CREATE FUNCTION pg_temp.ponder() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END';"
                "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED"
                " FOR EACH ROW EXECUTE FUNCTION pg_temp.ponder();"
                "INSERT INTO slow VALUES (now())"
            )
        )
        ends.until = time.monotonic() + SOON

    database.run(ponder, deadline=ends)


def test_who_migrates_waits_as_long_as_it_takes(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "SILENT_SECONDS", SOON)
    with schema._alone(database) as connection:
        connection.execute(text("SELECT pg_sleep(0.3)"))
    with pytest.raises(OperationalError), database.transaction() as unit:
        unit.execute(text("SELECT pg_sleep(600)"))
