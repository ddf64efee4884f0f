"""One turn of the outbox: claim by lease, send a few at once, record what became of each.

A transaction is open while claiming and while recording, never while sending.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

import structlog

from bot.parts import Parts
from commands.delivery import parcels, results
from commands.delivery.results import Claimed, Delivered, TransientFailure
from commands.delivery.webhooks.record import NotDelivered
from storage import outbox
from storage.errors import AWAY

BATCH = 64

SOON = 1.0
"""Seconds, at most, that a lane waits for what is due before the next look."""

log = structlog.get_logger(__name__)

T = TypeVar("T", bound=Claimed)
Result = results.Result | NotDelivered
"""Of any lane; each has its own `record`, which knows its own."""


class Taken(NamedTuple):
    """When a lease began: by the clock, and by seconds that run on when that is set."""

    at: datetime
    seconds: float


class Lane(Generic[T]):
    """A kind of what leaves (LIKE): how it is taken, sent (`at_once` at a time) and written down.

    `claim(unit, now, lease, most, kinds)` and `record(unit, [(claimed, result), …], now)` are
    commands, and so is `release(unit, [claimed, …], now)`, for what was not tried. Where turns are
    `shared` by foreign parties, `claim` is also told what is in hand. One that is `exact` is not
    late by a look for what it has put off by less than that.

    Lanes don't wait for each other. What was sent is kept until it is written down, also when the
    database is away meanwhile.
    """

    fault = "Usher could not make it"
    """What is written down of one that stays here for a fault of ours."""

    def __init__(
        self,
        parts: Parts,
        kinds: str,
        send: Callable[[T], Awaitable[Result]],
        *,
        claim: Callable[..., Sequence[Any]] = parcels.claim,
        record: Callable[..., None] = parcels.record,
        release: Callable[..., None] = results.release,
        at_once: int = 8,
        batch: int = BATCH,
        exact: bool = False,
        shared: bool = False,
    ) -> None:
        self._parts, self._kinds, self._send = parts, kinds, send
        self._claim_rows, self._record, self._release = claim, record, release
        self._at_once, self._batch = at_once, batch
        self._exact, self._shared = exact, shared
        self._turns = asyncio.Semaphore(at_once)
        self._in_hand: set[asyncio.Task[None]] = set()
        self._not_begun: set[int] = set()
        self._held: dict[int, T] = {}
        self._results: dict[int, Result] = {}
        self._untried: list[T] = []
        self._unwritten: dict[int, Result] = {}
        self._closing, self._taken_at = False, parts.clock()
        given = parts.settings
        self._lease = timedelta(seconds=given.lease)
        self._attempt = timedelta(seconds=given.send_timeout)

    async def deliver(self) -> None:
        """Send until nothing is due. Raises what the database raises; then call it again."""
        taking, looking = True, False
        while True:
            # What was given back would come again at once: a look later it may fit its lease.
            taking = taking and not self._closing and not self._untried
            await self.write_down()
            if taking and len(self._in_hand) <= self._at_once and await self._is_due():
                looking = self._exact
                await self._claim()
            if self._in_hand:
                await asyncio.wait(
                    self._in_hand,
                    timeout=self._parts.settings.deliver_every,
                    return_when=asyncio.FIRST_COMPLETED,
                )
            elif not self._results:
                await self.write_down()
                if not (looking and taking and await self._waited()):
                    return
                looking = False

    def close(self) -> None:
        """Begin nothing more: `deliver` ends when what is being sent has ended."""
        self._closing = True

    async def abandon(self) -> None:
        """Break off what is still being sent; whoever comes after takes it when its lease ends."""
        self.close()
        for sending in self._in_hand:
            sending.cancel()
        await asyncio.gather(*self._in_hand, return_exceptions=True)

    async def write_down(self) -> None:
        """Give back what was not tried; then mark, in one transaction, what was tried since.
        In this order, so that whoever is told how many mails wait is told of all of them.
        """
        if untried := self._untried:
            self._untried = []
            await self._parts.run(self._release, untried, self._parts.clock())
        if outcomes := [(self._held[row_id], result) for row_id, result in self._results.items()]:
            if await self._recorded(outcomes):
                self._forget(outcomes)
            else:
                await self._one_by_one(outcomes)

    async def _one_by_one(self, outcomes: Sequence[tuple[T, Result]]) -> None:
        """One that can't be written down holds up no other; it is kept until it is taken again."""
        for outcome in outcomes:
            if not await self._recorded([outcome]):
                claimed, result = outcome
                self._unwritten[claimed.id] = result
            self._forget([outcome])

    async def _recorded(self, outcomes: Sequence[tuple[T, Result]]) -> bool:
        """False if the database is there and yet does not take it, which is a fault of ours."""
        try:
            await self._parts.run(self._record, outcomes, self._parts.clock())
        except AWAY:
            raise
        except Exception:
            log.exception("outbox.not_written_down", ids=[claimed.id for claimed, _ in outcomes])
            return False
        return True

    def _forget(self, outcomes: Sequence[tuple[T, Result]]) -> None:
        for claimed, _ in outcomes:
            # One that was taken again while it was written down is written under its new lease.
            if self._held[claimed.id] is claimed:
                del self._held[claimed.id], self._results[claimed.id]

    async def _is_due(self) -> bool:
        """SQLite has one writer at a time, who is not to be waited for in vain."""
        return await self._parts.read(results.is_due, self._kinds, self._parts.clock())

    async def _waited(self) -> bool:
        """Until what is due before the next look; False where nothing is."""
        now = self._parts.clock()
        until = now + timedelta(seconds=min(self._parts.settings.deliver_every, SOON))
        # Since the last taking, which took time itself.
        due = await self._parts.read(outbox.next_due, self._taken_at, until, self._kinds)
        if due:
            await asyncio.sleep(max(0.0, (due - now).total_seconds()))
        return due is not None

    async def _claim(self) -> None:
        when = Taken(self._parts.clock(), self._parts.seconds())
        self._taken_at = when.at
        wanted = when.at, self._lease, self._batch, self._kinds
        beside = [tuple(self._held.values())] if self._shared else []
        taken = await self._parts.run(self._claim_rows, *wanted, *beside)
        for claimed in taken:
            in_hand, self._held[claimed.id] = claimed.id in self._held, claimed
            if in_hand:
                # It outlasted its lease, as in a process that was stopped: it is still sent.
                continue
            if result := self._unwritten.pop(claimed.id, None):
                # It was tried under an earlier lease: sending it again would double it.
                self._results[claimed.id] = result
                continue
            self._not_begun.add(claimed.id)
            sending = asyncio.create_task(self._hand_over(claimed, when))
            self._in_hand.add(sending)
            sending.add_done_callback(self._in_hand.discard)

    async def _hand_over(self, claimed: T, when: Taken) -> None:
        """Try it, unless its lease might end meanwhile: somebody else could then send it too."""
        async with self._turns:
            if claimed.id not in self._not_begun:
                return
            if self._closing or self._passed(when) + self._attempt > self._lease:
                self._give_back(claimed.id)
                return
            self._not_begun.remove(claimed.id)
            result = await self._try(claimed)
        if not isinstance(result, Delivered):
            said = type(result).__name__.lower()
            log.info("outbox.not_delivered", id=claimed.id, kind=claimed.kind, result=said)
        self._results[claimed.id] = result

    def _passed(self, since: Taken) -> timedelta:
        """The longer of both: on a machine that slept seconds stood still, and others went on."""
        seconds = timedelta(seconds=self._parts.seconds() - since.seconds)
        return max(seconds, self._parts.clock() - since.at)

    def _give_back(self, row_id: int) -> None:
        self._not_begun.remove(row_id)
        self._untried.append(self._held.pop(row_id))

    async def _try(self, claimed: T) -> Result:
        try:
            return await self._send(claimed)
        except Exception:
            # A fault of ours: it must hold up no other, and may be mended before it is given up.
            log.exception("outbox.fault", id=claimed.id, kind=claimed.kind)
            return TransientFailure(self.fault, answered=False)
