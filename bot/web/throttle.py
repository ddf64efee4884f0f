"""How often somebody may ask: an exact sliding window, kept in memory within bounds."""

from collections import OrderedDict, deque
from collections.abc import Callable
from math import ceil
from time import monotonic


class Throttle:
    """At most `most` in any `seconds` for each key; the `keys` that asked last are remembered, no
    longer than they matter.
    """

    def __init__(
        self,
        most: int = 300,
        seconds: float = 60,
        *,
        keys: int = 10_000,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._most, self._seconds, self._keys, self._clock = most, seconds, keys, clock
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, *keys: str) -> int:
        """Count one more for each and return 0, or the whole seconds to wait for all of them.

        Who waits is not counted, nor remembered anew: nobody is pushed out by what is refused.
        """
        now = self._clock()
        wait = max(self._wait(key, now) for key in keys)
        if not wait:
            for key in keys:
                self._asked.setdefault(key, deque()).append(now)
            self._forget(now)
        return wait

    def _wait(self, key: str, now: float) -> int:
        asked = self._asked.get(key)
        if asked is None:
            return 0
        self._asked.move_to_end(key)
        while asked and asked[0] <= now - self._seconds:
            asked.popleft()
        return max(1, ceil(asked[0] + self._seconds - now)) if len(asked) >= self._most else 0

    def _forget(self, now: float) -> None:
        while self._asked:
            first = next(iter(self._asked.values()))
            is_over = not first or first[-1] <= now - self._seconds
            if len(self._asked) <= self._keys and not is_over:
                return
            self._asked.popitem(last=False)
