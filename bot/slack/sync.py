"""What Slack tells of the workspace: its name, its zone, who is there, and who runs it. Always in
the background.

It is asked for everybody once a day, in small steps; what changes meanwhile it says by itself
(`events`).
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot import error_words
from bot.parts import Parts, StillCommitting
from bot.slack import answers, api_errors
from bot.slack.answers import ODD, OddAnswer
from bot.slack.client import Client
from bot.slack.people import People
from commands.directory import look, sync
from commands.directory.look import Page
from storage.errors import AWAY

RETRY = 60.0
"""Seconds between two tries, at most."""
SOON = 1.0
"""Seconds to the second try, then twice as many each time, until Slack has said which team is ours:
nobody new is served before.
"""
IDENTITY = 10.0
"""Seconds for `auth.test`, which says which team is ours."""

PAGE = 200
"""People: Slack recommends no more."""
AT_ONCE = 3
"""Pages of a new look that do not wait for each other: most workspaces have no more."""
PACE = 5.0
"""Seconds between two pages after that. Slack takes `users.list` about 20 times a minute (Tier 2,
https://docs.slack.dev/apis/web-api/rate-limits), whoever of the app asks; these are 12.
"""
STEP = 20
"""People who are taken over in a transaction."""
PATIENCE = 5
"""How often one page is asked for again when Slack says: too many requests."""
PARTING = 2.0
"""Seconds for giving up what is under way, at the end."""

REFUSED = "Slack refuses to tell of the workspace: see `slack.refused`"
NO_SLACK = "Slack can't be reached"
NO_DATABASE = "the database can't be reached"

log = structlog.get_logger(__name__)


class Sync:
    """Looks at everybody when that is due, and again until it works. Lives in one event loop.

    `people` learns which team is ours.
    """

    def __init__(
        self,
        parts: Parts,
        client: Client,
        people: People,
        retry: float = RETRY,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._parts, self._client, self._people, self._retry = parts, client, people, retry
        self._sleep, self._holder = sleep, uuid4().hex
        self._at_it, self._told_to_wait = "", 0.0
        self._working: asyncio.Task[None] | None = None

    @property
    def team(self) -> str:
        """Ours; empty until Slack said which that is."""
        return self._people.home

    async def want(self) -> None:
        """Have done what is due, without waiting for it."""
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())

    async def close(self) -> None:
        """Break off what runs, and leave it to whoever comes next."""
        if self._working:
            self._working.cancel()
            with suppress(asyncio.CancelledError):
                await self._working
        await self._leave()

    async def _work(self) -> None:
        failed = 0
        while not await self.once():
            failed += 1
            # Once it is known whose we are, nobody waits for the rest.
            soon = self._retry if self._people.home else pause(failed, self._retry)
            await self._sleep(max(soon, self._told_to_wait))

    async def once(self) -> bool:
        """Ask who we are, and look at everybody if that is due. False where that is still to be
        done: another process is at it, or Slack says nothing (a sentence in the log).
        """
        self._told_to_wait = 0.0
        try:
            return await self._look()
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
        await self._leave(self._told_to_wait)
        return False

    async def _look(self) -> bool:
        async with asyncio.timeout(IDENTITY):
            identity = await answers.read(self._client.auth_test(), answers.Identity)
        self._people.home = team = identity.team_id
        now = self._parts.clock()
        due = await self._parts.read(look.until_due, team, self._holder, now)
        if due != timedelta():
            # Another process is at it, for so long at least.
            self._told_to_wait = due.total_seconds() if due else 0.0
            return due is None
        name = (await answers.read(self._client.team_info(), answers.TeamInfo)).team.name
        cursor = await self._parts.run(look.begin, team, name, self._holder, now)
        return cursor is not None and await self._turn_pages(team, cursor)

    async def _turn_pages(self, team: str, cursor: str) -> bool:
        """From this one on; False where another process has taken over."""
        self._at_it, at_once, seen = team, 0 if cursor else AT_ONCE, 0
        turned: set[str] = set()
        while True:
            turned.add(cursor)
            page = await self._page(team, cursor)
            if page.following and page.following in turned:
                raise OddAnswer("next_cursor")
            if not await self._take_over(page):
                self._at_it = ""
                return False
            at_once, seen, cursor = at_once - 1, seen + len(page.people), page.following
            if not cursor:
                break
            if at_once <= 0:
                await self._sleep(PACE)
        self._at_it = ""
        log.info("slack.synced", team=team, people=seen)
        return True

    async def _take_over(self, page: Page) -> bool:
        """Few people at a time, so that who is waiting comes between; mostly there are none."""
        differing = await self._parts.read(sync.differing, page.team, page.people)
        steps = range(0, len(differing), STEP)
        for few in (differing[at : at + STEP] for at in steps):
            given = (page, few, self._holder, self._parts.clock())
            if not await self._parts.run(look.take, *given):
                return False
        return await self._parts.run(look.turn, page, self._holder, self._parts.clock())

    async def _page(self, team: str, cursor: str) -> Page:
        told = await self._ask(team, cursor)
        known = [user for user in told.members if user]
        odd = len(told.members) - len(known)
        if odd:
            log.warning("slack.odd_users", left_out=odd)
        people = [self._people.heard(team, user) for user in known]
        return Page(team, cursor, told.cursor, people, whole=not odd)

    async def _ask(self, team: str, cursor: str) -> answers.Users:
        tried = 0
        while True:
            asking = self._client.users_list(limit=PAGE, cursor=cursor or None, include_locale=True)
            try:
                return await answers.read(asking, answers.Users)
            except SlackApiError as error:
                tried += 1
                wait = api_errors.wait(error)
                if cursor and api_errors.code(error) == error_words.EXPIRED_CURSOR:
                    await self._parts.run(look.forget, team, self._holder)
                if wait is None or tried == PATIENCE:
                    raise
                until = self._parts.clock() + wait + look.HELD
                await self._parts.run(look.hold, team, self._holder, until)
                await self._sleep(wait.total_seconds())

    async def _leave(self, wait: float = 0.0) -> None:
        """Let others go on with it, if any, in so many seconds."""
        team, self._at_it = self._at_it, ""
        if not team:
            return
        until = self._parts.clock() + timedelta(seconds=wait)
        by = asyncio.get_running_loop().time() + PARTING
        with suppress(*AWAY, StillCommitting):
            await self._parts.run(look.hold, team, self._holder, until, until=by)


def pause(failed: int, longest: float) -> float:
    """Seconds to the next try after so many that failed."""
    return min(SOON * (1 << min(failed - 1, 10)), longest)
