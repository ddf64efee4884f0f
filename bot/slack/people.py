"""Who is calling: what Slack says of people, kept in memory within bounds.

A command or a click carries neither role, guest flag nor language; `users.info` has them.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientError
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.i18n import Texts
from bot.logs import bounded
from commands.actors import Person, PersonKind

log = logging.getLogger(__name__)
Json = dict[str, Any]

PATIENCE = 1.0
"""Seconds for `users.info` on the way to an answer; no answer means no right."""
MOST = 10_000
LIFE = 3600.0
SLACKBOT = "USLACKBOT"
"""Slack says `is_bot: false` of it."""


class People:
    """What is known of people, by team and user: the least recently seen are forgotten first.

    `home` is the Slack team that Usher's token belongs to, once that is known: with it, who calls
    from any other team is a stranger, however Slack Connect words the payload.
    """

    def __init__(
        self,
        texts: Texts,
        *,
        most: int = MOST,
        life: float = LIFE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.home = ""
        self._texts = texts
        self._most = most
        self._life = life
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], tuple[float, Person]] = OrderedDict()

    async def find(self, client: AsyncWebClient, team: str, user: str) -> Person:
        """The person as Slack knows them now or lately; kind "unknown" where Slack is silent."""
        if self.home and team != self.home:
            return Person(team, user, "stranger")
        until, person = self._known.get((team, user), (0.0, None))
        if person and until > self._clock():
            self._known.move_to_end((team, user))
            return person
        told = await _ask(client, user)
        if told is None:
            return Person(team, user, "unknown")
        person = self.read(team, user, told)
        self._keep(person)
        return person

    def correct(self, team: str, told: Json) -> None:
        """Take over what Slack says has changed, of who is known; Slack may say it in part."""
        key = (team, str(told["id"]))
        before = self._known.pop(key, None)
        if before and told.keys() >= WHOLE:
            # Not every event has the locale.
            told = {"locale": before[1].locale, "tz": before[1].zone, **told}
            self._keep(self.read(*key, told))

    def read(self, team: str, user: str, told: Json) -> Person:
        """A person from Slack's user object."""
        profile = told.get("profile") or {}
        name = profile.get("real_name") or told.get("real_name") or told.get("name") or ""
        return Person(
            team,
            user,
            _kind(team, user, told),
            name=str(name),
            email=str(profile.get("email") or ""),
            locale=self._texts.words(told.get("locale")).locale,
            zone=_zone(str(told.get("tz") or "")),
            runs_slack=any(told.get(flag) for flag in RUNS_SLACK),
        )

    def _keep(self, person: Person) -> None:
        self._known[person.team, person.user] = (self._clock() + self._life, person)
        self._known.move_to_end((person.team, person.user))
        while len(self._known) > self._most:
            self._known.popitem(last=False)


RUNS_SLACK = ("is_admin", "is_owner", "is_primary_owner")
WHOLE = frozenset({"deleted", "is_restricted", "is_ultra_restricted", "profile"})
"""What a user object has when it says all of somebody; an event may have less."""


async def _ask(client: AsyncWebClient, user: str) -> Json | None:
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await client.users_info(user=user, include_locale=True)
    except (TimeoutError, ClientError, SlackClientError) as error:
        if bounded.admits("Slack did not say who somebody is", type(error).__name__):
            log.warning("Slack did not say who %s is: %s", user, type(error).__name__)
        return None
    told = answer.get("user")
    return told if isinstance(told, dict) else None


def _kind(team: str, user: str, told: Json) -> PersonKind:
    if told.get("is_stranger") or not _belongs(team, told):
        return "stranger"
    if told.get("deleted"):
        return "deleted"
    if told.get("is_bot") or user == SLACKBOT:
        return "bot"
    if told.get("is_restricted") or told.get("is_ultra_restricted"):
        return "guest"
    return "person"


def _belongs(team: str, told: Json) -> bool:
    """Somebody of an Enterprise organisation belongs to several workspaces, and to itself."""
    enterprise = told.get("enterprise_user") or {}
    teams = {told.get("team_id") or team, enterprise.get("enterprise_id")}
    return team in teams or team in (enterprise.get("teams") or ())


def _zone(name: str) -> str:
    """The IANA name, if this machine knows it."""
    try:
        return ZoneInfo(name).key if name else ""
    except (KeyError, ValueError, OSError):
        return ""
