"""What Slack tells of the workspace: its name, its zone, who runs it. Always in the background."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.parts import Parts
from bot.slack import api_errors
from bot.slack.people import People
from commands.actors import OPEN_ACCOUNTS
from commands.directory.sync import SlackTeam, sync
from storage.errors import AWAY

RETRY = 60.0
"""Seconds between two tries, and between two looks, however often Slack says that it changed."""

PAGE = 200
PAGES = 100
PATIENCE = 5
"""How often one page is asked for again when Slack says: too many requests."""

SENTENCES = {
    "invalid_auth": "Slack does not know the token: check SLACK_BOT_TOKEN",
    "not_authed": "Slack got no token: set SLACK_BOT_TOKEN",
    "account_inactive": "the app was removed from the workspace: install it again",
    "token_revoked": "the token was revoked: install the app again and set SLACK_BOT_TOKEN",
    "missing_scope": "the app lacks a scope: install it again with `usher manifest`",
}

NO_SLACK = "Slack can't be reached"
NO_DATABASE = "the database can't be reached"

log = structlog.get_logger(__name__)


class Sync:
    """Asks Slack when it is wanted, and again until it works. Lives in one event loop.

    `people` learns which team is ours.
    """

    def __init__(
        self, parts: Parts, client: AsyncWebClient, people: People, retry: float = RETRY
    ) -> None:
        self._parts, self._client, self._people, self._retry = parts, client, people, retry
        self._wanted = asyncio.Event()
        self._working: asyncio.Task[None] | None = None

    async def want(self) -> None:
        """Have it done soon, without waiting for it."""
        self._wanted.set()
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())

    async def close(self) -> None:
        """Break off what runs."""
        if self._working:
            self._working.cancel()
            with suppress(asyncio.CancelledError):
                await self._working

    async def _work(self) -> None:
        while self._wanted.is_set():
            self._wanted.clear()
            if not await self.once():
                self._wanted.set()
            await asyncio.sleep(self._retry)

    async def once(self) -> bool:
        """Take over what Slack says now. False, and a sentence in the log, if it says nothing."""
        try:
            home = await look(self._client, self._people)
            await self._parts.run(sync, home, self._parts.clock())
        except SlackApiError as error:
            code = api_errors.code(error)
            hint = SENTENCES.get(code, "Slack refuses to tell of the workspace")
            log.error("slack.not_synced", error=code, hint=hint)  # noqa: TRY400
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("slack.not_synced", error=type(error).__name__, hint=NO_SLACK)
        except AWAY as error:
            log.warning("slack.not_synced", error=type(error).__name__, hint=NO_DATABASE)
        except Exception:
            log.exception("slack.not_synced", hint="what Slack said could not be written down")
        else:
            log.info("slack.synced", team=home.team, admins=len(home.admins), zone=home.zone)
            return True
        return False


async def look(client: AsyncWebClient, people: People) -> SlackTeam:
    """Ask Slack. Raises what slack_sdk and aiohttp raise."""
    team = str((await client.auth_test())["team_id"])
    people.home = team
    name = str((await client.team_info())["team"]["name"])
    zone, admins, seen = "UTC", [], 0
    there: set[str] = set()
    closed: set[str] = set()
    async for user in _users(client):
        seen += 1
        person = people.read(team, user["id"], user)
        if person.kind == "deleted":
            closed.add(person.user)
        elif person.kind in OPEN_ACCOUNTS:
            there.add(person.user)
        if person.runs_slack and person.kind == "person":
            admins.append(person)
            zone = person.zone or zone if user.get("is_primary_owner") else zone
    return SlackTeam(team, name, zone, admins, seen < PAGES * PAGE, there, closed)


async def _users(client: AsyncWebClient) -> AsyncIterator[dict[str, Any]]:
    cursor = ""
    for _ in range(PAGES):
        page = await _page(client, cursor)
        for user in page["members"]:
            yield user
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
    log.warning("slack.too_many_people", seen=PAGES * PAGE)


async def _page(client: AsyncWebClient, cursor: str) -> AsyncSlackResponse:
    tried = 0
    while True:
        try:
            return await client.users_list(limit=PAGE, cursor=cursor or None, include_locale=True)
        except SlackApiError as error:
            tried += 1
            wait = api_errors.wait(error)
            if wait is None or tried == PATIENCE:
                raise
            await asyncio.sleep(wait.total_seconds())
