"""The clock of all tests: it begins on Monday morning, and moves where a story asks for it."""

from datetime import datetime, timedelta
from time import monotonic

from tests.people import MONDAY


class Clock:
    """Goes on by itself, or stands until it is moved."""

    def __init__(self, start: datetime = MONDAY, *, stands: bool = False) -> None:
        self._start, self._began, self._stands = start, monotonic(), stands
        self._wrong = timedelta()

    def __call__(self) -> datetime:
        passed = 0.0 if self._stands else monotonic() - self._began
        return self._start + self._wrong + timedelta(seconds=passed)

    def move(self, by: timedelta = timedelta(), /, **more: float) -> None:
        self._start += by + timedelta(**more)

    def jump(self, by: timedelta = timedelta(), /, **more: float) -> None:
        """It is set, while time goes on as ever."""
        self._wrong += by + timedelta(**more)

    def set(self, moment: datetime) -> None:
        self._start, self._began, self._wrong = moment, monotonic(), timedelta()

    def seconds(self) -> float:
        """As `time.monotonic`, which does not begin at nought, for what only measures."""
        return 1000 + (self() - self._wrong - MONDAY).total_seconds()
