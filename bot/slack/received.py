"""What Slack sends, as a whole: each kind of request, and how it is read once, at the gate."""

from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import Field, ValidationError

from bot.slack.shapes import (
    MANY,
    Action,
    Held,
    Id,
    Json,
    Message,
    Named,
    Party,
    PartyId,
    Shape,
    SlackUser,
    SubmittedView,
    Text,
    User,
    View,
)

S = TypeVar("S", bound=Shape)


class Request(Shape):
    """Who sent it, and in which team; an organisation's id where Slack names no team."""

    @property
    def where(self) -> str:
        return ""

    @property
    def who(self) -> str:
        """Empty where nobody did anything."""
        return ""

    @property
    def found_by(self) -> Json:
        """That by which Bolt finds the listener."""
        return {}

    @property
    def routed(self) -> Json:
        """What Bolt gets to see, all of it shaped: of a whole body it would read whatever of any
        kind's keys stands there, whatever it is.
        """
        return {"team_id": self.where, "user_id": self.who, **self.found_by}


class Command(Request):
    command: Text
    team_id: PartyId
    user_id: PartyId
    text: Text | None = None
    trigger_id: Id | None = None
    response_url: Text | None = None
    # Other kinds have these, each of them an object or a list; a form holds only texts.
    view: None = None
    event: None = None
    actions: None = None
    authorizations: None = None

    @property
    def where(self) -> str:
        return self.team_id

    @property
    def who(self) -> str:
        return self.user_id

    @property
    def found_by(self) -> Json:
        return {"command": self.command}


class Interaction(Request):
    """Something that a person did in what Usher or Slack shows."""

    type: str
    user: User
    team: Party | None = None
    enterprise: Party | None = None
    enterprise_id: PartyId | None = None
    trigger_id: Id | None = None
    response_url: Text | None = None
    message: Message | None = None
    view: View | None = None

    @property
    def where(self) -> str:
        """A modal that was opened in a channel shared with others says where Usher is installed."""
        installed = self.view.app_installed_team_id if self.view else None
        team = installed or (self.team.id if self.team else self.user.team_id)
        return team or (self.enterprise.id if self.enterprise else self.enterprise_id) or ""

    @property
    def who(self) -> str:
        return self.user.id

    @property
    def found_by(self) -> Json:
        return {"type": self.type}


class BlockActions(Interaction):
    actions: Annotated[list[Action], Field(min_length=1, max_length=100)]

    @property
    def found_by(self) -> Json:
        return {"type": self.type, "actions": [{"action_id": self.actions[0].action_id}]}


class ViewSubmission(Interaction):
    """Submitted, or closed."""

    view: SubmittedView

    @property
    def found_by(self) -> Json:
        view = {"type": "modal", "callback_id": self.view.callback_id}
        return {"type": self.type, "view": view}


class Shortcut(Interaction):
    """From anywhere, or from a message's menu."""

    callback_id: Text
    trigger_id: Id

    @property
    def found_by(self) -> Json:
        return {"type": self.type, "callback_id": self.callback_id}


class Suggestion(Interaction):
    """What is being typed into a menu that searches."""

    action_id: Id
    value: Held

    @property
    def found_by(self) -> Json:
        return {"type": self.type, "action_id": self.action_id}


class Event(Shape):
    type: str


class OpenedHome(Event):
    user: PartyId
    tab: str | None = "home"
    view: View | None = None


class AboutUser(Event):
    user: SlackUser


class ConnectInvite(Named):
    """The id is what `conversations.inviteShared` gave; whom it knew by the address, Slack says."""

    recipient_user_id: PartyId | None = None


class AboutInvite(Event):
    """An answer to an invitation by Slack Connect.

    https://docs.slack.dev/reference/events/shared_channel_invite_accepted and those beside it.
    """

    invite: ConnectInvite
    event_ts: Text | None = None
    approval_required: bool | None = None
    accepting_user: SlackUser | None = None
    declining_team_id: PartyId | None = None

    @property
    def at(self) -> float:
        """When it was, in seconds; nought where Slack says it in no way that is known."""
        seconds, _, rest = (self.event_ts or "").partition(".")
        digits = f"{seconds}{rest}"
        plain = digits.isascii() and digits.isdecimal() and len(digits) <= len("0123456789.012345")
        return float(self.event_ts or 0) if plain else 0.0


class Authorization(Shape):
    """Of an installation that an event is for."""

    team_id: PartyId | None = None
    enterprise_id: PartyId | None = None


class EventCallback(Request):
    type: str
    team_id: PartyId | None = None
    enterprise_id: PartyId | None = None
    event: Event
    authorizations: Annotated[list[Authorization], MANY] | None = None
    event_time: int | None = None

    @property
    def where(self) -> str:
        """Where Usher is installed: in a channel shared with others `team_id` may be theirs."""
        told = self.authorizations[0] if self.authorizations else self
        return told.team_id or told.enterprise_id or ""

    @property
    def found_by(self) -> Json:
        return {"type": self.type, "event": {"type": self.event.type}}


class HomeOpened(EventCallback):
    event: OpenedHome

    @property
    def who(self) -> str:
        return self.event.user


class UserChanged(EventCallback):
    event: AboutUser


class InviteAnswered(EventCallback):
    event: AboutInvite


class Challenge(Shape):
    challenge: Text


Payload = Command | Interaction | EventCallback

KINDS: Mapping[str, type[Interaction] | type[Challenge]] = {
    "block_actions": BlockActions,
    "view_submission": ViewSubmission,
    "view_closed": ViewSubmission,
    "shortcut": Shortcut,
    "message_action": Shortcut,
    "block_suggestion": Suggestion,
    "url_verification": Challenge,
}
EVENTS: Mapping[str, type[EventCallback]] = {
    "app_home_opened": HomeOpened,
    "user_change": UserChanged,
    "team_join": UserChanged,
    "shared_channel_invite_accepted": InviteAnswered,
    "shared_channel_invite_approved": InviteAnswered,
    "shared_channel_invite_declined": InviteAnswered,
}


class Malformed(ValueError):
    """It is not what it says it is."""


def read(body: Json) -> Payload | Challenge | None:
    """What it is; None where Usher knows nothing of the kind. Raises Malformed."""
    if "command" in body:
        return _hold(Command, body)
    kind = body.get("type")
    if not isinstance(kind, str):
        raise Malformed("no type")
    if kind == "event_callback":
        return _event_callback(body)
    return _hold(KINDS[kind], body) if kind in KINDS else None


def _event_callback(body: Json) -> EventCallback | None:
    event = body.get("event")
    kind = event.get("type") if isinstance(event, dict) else None
    if isinstance(kind, str) and kind in EVENTS:
        return _hold(EVENTS[kind], body)
    # Which it is Usher need not know; that it is one at all Slack has to say.
    _hold(EventCallback, body)
    return None


def _hold(shape: type[S], body: Json) -> S:
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        # The error's own text repeats the input.
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])[:200]
        raise Malformed(where) from None
