"""What every edge may use, and the one hop into a thread.

The event loop only talks to the outside: each unit of work is synchronous and runs in a thread, on
SQLite in the one writer's. Readers have threads of their own, so that looking does not wait; so has
what only computes for long while somebody waits. No thread waits for anybody but the database, and
none is the event loop's, which libraries share.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from math import inf
from time import monotonic
from typing import Any, TypeVar

from bot.i18n import Texts
from bot.links import Links
from bot.names import WITHIN, Names
from bot.settings import Settings
from bot.vault import Vault
from commands.limits import Limits
from storage.database import Database
from storage.deadline import Deadline
from storage.errors import OutOfTime

T = TypeVar("T")
Clock = Callable[[], datetime]

COMMIT_SECONDS = 0.2
"""What a COMMIT that is under way at the end of its time still gets."""


class StillCommitting(Exception):
    """Its time is over, and its COMMIT is under way: what becomes of it, `outcome` will say."""

    def __init__(self, outcome: asyncio.Future[Any]) -> None:
        super().__init__()
        self.outcome = outcome


def real_time() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Parts:
    """Put together once, in `bot.app`; `clock` says what time it is for everything stored.

    `nameservers` are asked for names, as `HOST:PORT`; without any, those of the machine. Waits are
    measured in `seconds`, which run on whatever is done to a clock.
    """

    settings: Settings
    database: Database
    texts: Texts
    links: Links
    clock: Clock = real_time
    nameservers: tuple[str, ...] = ()
    seconds: Callable[[], float] = monotonic
    _writers: ThreadPoolExecutor = field(init=False, repr=False)
    _readers: ThreadPoolExecutor = field(init=False, repr=False)
    _checker: ThreadPoolExecutor = field(init=False, repr=False)
    _makers: ThreadPoolExecutor = field(init=False, repr=False)
    _thinker: ThreadPoolExecutor = field(init=False, repr=False)
    _stopper: ThreadPoolExecutor = field(init=False, repr=False)

    def __post_init__(self) -> None:
        threads = self.database.threads
        object.__setattr__(self, "_writers", ThreadPoolExecutor(threads, "writer"))
        object.__setattr__(self, "_readers", ThreadPoolExecutor(2, "reader"))
        object.__setattr__(self, "_checker", ThreadPoolExecutor(2, "checker"))
        object.__setattr__(self, "_makers", ThreadPoolExecutor(2, "maker"))
        # One: a second would only take more of the interpreter's time from the loop.
        object.__setattr__(self, "_thinker", ThreadPoolExecutor(1, "thinker"))
        object.__setattr__(self, "_stopper", ThreadPoolExecutor(1, "stopper"))

    @cached_property
    def vault(self) -> Vault:
        """For what is stored and must be read again."""
        return Vault([key.get_secret_value() for key in self.settings.secret_keys])

    @property
    def limits(self) -> Limits:
        """The daily limits of every workspace."""
        given = self.settings
        return Limits(given.inviter_daily, given.workspace_daily, given.address_daily)

    async def run(self, command: Callable[..., T], *args: Any, until: float = inf) -> T:
        """`command(unit, *args)` in one transaction, committed before this returns.

        What has not come to its COMMIT by the loop's time `until` is never done, whether it waits
        for a thread, for the database or for a lock of somebody else's: raises OutOfTime. Raises
        StillCommitting, and CommitUnknown.
        """
        return await self._by(until, self._writers, self.database.run, command, *args)

    async def read(self, query: Callable[..., T], *args: Any, until: float = inf) -> T:
        """`query(unit, *args)` in a transaction that leaves no trace. Raises OutOfTime."""
        return await self._by(until, self._readers, self.database.read, query, *args)

    async def _by(
        self, until: float, pool: ThreadPoolExecutor, work: Callable[..., T], *args: Any
    ) -> T:
        loop = asyncio.get_running_loop()
        if until == inf:
            return await loop.run_in_executor(pool, work, *args)
        # The loop's time is time.monotonic's, and in the thread that counts.
        deadline = Deadline(until)
        doing = loop.run_in_executor(pool, partial(work, *args, deadline=deadline))
        if not await _done_within(until - loop.time(), doing):
            if deadline.give_up():
                # What still stands in the queue leaves it; what is under way is broken off.
                doing.cancel()
                self._stopper.submit(deadline.stop)
                raise OutOfTime
            if not await _done_within(COMMIT_SECONDS, doing):
                # Nobody may want to hear of it.
                doing.add_done_callback(asyncio.Future.exception)
                raise StillCommitting(doing)
        return doing.result()

    async def check(self, question: Callable[[Database], T]) -> T:
        """`question(database)`, beside all that is under way."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._checker, question, self.database)

    async def make(self, maker: Callable[..., T], *args: Any, until: float = inf) -> T:
        """`maker(*args)`, which takes long and waits for nobody. Raises OutOfTime."""
        return await _computed(until, self._makers, maker, *args)

    async def compute(self, work: Callable[..., T], *args: Any, until: float = inf) -> T:
        """`work(*args)`, which an ack waits for: it only computes, briefly, and yet longer than
        the loop may be held. Raises OutOfTime.
        """
        return await _computed(until, self._thinker, work, *args)

    def names(self, *, within: float = WITHIN, quiet: float = 0.0) -> Names:
        """A resolver of one's own (`bot.names`). Close it in the loop in which it was made."""
        return Names(self.nameservers, within=within, quiet=quiet)

    def close(self) -> None:
        """Let what runs end, then close the database."""
        beside = (self._stopper, self._checker, self._makers, self._thinker)
        for pool in (self._writers, self._readers, *beside):
            pool.shutdown()
        self.database.close()


async def _done_within(seconds: float, doing: asyncio.Future[Any]) -> bool:
    await asyncio.wait([doing], timeout=seconds)
    return doing.done()


async def _computed(
    until: float, pool: ThreadPoolExecutor, work: Callable[..., T], *args: Any
) -> T:
    """What nobody waits for any more is not begun."""
    doing = asyncio.get_running_loop().run_in_executor(pool, work, *args)
    try:
        async with asyncio.timeout_at(None if until == inf else until):
            return await doing
    except TimeoutError as error:
        raise OutOfTime from error
