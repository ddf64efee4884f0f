"""Who is calling: what Slack says of people, kept in memory within bounds.

A command or a click carries neither role, guest flag nor language; `users.info` has them.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from zoneinfo import ZoneInfo

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.i18n import Texts
from bot.logs import bounded
from bot.slack import answers
from bot.slack.client import Client
from bot.slack.shapes import OfOrganisation, Profile, SlackUser
from commands.actors import Person, PersonKind

log = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds for `users.info` on the way to an answer; no answer means no right."""
MOST = 10_000
LIFE = 3600.0
LONGEST = 1000
"""Characters of a name that are kept; Slack lets people type eighty."""
SLACKBOT = "USLACKBOT"
"""Slack says `is_bot: false` of it."""


class People:
    """What is known of people, by team and user: the least recently seen are forgotten first.

    `home` is the Slack team that Usher's token belongs to, once `sync` knows it: with it, who calls
    from any other team is a stranger, however Slack Connect words the payload. While it is empty,
    `call` lets in only whose workspace is stored.
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

    async def find(self, client: Client, team: str, user: str) -> Person:
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

    def correct(self, team: str, told: SlackUser) -> None:
        """Take over what Slack says has changed, of who is known; Slack may say it in part."""
        before = self._known.pop((team, told.id), None)
        if before and told.model_fields_set >= WHOLE:
            # Not every event has the locale.
            kept = {"locale": before[1].locale, "tz": before[1].zone}
            kept = {name: each for name, each in kept.items() if not getattr(told, name)}
            self._keep(self.read(team, told.id, told.model_copy(update=kept)))

    def read(self, team: str, user: str, told: SlackUser) -> Person:
        """A person from Slack's user object."""
        profile = told.profile or Profile()
        return Person(
            team,
            user,
            _kind(team, user, told),
            name=(profile.real_name or told.real_name or told.name or "")[:LONGEST],
            email=profile.email or "",
            locale=self._texts.words(told.locale).locale if told.locale else "",
            zone=_zone(told.tz or ""),
            runs_slack=bool(told.is_admin or told.is_owner or told.is_primary_owner),
            owns_slack=bool(told.is_primary_owner),
        )

    def heard(self, team: str, told: SlackUser) -> Person:
        """A person from what Slack says of somebody among others, or by itself: of kind "unknown"
        where it says too little to go by. Who is said to run Slack does so, whatever is left out.
        """
        person = self.read(team, told.id, told)
        said = {name for name in told.model_fields_set if getattr(told, name) is not None}
        if person.kind not in DECIDED and not person.runs_slack and not said >= ENOUGH:
            return Person(team, told.id, "unknown")
        return person

    def _keep(self, person: Person) -> None:
        self._known[person.team, person.user] = (self._clock() + self._life, person)
        self._known.move_to_end((person.team, person.user))
        while len(self._known) > self._most:
            self._known.popitem(last=False)


RUNS_SLACK = ("is_admin", "is_owner", "is_primary_owner")
WHOLE = frozenset({"deleted", "is_restricted", "is_ultra_restricted", "profile"})
"""What a user object has when it says all of somebody; an event may have less."""
ENOUGH = WHOLE | set(RUNS_SLACK[:2])
"""When it says what they may do here, too."""
DECIDED = ("deleted", "bot", "stranger")
"""The kinds of whom Slack says little, and no more is wanted."""


async def _ask(client: Client, user: str) -> SlackUser | None:
    try:
        async with asyncio.timeout(PATIENCE):
            asking = client.users_info(user=user, include_locale=True)
            return (await answers.read(asking, answers.OneUser)).user
    except SlackApiError:
        return None
    except (TimeoutError, ClientError, SlackClientError) as error:
        if bounded.admits("Slack did not say who somebody is", type(error).__name__):
            log.warning("Slack did not say who %s is: %s", user, type(error).__name__)
        return None


def _kind(team: str, user: str, told: SlackUser) -> PersonKind:
    if told.is_stranger or not _belongs(team, told):
        return "stranger"
    if told.deleted:
        return "deleted"
    if told.is_bot or user == SLACKBOT:
        return "bot"
    if told.is_restricted or told.is_ultra_restricted:
        return "guest"
    return "person"


def _belongs(team: str, told: SlackUser) -> bool:
    """Somebody of an Enterprise organisation belongs to several workspaces, and to itself."""
    organisation = told.enterprise_user or OfOrganisation()
    teams = (told.team_id or team, organisation.enterprise_id, *(organisation.teams or ()))
    return team in teams


def _zone(name: str) -> str:
    """The IANA name, if this machine knows it."""
    try:
        return ZoneInfo(name).key if name else ""
    except (KeyError, ValueError, OSError):
        return ""
