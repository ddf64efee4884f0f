"""SQLite's file, while it is open: still the one that stands at its path.

Whoever restores a backup, or cleans a folder, under a running Usher takes the file away from it:
what is written then goes into a file without a name, and is gone at the next start; and the log
beside the new one is the old one's (https://www.sqlite.org/howtocorrupt.html, 1.3 and 1.4). So it
is not used any more: not even anew, as the two would be mixed.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

GONE = (
    "its file was replaced or taken away while Usher runs: stop Usher, see that the right file is "
    "there, without a -wal and a -shm of another, and start it again"
)


def watch(engine: Engine, path: Path) -> None:
    """Let each use of the engine raise OperationalError once the file is another than the first;
    disposing of the engine forgets which that was.
    """
    ours: tuple[int, int] | None = None

    @event.listens_for(engine, "do_connect")
    @event.listens_for(engine, "checkout")
    def look(*_: object) -> None:
        if ours and _which(path) != ours:
            raise OperationalError(None, None, sqlite3.OperationalError(GONE))

    @event.listens_for(engine, "connect")
    def remember(*_: object) -> None:
        nonlocal ours
        ours = ours or _which(path)

    @event.listens_for(engine, "engine_disposed")
    def forget(*_: object) -> None:
        nonlocal ours
        ours = None


def _which(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
