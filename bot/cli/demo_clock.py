"""The demo's clock: the real time plus an offset, so that days go by at the press of a button."""

from datetime import datetime, time, timedelta
from pathlib import Path

from bot.cli.demo_history import ZONE
from bot.parts import real_time

MORNING, NIGHT = time(10), time(22)


class MovedClock:
    """The real time plus an offset that outlives the process."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._offset = timedelta(seconds=float(file.read_text())) if file.exists() else timedelta()

    def __call__(self) -> datetime:
        return real_time() + self._offset

    def advance(self, by: timedelta) -> None:
        """Move on, and to ten in the morning where it would be earlier or night: nobody is
        reminded at night, and who tries the demo then shall see what a day brings.
        """
        there = (self() + by).astimezone(ZONE)
        if not MORNING <= there.time() < NIGHT:
            tomorrow = timedelta(days=there.time() >= NIGHT)
            there = datetime.combine(there.date() + tomorrow, MORNING, ZONE)
        self._offset = there - real_time()
        self._file.write_text(str(self._offset.total_seconds()))
