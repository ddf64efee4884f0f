"""Somebody waits for the answer to a request of Slack's: how long, and what was done meanwhile."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from math import inf
from typing import TypeVar

T = TypeVar("T")

IN_TIME = 2.5
"""Seconds from the request's arrival in which the answer leaves: Slack waits 3."""
DATABASE = 0.8
"""The part of it after which nothing is begun or committed: the rest is for saying so."""
PLACES = 0.7
"""The part in which Slack may say how its places stand: a command runs after that."""

AFTERWARDS = 10.0
"""Seconds for each thing that is still to be done for whoever was told that it takes longer."""


class Waiting:
    """One request's, which came at the event loop's time `since`: all calls of Slack have to end
    `within` so many seconds.

    It turns late where a COMMIT is under way at the end: then the answer says that it takes longer,
    and what becomes of it is told afterwards.
    """

    def __init__(self, since: float = 0.0, within: float = inf) -> None:
        self._since, self._within = since, within
        self.done = False
        """Whether something that was asked for is committed."""
        self.told = False
        """Whether it was said what became of it, after the answer."""
        self._turning: asyncio.Future[None] | None = None
        self._answered = asyncio.Event()

    @property
    def until(self) -> float:
        return self._part(1.0)

    @property
    def for_database(self) -> float:
        """Until when the database may take; what has not come to its end by then never does."""
        return self._part(DATABASE)

    @property
    def for_places(self) -> float:
        """Until when Slack may say how its places stand, for a command that runs after that."""
        return self._part(PLACES)

    def _part(self, part: float) -> float:
        """Once the answer has left, there is as much time for each of the things still to do."""
        if self.is_late:
            return asyncio.get_running_loop().time() + AFTERWARDS * part
        return self._since + self._within * part

    @property
    def is_late(self) -> bool:
        """Whether the answer has left before all was done."""
        return self._answered.is_set()

    def turning(self) -> asyncio.Future[None]:
        """Done as soon as it turns late."""
        if self._turning is None:
            self._turning = asyncio.get_running_loop().create_future()
        return self._turning

    def answered(self) -> None:
        """The answer that it takes longer has left."""
        self._answered.set()

    async def ends_late(self, outcome: Awaitable[T]) -> T:
        """What becomes of it, once that answer has left."""
        if not self.turning().done():
            self.turning().set_result(None)
        try:
            return await outcome
        finally:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._answered.wait(), AFTERWARDS)
            self._answered.set()
