"""How often one address may ask: an exact sliding window, kept in memory within bounds."""

from collections import OrderedDict, deque
from collections.abc import Callable
from math import ceil
from time import monotonic


class Throttle:
    """At most `most` in any `seconds` for each key; the `keys` that asked last are remembered."""

    def __init__(
        self,
        most: int = 300,
        seconds: float = 60,
        *,
        keys: int = 2000,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._most, self._seconds, self._keys, self._clock = most, seconds, keys, clock
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, key: str) -> int:
        """Count one more and return 0, or the whole seconds to wait. Who waits is not counted."""
        now = self._clock()
        asked = self._asked.setdefault(key, deque())
        self._asked.move_to_end(key)
        while asked and asked[0] <= now - self._seconds:
            asked.popleft()
        if len(asked) >= self._most:
            return max(1, ceil(asked[0] + self._seconds - now))
        asked.append(now)
        while len(self._asked) > self._keys:
            self._asked.popitem(last=False)
        return 0
