"""Who is calling and from where: what every listener gets as `call`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf
from typing import Any, TypeVar

from slack_bolt.context.async_context import AsyncBoltContext

from bot.i18n import Words
from bot.parts import Parts, StillCommitting
from bot.slack import seeing
from bot.slack.client import Client
from bot.slack.people import People
from bot.slack.received import (
    AboutInvite,
    BlockActions,
    Command,
    EventCallback,
    HomeOpened,
    Interaction,
    InviteAnswered,
    OpenedHome,
    Payload,
    Suggestion,
    UserChanged,
)
from bot.slack.shapes import Action, Message, SlackUser, View
from bot.slack.views.metadata import NOTHING_KEPT, Metadata
from bot.slack.views.spot import LONGEST
from bot.slack.waiting import Waiting
from commands import policy
from commands.actors import Person
from commands.directory.join import is_stored
from commands.limits import Limits
from commands.places import PlacesUnseen
from storage.errors import CommitUnknown, OutOfTime

T = TypeVar("T")
P = TypeVar("P", bound=Payload)

RECEIVED, WAITING = "received", "waiting"
"""The keys in Bolt's context under which the gate leaves the payload that it has read, and the
`Waiting` for its answer.
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody acts, and how they can be answered there: by the trigger or the address.

    `in_home` says that something was pressed in App Home. `metadata` is what the modal or the Home,
    if it was in one, keeps of itself.
    """

    kind: str
    trigger: str = ""
    response_url: str = ""
    in_modal: bool = False
    in_home: bool = False
    metadata: Metadata = NOTHING_KEPT


@dataclass(frozen=True, slots=True)
class Call:
    """One request from a person: who, where, when, in which language, and what they did.

    `payload` is what the gate has read; None where nobody did anything.
    """

    person: Person
    words: Words
    now: datetime
    origin: Origin
    waiting: Waiting
    client: Client
    parts: Parts
    payload: Payload | None = None

    async def run(self, command: Callable[..., T], *args: Any) -> T:
        """`command(unit, person, *args)` in one transaction, committed before this returns.

        Where it has to know how places in Slack stand with this person, it is undone, and done once
        more with what Slack says of them. Raises OutOfTime where it was not done and never will be.
        """
        try:
            found = await self._run(command, *args)
        except StillCommitting as late:
            found = await self.waiting.ends_late(late.outcome)
        self.waiting.done = True
        return found

    async def look(self, command: Callable[..., T], *args: Any) -> T:
        """The same of what changes nothing that this person asked for: it may write down that they
        were here. Raises OutOfTime where it is not known in time.
        """
        try:
            return await self._run(command, *args)
        except (StillCommitting, CommitUnknown) as late:
            raise OutOfTime from late

    async def _run(self, command: Callable[..., T], *args: Any) -> T:
        until = self.waiting.for_database
        try:
            return await self.parts.run(command, self.person, *args, until=until)
        except PlacesUnseen as unseen:
            by = self.waiting.for_places
            seen = await seeing.look(self.client, self.person.user, unseen, by)
        person = replace(self.person, seen=seen)
        return await self.parts.run(command, person, *args, until=until)

    async def read(self, query: Callable[..., T], *args: Any) -> T:
        """The same, of a query: it leaves no trace."""
        return await self.parts.read(query, self.person, *args, until=self.waiting.for_database)

    async def make(self, maker: Callable[..., T], *args: Any) -> T:
        """`Parts.make` in the time that there is. Raises OutOfTime."""
        return await self.parts.make(maker, *args, until=self.waiting.for_database)

    async def compute(self, work: Callable[..., T], *args: Any) -> T:
        """`Parts.compute` in the time that there is. Raises OutOfTime."""
        return await self.parts.compute(work, *args, until=self.waiting.for_database)

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
        typed = self.payload.command if isinstance(self.payload, Command) else ""
        return typed or self.parts.settings.invite_command

    @property
    def arguments(self) -> str:
        """What was typed behind the command."""
        return _of(Command, self.payload).text or ""

    @property
    def action(self) -> Action:
        """What was pressed or chosen."""
        return _of(BlockActions, self.payload).actions[0]

    @property
    def searched(self) -> str:
        """What is being typed into a menu that searches, as much of it as is searched for."""
        return _of(Suggestion, self.payload).value[:LONGEST]

    @property
    def message(self) -> Message:
        """The one in which something was pressed, or whose shortcut was chosen."""
        return _of(Interaction, self.payload).message or Message()

    @property
    def view(self) -> View:
        """The one that was submitted, or in which something was done; empty outside of any."""
        return view_of(self.payload)

    @property
    def tab(self) -> str | None:
        """Which of the app's tabs was opened."""
        return _of(HomeOpened, self.payload).event.tab


@dataclass(frozen=True, slots=True)
class News:
    """What Slack says by itself: of which team, and what happened there."""

    payload: EventCallback

    @property
    def team(self) -> str:
        return self.payload.where

    @property
    def kind(self) -> str:
        return self.payload.event.type

    @property
    def happened_at(self) -> float:
        """By Slack's clock, in seconds since 1970; without its word long ago."""
        return float(self.payload.event_time or 0)

    @property
    def user(self) -> SlackUser:
        """Who changed or came, as `People` reads it."""
        return _of(UserChanged, self.payload).event.user

    @property
    def invite(self) -> AboutInvite:
        """The invitation by Slack Connect that was answered, and how."""
        return _of(InviteAnswered, self.payload).event


def _of(kind: type[P], payload: Payload | None) -> P:
    """Raises TypeError where a listener asks for what its kind of request doesn't have."""
    if not isinstance(payload, kind):
        raise TypeError(f"{type(payload).__name__} is no {kind.__name__}")
    return payload


Identify = Callable[[AsyncBoltContext, Callable[[], Awaitable[None]]], Awaitable[None]]


def identification(parts: Parts, client: Client, people: People) -> Identify:
    """The middleware that puts `call` into the context, for whatever a person did.

    What Slack says by itself is `news`; of another team's it takes none, so that Bolt finds nobody
    who listens. Raises NotAllowed for outsiders, before anything is looked up in the database; only
    Home, which shows them a view of its own, gets their calls too.
    """

    async def identify(context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]) -> None:
        payload: Payload = context[RECEIVED]
        if isinstance(payload, EventCallback) and not isinstance(payload, HomeOpened):
            if not await _serves(parts, people, payload.where):
                return
            context["news"] = News(payload)
        else:
            # Whatever fails on the way to the person is said to somebody already.
            call = context["call"] = _call(parts, client, context, payload)
            person = await _person(people, call, payload)
            words = parts.texts.words(person.locale)
            context["call"] = replace(call, person=person, words=words)
            if not isinstance(payload, HomeOpened):
                policy.admit(person)
        await next_()

    return identify


def _call(parts: Parts, client: Client, context: AsyncBoltContext, payload: Payload) -> Call:
    """From somebody of whom no more is known than the payload tells."""
    person = Person(payload.where, payload.who, "unknown")
    words, now, where = parts.texts.words(person.locale), parts.clock(), origin(payload)
    return Call(person, words, now, where, context[WAITING], client, parts, payload)


async def _serves(parts: Parts, people: People, team: str, until: float = inf) -> bool:
    """Until Slack has said which team is ours, nobody's but of a workspace that is stored."""
    return team == people.home if people.home else await parts.read(is_stored, team, until=until)


async def _person(people: People, call: Call, payload: Payload) -> Person:
    team, user = payload.where, payload.who
    if not (team and user):
        return call.person
    if _from_elsewhere(payload, team):
        return replace(call.person, kind="stranger")
    until = call.waiting.for_database
    if not people.home and not await _serves(call.parts, people, team, until):
        return call.person
    return await people.find(call.client, team, user)


def _from_elsewhere(payload: Payload, team: str) -> bool:
    """With Slack Connect a click can come from another workspace; in an Enterprise organisation
    several teams in one payload are usual, there `users.info` decides.
    """
    if not isinstance(payload, Interaction) or payload.enterprise or payload.enterprise_id:
        return False
    named = [payload.user.team_id]
    # A shortcut may be pressed on anybody's message; a button only on one of ours.
    if payload.message and payload.type != "message_action":
        named.append(payload.message.team)
    return any(other and other != team for other in named)


def origin(payload: Payload) -> Origin:
    """Where it happened."""
    view = view_of(payload)
    metadata = Metadata.read(view.private_metadata)
    if not isinstance(payload, Command | Interaction):
        return Origin("event_callback", metadata=metadata)
    kind = "command" if isinstance(payload, Command) else payload.type
    return Origin(
        kind,
        payload.trigger_id or "",
        payload.response_url or "",
        in_modal=view.type == "modal",
        in_home=kind == "block_actions" and view.type == "home",
        metadata=metadata,
    )


def view_of(payload: Payload | None) -> View:
    """The view in which it happened; an empty one where it was in none."""
    inner = payload.event if isinstance(payload, HomeOpened) else payload
    found = inner.view if isinstance(inner, Interaction | OpenedHome) else None
    return found or View()
