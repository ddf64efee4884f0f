"""The installation in Slack: tell of events that never came, and of scopes that are missing."""

import asyncio

import structlog

from bot.parts import Parts
from bot.slack import answers
from bot.slack.client import Client
from bot.slack.grants import missing
from bot.slack.installation import lacks, no_event
from bot.slack.private import UNANSWERED
from bot.slack.sync import IDENTITY, Sync
from commands.notifications import installation

log = structlog.get_logger(__name__)


class InstallationNotices:
    """While all is well, a look is two queries."""

    def __init__(self, parts: Parts, client: Client, sync: Sync) -> None:
        self._parts, self._client, self._sync = parts, client, sync
        self._logged: set[str] = set()

    async def look(self) -> None:
        await self._look_for_events()
        if self._sync.team:
            await self._look_at_scopes(self._sync.team)

    async def _look_for_events(self) -> None:
        lacking = await self._parts.read(installation.describe_lacking)
        if all(each.heard for each in lacking):
            return
        now, hint = self._parts.clock(), no_event(self._parts.settings.public_url)
        waiting = await self._parts.run(installation.await_events, now)
        for team in await self._parts.run(installation.tell_silent, now):
            log.warning("slack.no_event", team=team, hint=hint)
        for team in set(waiting) - self._logged:
            self._logged.add(team)
            log.info("slack.no_event_yet", team=team, hint=hint)

    async def _look_at_scopes(self, team: str) -> None:
        """Before anything is told Slack is asked anew: another process may have seen what was
        granted since.
        """
        known = await self._parts.read(installation.uses, team)
        granted = self._client.grants.scopes
        if known is None or granted is None:
            return
        used, told = known
        if told is not None and missing(granted, used) == set(told):
            return
        if not await self._asked(team):
            return
        granted = self._client.grants.scopes or granted
        found = tuple(sorted(missing(granted, used)))
        if not await self._parts.run(installation.tell_missing, team, found, self._parts.clock()):
            return
        if found:
            log.warning("slack.scopes_missing", team=team, hint=lacks(found))
        else:
            log.info("slack.scopes_granted", team=team)

    async def _asked(self, team: str) -> bool:
        """Whether Slack has just answered, of this team."""
        try:
            async with asyncio.timeout(IDENTITY):
                said = await answers.read(self._client.auth_test(), answers.Identity)
        except UNANSWERED:
            return False
        return said.team_id == team
