"""The schema's age: is it new enough, and bring it up to date.

Revisions are numbers ("0001"), so that old and new can be told apart without Alembic, which is
only imported to migrate.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from storage.database import Database
from storage.faults import Fault
from storage.private_file import is_missing
from storage.sqlite import refuse_unwritable

FOLDER = Path(__file__).parent / "migrations"
HEAD = max((path.name[:4] for path in (FOLDER / "versions").glob("[0-9]*.py")), default="")
LOCK = 7266837
"""The advisory lock under which PostgreSQL's migrators wait for each other: Alembic has none."""

_REVISIONS = text("SELECT version_num FROM alembic_version")
_SCHEMA = text("SELECT current_schema()")
# Whatever a database or role is set to for its daily work: each that this server knows.
_NO_LIMITS = text(
    "SELECT set_config(name, '0', true) FROM pg_catalog.pg_settings "
    "WHERE name IN ('statement_timeout', 'lock_timeout', 'transaction_timeout', "
    "'idle_in_transaction_session_timeout')"
)


class Foreign(Exception):
    """The tables are another program's."""

    fault = Fault.FOREIGN


class NoSchema(Exception):
    """No schema of the search path is there for this role."""

    fault = Fault.NO_SCHEMA


def current(database: Database) -> str:
    """The revision of the schema, empty where there is none: no file is made by looking.

    Raises if the database is away or can't be used (`storage.faults`).
    """
    if database.file and not database.is_open and is_missing(database.file):
        return ""
    database.ping()
    try:
        found = database.read(lambda unit: unit.scalars(_REVISIONS).all())
    except DatabaseError as error:
        if not _lacks_table(error):
            raise
        if not database.is_sqlite and not database.read(lambda unit: unit.scalar(_SCHEMA)):
            raise NoSchema("no schema of its search path is there") from None
        return ""
    return _ours(found)


def _lacks_table(error: DatabaseError) -> bool:
    """Other refusals are about rights, or about what is no database."""
    state = getattr(error.orig, "sqlstate", None)
    return state == "42P01" or (state is None and "no such table" in str(error.orig))


def _ours(revisions: Sequence[str]) -> str:
    if len(revisions) > 1 or not all(re.fullmatch("[0-9]{4}", each) for each in revisions):
        raise Foreign("its alembic_version is another program's")
    return next(iter(revisions), "")


def is_new_enough(database: Database) -> bool:
    """At least as new as this code needs; a newer one serves too.

    Raises as `current` does, and of a file that may only be read.
    """
    if database.file:
        refuse_unwritable(database.file)
    return current(database) >= HEAD


def migrate(database: Database) -> None:
    """Bring the schema up to date, one migrator at a time, whole or not at all."""
    from alembic import command  # noqa: PLC0415 - a third of the start, needed here alone
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with _alone(database) as connection:
        revision = _revision(connection)
        if not revision:
            _refuse_foreign(connection)
        if revision < HEAD:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _revision(connection: Connection) -> str:
    from alembic.migration import MigrationContext  # noqa: PLC0415

    return _ours(MigrationContext.configure(connection).get_current_heads())


def _refuse_foreign(connection: Connection) -> None:
    """On PostgreSQL others may have tables beside ours, as extensions do, but none of our names."""
    from storage.models import Base  # noqa: PLC0415 - who only looks needs no model

    there = inspect(connection).get_table_names()
    if taken := sorted(set(there) & set(Base.metadata.tables)):
        raise Foreign(f"it has tables of these names already: {', '.join(taken)}")


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            from storage.postgresql import patient  # noqa: PLC0415 - SQLite does without its driver

            with patient(connection.connection.driver_connection), connection.begin():
                connection.execute(_NO_LIMITS)
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
                yield connection
            return
        # Rebuilding a table with foreign keys on empties its children by ON DELETE CASCADE, and
        # the switch does nothing inside a transaction.
        raw = connection.connection.driver_connection
        assert raw is not None  # noqa: S101
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"The migration broke references: {broken[:5]}")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")
