"""Leases of other workers, which end by the seconds that this one has seen them.

No clock counts: theirs may be wrong, or ours, or set at this moment. Who took a row began before it
was seen taken, and begins nothing that may outlast its lease by its own seconds; so it never is in
two hands.
"""

from datetime import timedelta

from bot.parts import Parts
from storage import outbox


class Leases:
    """Lets go what a dead or frozen worker had taken. A look is one query."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._seen: dict[str, float] = {}

    async def look(self) -> None:
        held = await self._parts.read(outbox.leases)
        now = self._parts.seconds()
        self._seen = {lease: self._seen.get(lease, now) for lease in held}
        over = [
            lease
            for lease, length in held.items()
            if timedelta(seconds=now - self._seen[lease]) >= length
        ]
        if over:
            await self._parts.run(outbox.let_go, over, self._parts.clock())
