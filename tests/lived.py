"""A demo whose months have gone by: lived through once in a run, for all processes of it."""

import fcntl
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.browser.process import DATABASE, demo


def lived_through(factory: pytest.TempPathFactory) -> Path:
    """Its database, to be copied; whoever comes first makes it, and the others wait for that."""
    folder = factory.getbasetemp()
    # Each process of pytest-xdist has a folder of its own, side by side.
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    ready = shared / "lived.db"
    with (shared / "lived.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            _live_through(factory.mktemp("lived"), ready)
    return ready


def _live_through(folder: Path, ready: Path) -> None:
    with demo(folder) as running:
        assert running.stop() == 0
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        # Its HR system was at an address of its own.
        database.execute("DELETE FROM endpoint")
        database.commit()
    shutil.copy(folder / DATABASE, ready)
