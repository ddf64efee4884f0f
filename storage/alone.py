"""One process alone on a SQLite file: a lock that ends with who holds it, however that ends.

It is a lock of the open file (F_OFD_SETLK, Linux's fcntl(2)) on a byte that no database reaches
(281 TB at most, https://sqlite.org/limits.html). So it holds for every name of the file, hard links
and other containers' included, and stands in nobody's way: an ordinary POSIX lock ends when SQLite
closes a file, and flock(2) is on NFS a lock of the whole file, SQLite's bytes included.
"""

import errno
import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from storage.private_file import make_private

BYTE = 2**62
_HELD = {errno.EAGAIN, errno.EACCES}


class NotAlone(Exception):
    """Another process holds the file named by `path`."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


@contextmanager
def alone(url: str) -> Iterator[str]:
    """Hold the file of a SQLite database, made where it is missing; with PostgreSQL nothing.

    Enter before the database is opened and leave after it is closed: closing the file here would
    end SQLite's own locks on it. Gives why it can't be held where a file system has no locks, else
    nothing. Raises NotAlone.
    """
    path = Path(make_url(url).database or "") if url.startswith("sqlite") else None
    there = path is None or path.exists()
    opened = _opened(path) if path else None
    if path is None or opened is None:
        yield ""
        return
    try:
        unsure = _lock(opened, path.resolve())
        try:
            yield unsure
        finally:
            if not there and os.fstat(opened).st_size == 0:
                path.unlink(missing_ok=True)  # nothing began: nothing is left behind
    finally:
        os.close(opened)


def _opened(path: Path) -> int | None:
    if not path.exists():
        make_private(path)  # one that is there may be another program's
    try:
        return os.open(path, os.O_RDWR)
    except OSError:
        return None  # SQLite can't open it either, and says so


def _lock(opened: int, path: Path) -> str:
    command = getattr(fcntl, "F_OFD_SETLK", None)
    if command is None:
        return "this system has no locks of open files"
    # struct flock: type, whence, start, length, process
    wanted = struct.pack("hhqqi0q", fcntl.F_WRLCK, os.SEEK_SET, BYTE, 1, 0)
    try:
        fcntl.fcntl(opened, command, wanted)
    except OSError as error:
        if error.errno in _HELD:
            raise NotAlone(path) from None
        return os.strerror(error.errno or 0)
    return ""
