"""The engine of SQLite.

It has one writer, so a writing transaction begins with BEGIN IMMEDIATE: a deferred one that reads
first and writes later is refused under load ("database is locked"). WAL lets readers go on.
"""

import os
import sqlite3
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError

from storage import same_file
from storage.deadline import Deadline
from storage.faults import Fault
from storage.private_file import make_private

BUSY_SECONDS = 30
"""How long a writer waits for another process's transaction."""

BUSY_STEP = 100
"""Milliseconds."""

PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    # Large sorts else want a file in /tmp, which is nowhere in a container that may not be written.
    "temp_store=MEMORY",
    # What a long reader (a backup, a shell left open) has made of the -wal is given back.
    f"journal_size_limit={64 * 1024 * 1024}",
)


class ForeignFile(sqlite3.DatabaseError):
    """A database of another program's."""

    fault = Fault.FOREIGN


class OnlyRead(sqlite3.OperationalError):
    """SQLite itself says so only of what is written after the BEGIN."""

    fault = Fault.READ_ONLY


def make_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={
            "timeout": BUSY_SECONDS,
            "check_same_thread": False,
            "isolation_level": None,
        },
    )

    if path := engine.url.database:
        same_file.watch(engine, Path(path))
        event.listen(engine, "do_connect", partial(_refuse_foreign, Path(path)), once=True)
        event.listen(engine, "do_connect", partial(_keep_private, Path(path)))

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        _write_ahead(connection)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        reading = options.get("reading")
        if path and not reading:
            refuse_unwritable(Path(path))
        _wait_at_most(connection, options.get("deadline"))
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Write changes to a log beside the file (WAL), from the file's first moment on.

    Where another process begins with a new file at the same time, SQLite does not wait but says at
    once that it is busy, whatever its timeout: https://www.sqlite.org/c3ref/busy_handler.html
    """
    until = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or monotonic() >= until:
                raise
            sleep(BUSY_STEP / 1000)
        else:
            return


def _wait_at_most(connection: Connection, deadline: Deadline | None) -> None:
    """How long this transaction waits for another process's. In steps, so that mostly the
    connection waits as long already.
    """
    most = BUSY_SECONDS * 1000
    if deadline:
        most = min(most, int(deadline.left() * 1000) // BUSY_STEP * BUSY_STEP)
    if connection.info.get("busy", BUSY_SECONDS * 1000) != most:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the engine is SQLite's
        driver.execute(f"PRAGMA busy_timeout={most}")
        connection.info["busy"] = most


def refuse_unwritable(path: Path) -> None:
    """Raises OperationalError where this user may not write the file, or the one beside it."""
    for each in (path, path.absolute().parent):
        with suppress(OSError):  # what can't even be seen SQLite names
            each.stat()
            if not os.access(each, os.W_OK, effective_ids=True):
                raise OperationalError(None, None, OnlyRead(f"this user may not write {each}"))


def _keep_private(path: Path, *_: object) -> None:
    make_private(path)


def _refuse_foreign(path: Path, *_: object) -> None:
    """Look before anything of a file is changed: its mode, and how its changes are written.

    Raises ForeignFile, or what SQLite says of a file that is none of its own. What else keeps it
    from being read it says itself, when it is opened.
    """
    with suppress(sqlite3.OperationalError), closing(_looking(path)) as connection:
        tables = {name for (name,) in connection.execute(_TABLES)}
        foreign = bool(tables)
        if "alembic_version" in tables:
            [[foreign]] = connection.execute(_FOREIGN)
        if foreign:
            raise ForeignFile("it holds another program's tables")


def _looking(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=BUSY_SECONDS)


_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
_FOREIGN = "SELECT count(*) FROM alembic_version WHERE version_num NOT GLOB '[0-9][0-9][0-9][0-9]'"
