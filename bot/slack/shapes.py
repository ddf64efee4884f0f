"""The shape of what Slack sends: what Bolt and our listeners rely on, and not a key more.

Slack adds keys as it likes, so unknown ones pass. The keys are those of Slack's own payloads:
https://docs.slack.dev/reference/interaction-payloads
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

Json = dict[str, Any]
# Printable ASCII: an id goes into addresses and the database as it is.
Id = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,255}$")]


class Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class Named(Shape):
    id: Id


class User(Shape):
    id: Id
    team_id: Id | None = None


class Option(Shape):
    value: str


class Filled(Shape):
    """What stands in a field, or was picked or pressed."""

    value: str | None = None
    selected_option: Option | None = None
    selected_options: list[Option] | None = None
    selected_time: str | None = None
    selected_conversation: str | None = None
    selected_conversations: list[str] | None = None


class Action(Filled):
    action_id: Id
    block_id: str | None = None
    type: str | None = None

    @model_validator(mode="after")
    def chosen(self) -> "Action":
        """An overflow menu can't be pressed without a choice; other menus can be emptied."""
        if self.type == "overflow" and self.selected_option is None:
            raise ValueError("selected_option")
        return self


class State(Shape):
    values: dict[str, dict[str, Filled]] | None = None


class AnyView(Shape):
    """The view in which something was pressed, typed or searched for."""

    id: Id | None = None
    type: str | None = None
    blocks: list[Json] | None = None
    app_installed_team_id: Id | None = None
    state: State | None = None
    private_metadata: str | None = None


class View(AnyView):
    id: Id
    type: str | None = None
    callback_id: str


class Message(Shape):
    team: Id | None = None
    text: str | None = None
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None


class Interaction(Shape):
    user: User
    team: Named | None = None
    enterprise: Named | None = None
    trigger_id: Id | None = None
    response_url: str | None = None
    response_urls: list[Json] | None = None
    channel: Named | None = None
    message: Message | None = None
    view: AnyView | None = None


class BlockActions(Interaction):
    actions: Annotated[list[Action], Field(min_length=1)]


class ViewEvent(Interaction):
    view: View


class Shortcut(Interaction):
    callback_id: str
    trigger_id: Id


class Suggestion(Interaction):
    action_id: Id
    block_id: str | None = None
    value: str


class Command(Shape):
    command: str
    team_id: Id
    user_id: Id
    text: str | None = None
    trigger_id: Id | None = None
    response_url: str | None = None


class Event(Shape):
    type: str
    user: Id | Named | None = None


class Happened(Shape):
    team_id: Id | None = None
    event: Event
    authorizations: list[Json] | None = None


class OpenedHome(Event):
    user: Id
    view: AnyView | None = None


class AboutUser(Event):
    user: Named


class AboutInvite(Event):
    """An invitation by Slack Connect."""

    invite: Named


class Challenge(Shape):
    challenge: str


_KINDS: Mapping[str, type[Shape]] = {
    "block_actions": BlockActions,
    "view_submission": ViewEvent,
    "view_closed": ViewEvent,
    "shortcut": Shortcut,
    "message_action": Shortcut,
    "block_suggestion": Suggestion,
    "event_callback": Happened,
    "url_verification": Challenge,
}
_EVENTS: Mapping[str, type[Shape]] = {
    "app_home_opened": OpenedHome,
    "user_change": AboutUser,
    "team_join": AboutUser,
    "shared_channel_invite_accepted": AboutInvite,
    "shared_channel_invite_declined": AboutInvite,
}


class Malformed(ValueError):
    """It is not what it says it is."""


def known(body: Json) -> bool:
    """Whether it is something that Usher knows. Raises Malformed if it lacks its type's shape."""
    if "command" in body:
        _hold(Command, body)
        return True
    kind = body.get("type")
    if not isinstance(kind, str):
        raise Malformed("no type")
    if kind not in _KINDS:
        return False
    _hold(_KINDS[kind], body)
    if kind == "event_callback":
        return _known_event(body["event"])
    return True


def _known_event(event: Json) -> bool:
    kind = event["type"]
    if kind in _EVENTS:
        _hold(_EVENTS[kind], event)
    return kind in _EVENTS


def _hold(shape: type[Shape], body: Json) -> None:
    try:
        shape.model_validate(body)
    except ValidationError as error:
        # The error's own text repeats the input.
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise Malformed(where) from None
