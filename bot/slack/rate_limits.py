"""Slack's rate limits: after "too many requests" (429) nothing calls that method for that workspace
until Slack takes it again, in no process. Calling on would prolong it.

https://docs.slack.dev/apis/web-api/rate-limits
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, inf
from time import monotonic
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.logs import bounded
from bot.parts import Parts, real_time
from bot.slack import api_errors
from commands.delivery.results import Limited
from storage import slack_limits
from storage.errors import AWAY, why

STATUS, WORD = 429, "ratelimited"
SET = timedelta(seconds=1)
"""By so much a clock was set at least, where what it says differs from the seconds that passed."""

SHORTEST = timedelta(seconds=1)
"""No sooner the outbox sends again: Slack says no shorter time, but a proxy may say nought."""

UNSAID = timedelta(seconds=30)
"""Where Slack did not say for how long, as a proxy may not."""

LOOK_EVERY = 1.0
"""Seconds, at least, between two looks at what other processes were told."""

LOOK = 0.2
"""Seconds that a look, or telling the others, may take: a person may wait for the call."""

log = logging.getLogger(__name__)


class HeldBack(SlackApiError):
    """Nothing was called: Slack would say again that there were too many requests."""

    def __init__(self, method: str, until: datetime, left: float) -> None:
        answer = _Answer({"ok": False, "error": WORD}, {"Retry-After": str(ceil(left))})
        super().__init__(f"{method} is held back", answer)  # type: ignore[no-untyped-call]
        self.until = until


@dataclass(frozen=True, slots=True)
class _Answer:
    """As slack_sdk's of the call that was not made."""

    data: dict[str, Any]
    headers: dict[str, str]
    status_code: int = STATUS


@dataclass(frozen=True, slots=True)
class _Hold:
    """By the clock, and by seconds that run on when that is set."""

    until: datetime
    ends: float


class RateLimits:
    """What one workspace's Slack takes no more of. `team` tells its team, "" while that is not
    known: then what is known of any counts. Without `parts` it is this process's alone.
    """

    def __init__(self, parts: Parts | None = None, team: Callable[[], str] = str) -> None:
        self._parts, self._team = parts, team
        self._clock = parts.clock if parts else real_time
        self._seconds = parts.seconds if parts else monotonic
        self._holds: dict[tuple[str, str], _Hold] = {}
        self._telling: set[asyncio.Task[None]] = set()
        self._looked = -inf

    @asynccontextmanager
    async def respected(self, method: str) -> AsyncIterator[None]:
        """Call Slack in here. Raises HeldBack instead while it takes no more of the method."""
        await self._look()
        now = self._seconds()
        if hold := self._hold(method, now):
            left = hold.ends - now
            raise HeldBack(method, self._until(hold, left), left)
        try:
            yield
        except SlackApiError as error:
            if is_limit(error):
                error.until = await self._begin(method, error)  # type: ignore[attr-defined]
            raise

    def _hold(self, method: str, now: float) -> _Hold | None:
        team = self._team()
        found = [
            hold
            for (whose, held), hold in self._holds.items()
            if held == method and hold.ends > now and (whose in {"", team} or not team)
        ]
        return max(found, key=lambda hold: hold.ends, default=None)

    def _until(self, hold: _Hold, left: float) -> datetime:
        """By the clock as it is now, which may have been set since, or be another than theirs."""
        until = self._clock() + timedelta(seconds=left)
        return hold.until if abs(until - hold.until) < SET else until

    async def _begin(self, method: str, error: SlackApiError) -> datetime:
        said = api_errors.wait(error)
        length = UNSAID if said is None else said
        now, team = self._clock(), self._team()
        until = now + max(length, SHORTEST)
        self._holds[team, method] = _Hold(until, self._seconds() + length.total_seconds())
        log.warning("Slack takes no more of %s for %d s", method, length.total_seconds())
        if self._parts and team and length:
            await self._tell(self._parts.run(slack_limits.hold, team, method, now, until))
        return until

    async def _tell(self, others: Coroutine[Any, Any, None]) -> None:
        """A person who waits no longer breaks nothing off, nor does what becomes of it hide from
        anybody what Slack said.
        """
        telling = asyncio.create_task(others)
        self._telling.add(telling)
        telling.add_done_callback(self._told)
        await asyncio.wait([telling], timeout=LOOK)

    def _told(self, telling: asyncio.Task[None]) -> None:
        self._telling.discard(telling)
        error = None if telling.cancelled() else telling.exception()
        if error and bounded.admits("limit_not_told", type(error).__name__):
            log.warning("other processes don't know of it: %s", why(error))

    async def _look(self) -> None:
        """Learn what other processes were told. A database that is away is waited for by nobody."""
        if not self._parts or self._seconds() - self._looked < LOOK_EVERY:
            return
        self._looked = self._seconds()
        now = self._clock()
        by = asyncio.get_running_loop().time() + LOOK
        try:
            held = await self._parts.read(slack_limits.held, now, until=by)
        except AWAY:
            return
        for each in held:
            known = self._holds.get((each.team, each.method))
            if known is None or known.until != each.until:
                ends = self._seconds() + each.left(now).total_seconds()
                self._holds[each.team, each.method] = _Hold(each.until, ends)


def is_limit(error: SlackApiError) -> bool:
    return api_errors.status(error) == STATUS or api_errors.code(error) in {WORD, "rate_limited"}


def limited(error: SlackApiError) -> Limited | None:
    """When the same may be sent again, if there were too many requests; None if it is otherwise."""
    until = getattr(error, "until", None)
    return Limited(WORD, until=until) if isinstance(until, datetime) else None
