"""What the stand-in remembers: dictionaries that write themselves through to one SQLite file."""

import asyncio
import json
import sqlite3
import time
from collections import UserDict
from pathlib import Path
from typing import Any


class Store:
    """Keeps JSON values by kind and key, and wakes whoever waits for a change."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        # A killed process loses nothing; only a power cut could, and this is a demo's state.
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS kept"
            " (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key))"
        )
        # From the clock: a page that outlives a restart must not meet an old number again.
        self.version = time.time_ns() // 1_000_000
        self._changed = asyncio.Event()

    def shelf(self, kind: str) -> "Shelf":
        rows = self._db.execute(
            "SELECT key, value FROM kept WHERE kind = ? ORDER BY rowid", (kind,)
        )
        return Shelf(self, kind, {key: json.loads(value) for key, value in rows})

    def put(self, kind: str, key: str, value: object) -> None:
        self._db.execute(
            "INSERT INTO kept VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (kind, key, json.dumps(value)),
        )
        self.touch()

    def drop(self, kind: str, key: str) -> None:
        self._db.execute("DELETE FROM kept WHERE kind = ? AND key = ?", (kind, key))
        self.touch()

    async def other_than(self, version: int, wait: float) -> int:
        """Return the present version, at once if it is another one, else after a change."""
        if self.version == version:
            change = asyncio.ensure_future(self._changed.wait())
            await asyncio.wait((change,), timeout=wait)
            change.cancel()
        return self.version

    def close(self) -> None:
        self._db.close()

    def touch(self) -> None:
        """Tell whoever waits that something has changed."""
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()


class Shelf(UserDict[str, Any]):
    """One kind of thing; what is assigned to a key is kept (a change inside a value is not)."""

    def __init__(self, store: Store, kind: str, kept: dict[str, Any]) -> None:
        super().__init__()
        self._store, self._kind, self.data = store, kind, kept

    def __setitem__(self, key: str, value: object) -> None:
        super().__setitem__(key, value)
        self._store.put(self._kind, key, value)

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self._store.drop(self._kind, key)
