"""Until when a transaction may be begun and ended, where somebody waits for what becomes of it."""

import time
from collections.abc import Callable
from math import inf
from threading import Lock

from storage.errors import OutOfTime

STOP_SECONDS = 2.0
"""How long what is broken off may take to say so."""


class Deadline:
    """Shared by who waits and by the thread that works: they agree on what was done in time.

    What has not come to its COMMIT by `until` (of time.monotonic) never does: it does not begin,
    or it is rolled back. Of what is committing then, nobody can say what becomes of it.
    """

    def __init__(self, until: float) -> None:
        self.until = until
        self._lock = Lock()
        self._over = False
        self._commits = False
        self._stop: Callable[[], None] | None = None

    def left(self) -> float:
        """Seconds, none below zero."""
        return max(self.until - time.monotonic(), 0.0)

    def patience(self) -> float:
        """Seconds for a statement's answer; a COMMIT may take longer."""
        return inf if self._commits else self.left() + STOP_SECONDS

    def begins(self) -> None:
        """For the first time, or once more. Raises OutOfTime where it is too late."""
        with self._lock:
            self._commits = False
            self._check()

    def begun(self, stop: Callable[[], None]) -> None:
        """It goes on, until somebody calls `stop`. Raises OutOfTime."""
        with self._lock:
            self._check()
            self._stop = stop

    def commits(self) -> None:
        """From now on it can't be given up. Raises OutOfTime where it was already."""
        with self._lock:
            self._check()
            self._commits, self._stop = True, None

    def ended(self) -> bool:
        """Nothing runs any more that could be stopped. Whether it was too late."""
        with self._lock:
            self._stop = None
            return self._over

    def give_up(self) -> bool:
        """Whether it is certain that nothing of it will be done; else its COMMIT is under way."""
        with self._lock:
            self._over = not self._commits
            return self._over

    def stop(self) -> None:
        """Break off the statement that runs, if one does; may take seconds.

        Who ends the transaction waits for this: no other one is hit.
        """
        with self._lock:
            if self._stop:
                self._stop()

    def _check(self) -> None:
        self._over = self._over or self.left() <= 0
        if self._over:
            raise OutOfTime
