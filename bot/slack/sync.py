"""What Slack tells of the workspace: its name, its zone, who runs it. Always in the background."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.parts import Parts
from bot.slack import answers, api_errors
from bot.slack.answers import ODD, OddAnswer
from bot.slack.client import Client
from bot.slack.people import People
from bot.slack.shapes import SlackUser
from commands.actors import OPEN_ACCOUNTS
from commands.directory.sync import SlackTeam, sync
from storage.errors import AWAY

RETRY = 60.0
"""Seconds between two looks, however often Slack says that it changed, and at most between two
tries.
"""
SOON = 1.0
"""Seconds to the second try, then twice as many each time, until Slack has said which team is ours:
nobody new is served before.
"""
IDENTITY = 10.0
"""Seconds for `auth.test`, which says which team is ours."""

PAGE = 200
PAGES = 100
PATIENCE = 5
"""How often one page is asked for again when Slack says: too many requests."""

REFUSED = "Slack refuses to tell of the workspace: see `slack.refused`"
NO_SLACK = "Slack can't be reached"
NO_DATABASE = "the database can't be reached"

log = structlog.get_logger(__name__)


class Sync:
    """Asks Slack when it is wanted, and again until it works. Lives in one event loop.

    `people` learns which team is ours.
    """

    def __init__(self, parts: Parts, client: Client, people: People, retry: float = RETRY) -> None:
        self._parts, self._client, self._people, self._retry = parts, client, people, retry
        self._wanted, self._told_to_wait = asyncio.Event(), 0.0
        self._working: asyncio.Task[None] | None = None

    @property
    def team(self) -> str:
        """Ours; empty until Slack said which that is."""
        return self._people.home

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
        failed = 0
        while self._wanted.is_set():
            self._wanted.clear()
            self._told_to_wait = 0.0
            if await self.once():
                failed = 0
                await asyncio.sleep(self._retry)
            else:
                failed += 1
                self._wanted.set()
                # Once it is known whose we are, nobody waits for the rest.
                soon = self._retry if self._people.home else pause(failed, self._retry)
                await asyncio.sleep(max(soon, self._told_to_wait))

    async def once(self) -> bool:
        """Take over what Slack says now. False, and a sentence in the log, if it says nothing."""
        try:
            home = await look(self._client, self._people)
            await self._parts.run(sync, home, self._parts.clock())
        except SlackApiError as error:
            wait = api_errors.wait(error)
            self._told_to_wait = wait.total_seconds() if wait else 0.0
            log.warning("slack.not_synced", error=api_errors.code(error), hint=REFUSED)
        except OddAnswer as error:
            log.warning("slack.not_synced", error=str(error), hint=ODD)
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


def pause(failed: int, longest: float) -> float:
    """Seconds to the next try after so many that failed."""
    return min(SOON * (1 << min(failed - 1, 10)), longest)


async def look(client: Client, people: People) -> SlackTeam:
    """Ask Slack. Raises what slack_sdk and aiohttp raise."""
    async with asyncio.timeout(IDENTITY):
        team = (await answers.read(client.auth_test(), answers.Identity)).team_id
    people.home = team
    name = (await answers.read(client.team_info(), answers.TeamInfo)).team.name
    zone, owner, admins, seen, odd = "UTC", "", [], 0, 0
    there: set[str] = set()
    closed: set[str] = set()
    async for user in _users(client):
        seen += 1
        if user is None:
            odd += 1
            continue
        person = people.read(team, user.id, user)
        if person.kind == "deleted":
            closed.add(person.user)
        elif person.kind in OPEN_ACCOUNTS:
            there.add(person.user)
        if person.runs_slack and person.kind == "person":
            admins.append(person)
            if user.is_primary_owner:
                zone, owner = person.zone or zone, person.user
    if odd:
        log.warning("slack.odd_users", left_out=odd)
    complete = seen < PAGES * PAGE and not odd
    return SlackTeam(team, name, zone, admins, complete, there, closed, owner)


async def _users(client: Client) -> AsyncIterator[SlackUser | None]:
    """Everybody, page by page; None for whom Slack tells of in no shape of its own."""
    cursor = ""
    for _ in range(PAGES):
        page = await _page(client, cursor)
        for user in page.members:
            yield user
        cursor = page.cursor
        if not cursor:
            return
    log.warning("slack.too_many_people", seen=PAGES * PAGE)


async def _page(client: Client, cursor: str) -> answers.Users:
    tried = 0
    while True:
        asking = client.users_list(limit=PAGE, cursor=cursor or None, include_locale=True)
        try:
            return await answers.read(asking, answers.Users)
        except SlackApiError as error:
            tried += 1
            wait = api_errors.wait(error)
            if wait is None or tried == PATIENCE:
                raise
            await asyncio.sleep(wait.total_seconds())
