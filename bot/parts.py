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
from functools import cached_property
from time import monotonic
from typing import Any, TypeVar

from bot.i18n import Texts
from bot.links import Links
from bot.names import WITHIN, Names
from bot.settings import Settings
from bot.vault import Vault
from commands.limits import Limits
from storage.database import Database

T = TypeVar("T")
Clock = Callable[[], datetime]


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

    def __post_init__(self) -> None:
        threads = self.database.threads
        object.__setattr__(self, "_writers", ThreadPoolExecutor(threads, "writer"))
        object.__setattr__(self, "_readers", ThreadPoolExecutor(2, "reader"))
        object.__setattr__(self, "_checker", ThreadPoolExecutor(2, "checker"))
        object.__setattr__(self, "_makers", ThreadPoolExecutor(2, "maker"))
        # One: a second would only take more of the interpreter's time from the loop.
        object.__setattr__(self, "_thinker", ThreadPoolExecutor(1, "thinker"))

    @cached_property
    def vault(self) -> Vault:
        """For what is stored and must be read again."""
        return Vault([key.get_secret_value() for key in self.settings.secret_keys])

    @property
    def limits(self) -> Limits:
        """The daily limits of every workspace."""
        given = self.settings
        return Limits(given.inviter_daily, given.workspace_daily, given.address_daily)

    async def run(self, command: Callable[..., T], *args: Any) -> T:
        """`command(unit, *args)` in one transaction, committed before this returns."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writers, self.database.run, command, *args)

    async def read(self, query: Callable[..., T], *args: Any) -> T:
        """`query(unit, *args)` in a transaction that leaves no trace."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self.database.read, query, *args)

    async def check(self, question: Callable[[Database], T]) -> T:
        """`question(database)`, beside all that is under way."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._checker, question, self.database)

    async def make(self, maker: Callable[..., T], *args: Any) -> T:
        """`maker(*args)`, which takes long and waits for nobody: no ack waits for it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._makers, maker, *args)

    async def compute(self, work: Callable[..., T], *args: Any) -> T:
        """`work(*args)`, which an ack waits for: it only computes, briefly, and yet longer than
        the loop may be held.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thinker, work, *args)

    def names(self, *, within: float = WITHIN, quiet: float = 0.0) -> Names:
        """A resolver of one's own (`bot.names`). Close it in the loop in which it was made."""
        return Names(self.nameservers, within=within, quiet=quiet)

    def close(self) -> None:
        """Let what runs end, then close the database."""
        pools = (self._writers, self._readers, self._checker, self._makers, self._thinker)
        for pool in pools:
            pool.shutdown()
        self.database.close()
