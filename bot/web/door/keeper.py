"""Who may come in: connections in all and of one neighbour, and a few more for our health.

When all is full, whoever keeps us waiting longest makes room for whoever comes: half-sent requests
hold nothing up, however many there are and wherever they come from. Only where everybody is being
answered is there no room.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import partial
from typing import Protocol

from bot.settings.values import Network
from bot.web.clients import household, is_far, is_trusted
from bot.web.door.bounds import Bounds
from bot.web.door.refusal import survived


class Room(Enum):
    """Where a connection is."""

    MAIN = "main"
    SPARE = "spare"
    """Only our health is told here."""


class Guest(Protocol):
    """A connection, as the keeper sees it."""

    since: float
    """When it entered the stage that it is in."""

    @property
    def keeps_us_waiting(self) -> bool:
        """Whether it is for the client to go on, and nothing is being answered."""

    def look(self, now: float) -> None:
        """End what takes too long."""

    def make_way(self) -> None:
        """End at once, with a word where one is expected."""

    def abort(self) -> None:
        """End at once, whatever is on its way."""


class Keeper:
    """Counts connections; `proxies` speak for many, and are bounded only with all together."""

    def __init__(
        self,
        bounds: Bounds,
        proxies: Sequence[Network] = (),
        headers: Iterable[tuple[bytes, bytes]] = (),
    ) -> None:
        self.bounds, self.headers = bounds, tuple(headers)
        self._proxies = proxies
        self._rooms: dict[Room, dict[Guest, str]] = {room: {} for room in Room}
        self._held: Counter[str] = Counter()

    def admit(self, guest: Guest, address: str) -> Room | None:
        """Where there is room for it, or None. Whoever is admitted has to `leave`."""
        whose = self._whose(address)
        if self._has_room(whose):
            return self._take(guest, whose, Room.MAIN)
        spare = self._rooms[Room.SPARE]
        if len(spare) < self.bounds.spare or self._make_room(spare):
            return self._take(guest, whose, Room.SPARE)
        return None

    def leave(self, guest: Guest) -> None:
        """Forget it; more than once does no harm."""
        self._rooms[Room.SPARE].pop(guest, None)
        whose = self._rooms[Room.MAIN].pop(guest, "")
        if whose:
            self._held[whose] -= 1
            if not self._held[whose]:
                del self._held[whose]

    def idle_seconds(self, address: str) -> float:
        """How long a connection is kept of which nothing is asked: who is full sends it away."""
        near = is_trusted(address, self._proxies) or not is_far(address)
        return self.bounds.near_idle_seconds if near else self.bounds.idle_seconds

    async def watch(self) -> None:
        """End what takes too long, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            with survived():
                self.look(loop.time())
            await asyncio.sleep(self.bounds.look_seconds)

    def look(self, now: float) -> None:
        """At everybody; one with whom that fails ends alone."""
        for guest in tuple(self.guests()):
            _or_abort(guest, partial(guest.look, now))

    def guests(self) -> Iterator[Guest]:
        """All who are in."""
        for room in self._rooms.values():
            yield from room

    def _whose(self, address: str) -> str:
        """The neighbour that it counts for; nobody's for a proxy of ours."""
        return "" if is_trusted(address, self._proxies) else household(address) or ""

    def _has_room(self, whose: str) -> bool:
        main = self._rooms[Room.MAIN]
        if whose and self._held[whose] >= self.bounds.each:
            return self._make_room([guest for guest, other in main.items() if other == whose])
        return len(main) < self.bounds.most or self._make_room(main)

    def _make_room(self, guests: Iterable[Guest]) -> bool:
        """Send away who has kept us waiting longest, first of the neighbour who holds most."""
        main = self._rooms[Room.MAIN]
        waiting = [guest for guest in guests if guest.keeps_us_waiting]
        if not waiting:
            return False
        longest = min(waiting, key=lambda one: (-self._held[main.get(one, "")], one.since))
        self.leave(longest)
        _or_abort(longest, longest.make_way)
        return True

    def _take(self, guest: Guest, whose: str, room: Room) -> Room:
        self._rooms[room][guest] = whose
        if room is Room.MAIN and whose:
            self._held[whose] += 1
        return room


def _or_abort(guest: Guest, do: Callable[[], None]) -> None:
    """A stranger must not get an exception out of the keeper: it would end for everybody."""
    done = False
    with survived():
        do()
        done = True
    if not done:
        with survived():
            guest.abort()
