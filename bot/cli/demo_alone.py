"""One demo at a time in a folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import structlog

from bot.cli.failures import Misuse

log = structlog.get_logger(__name__)


@contextmanager
def alone(folder: Path, port: int) -> Iterator[None]:
    """Hold the folder, by a file beside it: --fresh removes the folder itself.

    The lock is on the open file, so it ends with the process, however that ends; what stands in the
    file is only told to who comes too late. Raises Misuse.
    """
    with _opened(folder.resolve()) as file:
        _lock(file)
        file.truncate(0)
        file.write(str(port))
        file.flush()
        yield


def _opened(folder: Path) -> TextIO:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return folder.with_name(f"{folder.name}.lock").open("a+")
    except OSError as error:
        raise Misuse(
            f"the demo keeps what it needs in {folder}, and can't write there ({error.strerror}):"
            " start it in a folder of your own"
        ) from None


def _lock(file: TextIO) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        raise Misuse(_said(file.read())) from None
    except OSError as error:
        log.warning("can_not_lock", why=error.strerror, hint="start only one demo in this folder")


def _said(port: str) -> str:
    where = f" on port {port} (http://localhost:{port}/demo)" if port else ""
    return f"the demo is already running{where}: use that, or end it first"
