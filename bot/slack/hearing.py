"""Whether Slack's events come: the first of each team is written down, and no other.

Over HTTP nobody is sent any before their address was verified by hand, as the last step of an
installation (docs/slack.md). By Socket Mode there is nothing to verify: then leave it out of the
gate and of the worker's timetable.
"""

import asyncio
from contextlib import suppress

import structlog

from bot.parts import Parts
from bot.slack.received import Challenge, EventCallback, Payload
from commands.directory.join import is_stored
from commands.notifications.installation import hear
from storage.errors import AWAY

EVERY_TEAM = ""
log = structlog.get_logger(__name__)


class Hearing:
    """Lives in one event loop. Nobody waits for what it writes: what it could not write the next
    event brings again.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._known: set[str] = set()
        self._writing: dict[str, asyncio.Task[None]] = {}

    def note(self, payload: Payload | Challenge | None) -> None:
        """Of an event, or of Slack's question whether the address is ours, which comes when it is
        verified and names no team; nothing of anything else.
        """
        if isinstance(payload, Challenge):
            self._begin(EVERY_TEAM)
        elif isinstance(payload, EventCallback):
            self._begin(payload.where)

    async def close(self) -> None:
        """Let what is being written end."""
        await asyncio.gather(*self._writing.values(), return_exceptions=True)

    def _begin(self, team: str) -> None:
        if team not in self._known and team not in self._writing:
            task = self._writing[team] = asyncio.create_task(self._write(team))
            task.add_done_callback(lambda _: self._writing.pop(team, None))

    async def _write(self, team: str) -> None:
        with suppress(*AWAY):
            for each in await self._parts.run(hear, team, self._parts.clock()):
                log.info("slack.events_come", team=each)
            # Of a team that is not stored yet there was nothing to write.
            if team != EVERY_TEAM and await self._parts.read(is_stored, team):
                self._known.add(team)
