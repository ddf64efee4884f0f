"""A file that nobody else on the machine may read: it holds addresses, notes and sealed secrets."""

import os
import stat
from contextlib import suppress
from pathlib import Path

FILE, FOLDER = 0o600, 0o700
_OTHERS = 0o077
_KIN = ("", "-wal", "-shm", "-journal")


def make_private(path: Path) -> None:
    """Make the file 0600 before SQLite would with the umask's mode, and missing folders 0700.

    What is there already is narrowed where it is ours; a folder that is there stays as it is.
    SQLite gives the files beside it the mode of this one (https://sqlite.org/src: unixOpen,
    findCreateFileMode). Whatever can't be done here SQLite can't either, and says so.
    """
    path = Path(os.path.realpath(path))
    for folder in reversed([each for each in path.parents if is_missing(each)]):
        with suppress(OSError):
            folder.mkdir(FOLDER)
    with suppress(OSError):
        # One that is there is not opened: closing it would drop SQLite's locks on it.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))
    for kin in _KIN:
        _narrow(Path(f"{path}{kin}"))


def is_missing(path: Path) -> bool:
    """Nobody has made the file: what else keeps it from being read, SQLite says."""
    try:
        path.stat()
    except OSError as error:
        return isinstance(error, FileNotFoundError)
    return False


def _narrow(path: Path) -> None:
    with suppress(OSError):
        mode = path.stat().st_mode
        # Whoever names a folder by mistake goes on sharing it.
        if stat.S_ISREG(mode) and mode & _OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
