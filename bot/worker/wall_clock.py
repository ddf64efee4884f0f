"""The wall clock, which may be set at any moment, beside seconds that only run on."""

import time
from collections.abc import Callable
from datetime import timedelta

NOTICED = 0.05
"""Seconds; by less it is never more than a tick late, and NTP slews it all the time."""

AT_ONCE = 0.01
"""Seconds within which both are read, or whoever was stopped in between would see a jump."""


class WallClock:
    """Tells by how much it was set. On a machine that slept it looks as if it was set forward."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall, self._seconds = wall, seconds
        self._ahead = self._read()

    def was_set(self) -> float:
        """By how many seconds since the last answer that was not nought; negative is back."""
        ahead = self._read()
        by = ahead - self._ahead
        if abs(by) < NOTICED:
            return 0.0
        self._ahead = ahead
        return by

    def _read(self) -> float:
        while True:
            began = self._seconds()
            wall = self._wall()
            if self._seconds() - began < AT_ONCE:
                return wall - began


def whole(length: timedelta) -> str:
    """In whole seconds, as an operator reads it: `2:00:00`, `366 days, 0:00:00`."""
    return str(timedelta(seconds=round(length.total_seconds())))
