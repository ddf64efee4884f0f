"""Lines that somebody outside can cause: refused attempts, and what else comes of their asking.

Of each kind there is a line for who and what, but no more in a minute than one can read, however
much is sent. What was left out is counted, and said when the minute is over.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

import structlog

from bot.logs.exceptions import origin

EACH = 5
"""Lines of one kind about one client or person, in a minute."""

MOST = 50
"""Lines of one kind, in a minute."""

SECONDS = 60.0

log = structlog.get_logger(__name__)


class Bound:
    """Counts within one window at a time, so that at most `most` of each kind are remembered.

    Kinds are the code's own words: of them there are few.
    """

    def __init__(
        self,
        each: int = EACH,
        most: int = MOST,
        seconds: float = SECONDS,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._each, self._most, self._seconds, self._clock = each, most, seconds, clock
        self._timer: asyncio.TimerHandle | None = None
        self._begin()

    def admits(self, kind: str, who: str) -> bool:
        """Whether it may have a line; if not, it is counted."""
        if self._clock() - self._begun >= self._seconds:
            self.close()
        if self._told[kind] < self._most and self._seen[kind, who] < self._each:
            self._told[kind] += 1
            self._seen[kind, who] += 1
            return True
        self._left_out[kind] += 1
        if not self._timer:
            with suppress(RuntimeError):
                self._timer = asyncio.get_running_loop().call_later(self._seconds, self.close)
        return False

    def close(self) -> None:
        """Say how many had no line, and begin anew."""
        left_out = self._left_out
        self._begin()
        for kind, more in left_out.items():
            log.info("%s … and %s more", kind, f"{more:,}", seconds=self._seconds)

    def _begin(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer, self._begun = None, self._clock()
        self._told: Counter[str] = Counter()
        self._seen: Counter[tuple[str, str]] = Counter()
        self._left_out: Counter[str] = Counter()


_bound = Bound()


def begin(bound: Bound | None = None) -> None:
    """Count anew; the log does this when it is configured."""
    global _bound  # noqa: PLW0603 - of the log there is one in a process too
    _bound = bound or Bound()


def admits(kind: str, who: str) -> bool:
    """Whether somebody's next line of this kind may be written."""
    return _bound.admits(kind, who)


def refused(why: str, who: str, what: str, **more: str) -> None:
    """An attempt that came to nothing: who (Slack's ids, or a client's address) and what.

    `why` is one of few words of ours (`401`, `role`); the rest may be anybody's.
    """
    if admits(f"refused ({why})", who):
        log.info("refused", why=why, who=who, what=what, **more)


def ignored(what: str) -> None:
    """Something that Usher knows nothing of."""
    if admits("ignored", what):
        log.info("ignored", what=what)


def close() -> None:
    """Say what is still to be said: the process ends."""
    _bound.close()


class OfAServer(logging.Filter):
    """For a server's own logger: what it says of each request that it can't read, or that fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno < logging.WARNING or admits(record.name, _place(record))


def _place(record: logging.LogRecord) -> str:
    """The template, and where the exception arose: not what was sent."""
    error = record.exc_info[1] if record.exc_info else None
    template = str(record.msg).partition("\n")[0][:100]
    return f"{template}{origin(error) if error else ''}"
