"""What Slack sends, as a whole: each kind of request, and how it is read once, at the gate."""

from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import Field, ValidationError

from bot.slack.shapes import (
    Action,
    Id,
    Json,
    Message,
    Named,
    Shape,
    SubmittedView,
    User,
    View,
    WholeUser,
)

S = TypeVar("S", bound=Shape)


class Command(Shape):
    command: str
    team_id: Id
    user_id: Id
    text: str | None = None
    trigger_id: Id | None = None
    response_url: str | None = None


class Interaction(Shape):
    """Something that a person did in what Usher or Slack shows."""

    type: str
    user: User
    team: Named | None = None
    enterprise: Named | None = None
    enterprise_id: str | None = None
    trigger_id: Id | None = None
    response_url: str | None = None
    response_urls: list[Json] | None = None
    channel: Named | None = None
    message: Message | None = None
    view: View | None = None


class BlockActions(Interaction):
    actions: Annotated[list[Action], Field(min_length=1)]


class ViewSubmission(Interaction):
    """Submitted, or closed."""

    view: SubmittedView


class Shortcut(Interaction):
    """From anywhere, or from a message's menu."""

    callback_id: str
    trigger_id: Id


class Suggestion(Interaction):
    """What is being typed into a menu that searches."""

    action_id: Id
    block_id: str | None = None
    value: str


class Event(Shape):
    type: str
    user: Id | Named | None = None


class OpenedHome(Event):
    user: Id
    tab: str | None = "home"
    view: View | None = None


class AboutUser(Event):
    user: WholeUser


class AboutInvite(Event):
    """An invitation by Slack Connect; `invite.id` is what `conversations.inviteShared` gave."""

    invite: Named


class EventCallback(Shape):
    type: str
    team_id: Id | None = None
    event: Event
    authorizations: list[Json] | None = None


class HomeOpened(EventCallback):
    event: OpenedHome


class UserChanged(EventCallback):
    event: AboutUser


class InviteAnswered(EventCallback):
    event: AboutInvite


class Challenge(Shape):
    challenge: str


Payload = Command | Interaction | EventCallback | Challenge

_KINDS: Mapping[str, type[Interaction] | type[Challenge]] = {
    "block_actions": BlockActions,
    "view_submission": ViewSubmission,
    "view_closed": ViewSubmission,
    "shortcut": Shortcut,
    "message_action": Shortcut,
    "block_suggestion": Suggestion,
    "url_verification": Challenge,
}
_EVENTS: Mapping[str, type[EventCallback]] = {
    "app_home_opened": HomeOpened,
    "user_change": UserChanged,
    "team_join": UserChanged,
    "shared_channel_invite_accepted": InviteAnswered,
    "shared_channel_invite_declined": InviteAnswered,
}


class Malformed(ValueError):
    """It is not what it says it is."""


def read(body: Json) -> Payload | None:
    """What it is; None where Usher knows nothing of the kind. Raises Malformed."""
    if "command" in body:
        return _hold(Command, body)
    kind = body.get("type")
    if not isinstance(kind, str):
        raise Malformed("no type")
    if kind == "event_callback":
        return _event_callback(body)
    return _hold(_KINDS[kind], body) if kind in _KINDS else None


def _event_callback(body: Json) -> EventCallback | None:
    event = body.get("event")
    kind = event.get("type") if isinstance(event, dict) else None
    if isinstance(kind, str) and kind in _EVENTS:
        return _hold(_EVENTS[kind], body)
    # Which it is Usher need not know; that it is one at all Slack has to say.
    _hold(EventCallback, body)
    return None


def _hold(shape: type[S], body: Json) -> S:
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        # The error's own text repeats the input.
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise Malformed(where) from None
