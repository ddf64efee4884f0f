"""Who is calling and from where: what every listener gets as `call`."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.i18n import Words
from bot.parts import Parts
from bot.slack.people import People
from commands import policy
from commands.actors import Person
from commands.limits import Limits

T = TypeVar("T")
Json = dict[str, Any]

IN_TIME = 2.6
"""Seconds from the request's arrival in which all calls of Slack have to end: it waits 3."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody acts, and how they can be answered there: by the trigger or the address.

    Of a view `view_id`, `metadata` (what it says of itself) and, of Home, `hash` (which one it is).
    """

    kind: str
    trigger: str = ""
    response_url: str = ""
    in_modal: bool = False
    command: str = ""
    view_id: str = ""
    metadata: str = ""
    hash: str = ""

    @property
    def in_home(self) -> bool:
        """Whether something was pressed in App Home."""
        return self.kind == "block_actions" and not (self.response_url or self.in_modal)


@dataclass(frozen=True, slots=True)
class Call:
    """One request from a person: who, where, when, in which language.

    `until` is the event loop's time by which every call of Slack must have ended.
    """

    person: Person
    words: Words
    now: datetime
    origin: Origin
    until: float
    client: AsyncWebClient
    parts: Parts

    async def run(self, command: Callable[..., T], *args: Any) -> T:
        """`command(unit, person, *args)` in one transaction, committed before this returns."""
        return await self.parts.run(command, self.person, *args)

    async def read(self, query: Callable[..., T], *args: Any) -> T:
        """The same, of a query: it leaves no trace."""
        return await self.parts.read(query, self.person, *args)

    @property
    def limits(self) -> Limits:
        return self.parts.limits

    @property
    def zone(self) -> str:
        """Where the person is, for the times they read."""
        return self.person.zone or "UTC"

    @property
    def command(self) -> str:
        """The command as it was typed, elsewhere the setting's."""
        return self.origin.command or self.parts.settings.invite_command


Identify = Callable[[AsyncBoltContext, Json, Callable[[], Awaitable[None]]], Awaitable[None]]


def identification(parts: Parts, people: People) -> Identify:
    """The middleware that puts `call` into the context, for whatever a person did.

    Raises NotAllowed for outsiders, before anything is looked up in the database; only Home,
    which shows them a view of its own, gets their calls too.
    """

    async def identify(
        context: AsyncBoltContext, body: Json, next_: Callable[[], Awaitable[None]]
    ) -> None:
        happened = body.get("type") == "event_callback"
        if not happened or body["event"]["type"] == "app_home_opened":
            until = asyncio.get_running_loop().time() + IN_TIME
            person = await _person(people, context, body)
            words = parts.texts.words(person.locale)
            client = context["client"]
            context["call"] = Call(person, words, parts.clock(), origin(body), until, client, parts)
            if not happened:
                policy.admit(person)
        await next_()

    return identify


async def _person(people: People, context: AsyncBoltContext, body: Json) -> Person:
    team, user = context.team_id or context.enterprise_id or "", context.user_id or ""
    if not (team and user):
        return Person(team, user, "unknown")
    if _from_elsewhere(body, team):
        return Person(team, user, "stranger")
    return await people.find(context["client"], team, user)


def _from_elsewhere(body: Json, team: str) -> bool:
    """With Slack Connect a click can come from another workspace; in an Enterprise organisation
    several teams in one payload are usual, there `users.info` decides.
    """
    if body.get("enterprise") or body.get("enterprise_id") or "command" in body:
        return False
    # A shortcut may be pressed on anybody's message; a button only on one of ours.
    on_any = body.get("type") == "message_action"
    user, message = body.get("user"), None if on_any else body.get("message")
    named = [each.get("team_id") for each in (user,) if isinstance(each, dict)]
    named += [each.get("team") for each in (message,) if isinstance(each, dict)]
    return any(other and other != team for other in named)


def origin(body: Json) -> Origin:
    """Where it happened, from a body that has its shape."""
    view = body.get("view") or (body.get("event") or {}).get("view") or {}
    return Origin(
        kind="command" if "command" in body else body["type"],
        trigger=body.get("trigger_id") or "",
        response_url=body.get("response_url") or "",
        in_modal=view.get("type") == "modal",
        command=body.get("command") or "",
        view_id=view.get("id") or "",
        metadata=view.get("private_metadata") or "",
        hash=(view.get("hash") or "") if "actions" in body and view.get("type") == "home" else "",
    )
