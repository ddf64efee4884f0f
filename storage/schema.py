"""The schema's age: is it new enough, and bring it up to date.

Revisions are numbers ("0001"), so that old and new can be told apart without Alembic, which is
only imported to migrate.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from storage.database import Database

FOLDER = Path(__file__).parent / "migrations"
HEAD = max((path.name[:4] for path in (FOLDER / "versions").glob("[0-9]*.py")), default="")
LOCK = 7266837
"""The advisory lock under which PostgreSQL's migrators wait for each other: Alembic has none."""


def current(database: Database) -> str:
    """The revision of the schema, empty where there is none. Raises if the database is away."""
    database.ping()
    try:
        return (
            database.read(lambda unit: unit.scalar(text("SELECT version_num FROM alembic_version")))
            or ""
        )
    except DatabaseError:
        return ""


def is_new_enough(database: Database) -> bool:
    """At least as new as this code needs; a newer one serves too."""
    return current(database) >= HEAD


def migrate(database: Database) -> None:
    """Bring the schema up to date, one migrator at a time, whole or not at all."""
    from alembic import command  # noqa: PLC0415 - a third of the start, needed here alone
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with _alone(database) as connection:
        if _revision(connection) < HEAD:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _revision(connection: Connection) -> str:
    from alembic.migration import MigrationContext  # noqa: PLC0415

    return MigrationContext.configure(connection).get_current_revision() or ""


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            with connection.begin():
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
