"""How often methods may be called: https://docs.slack.dev/apis/web-api/rate-limits."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta


class Rate:
    """So many calls (`most`) in so many seconds (`per`). After one too many there are none for
    `wait` seconds, which begin anew with each that comes before their end.
    """

    def __init__(
        self, clock: Callable[[], datetime], most: int, per: float = 60, wait: int = 30
    ) -> None:
        self._clock, self._most = clock, most
        self._per, self._wait = timedelta(seconds=per), timedelta(seconds=wait)
        self._taken: deque[datetime] = deque()
        self._until: datetime | None = None
        self.refused = 0

    def refuses(self) -> int | None:
        """For how many seconds it takes no more; None when it takes this one."""
        now = self._clock()
        while self._taken and self._taken[0] <= now - self._per:
            self._taken.popleft()
        waits = self._until is not None and now < self._until
        if not waits and len(self._taken) < self._most:
            self._taken.append(now)
            return None
        self._until = now + self._wait
        self.refused += 1
        return int(self._wait.total_seconds())
