"""What Slack's requests are made of, each with its shape and a way to read it.

Here stands what our listeners rely on, and not a key more. Slack adds keys as it likes, so unknown
ones pass. The keys are those of Slack's own payloads:
https://docs.slack.dev/reference/interaction-payloads
"""

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

Json = dict[str, Any]
# Printable ASCII: an id goes into addresses and the database as it is.
Id = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,255}$")]
# Of a team, an organisation or a user; the tables hold no longer one.
PartyId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,32}$")]


def sound(text: str) -> str:
    """Without NUL and lone surrogates, which no database and no answer can hold."""
    if text.isascii():
        return text.replace("\0", "")
    return text.encode(errors="ignore").decode().replace("\0", "")


Text = Annotated[str, AfterValidator(sound)]
# In a field, an option or a view's memory: they hold 3,000 characters, escaped five times as many.
Held = Annotated[Text, Field(max_length=15_000)]
# Slack's are 100 at most. What counts more is refused before it is looked at one by one.
BLOCKS = Field(max_length=100)
MANY = Field(max_length=1000)
# Slack says null where there is nothing, or leaves the key out.
EMPTY_IF_NULL = BeforeValidator(lambda given: {} if given is None else given)


class Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class Named(Shape):
    id: Id


class Party(Shape):
    """A team or an organisation."""

    id: PartyId


class User(Shape):
    id: PartyId
    team_id: PartyId | None = None


class Profile(Shape):
    real_name: Text | None = None
    email: Annotated[Text, Field(max_length=320)] | None = None


class OfOrganisation(Shape):
    """Of which workspaces somebody of an Enterprise organisation is."""

    enterprise_id: PartyId | None = None
    teams: list[PartyId] | None = None


class SlackUser(User):
    """What Slack says of somebody, often only a part of it (`model_fields_set`): `People` reads it.

    https://docs.slack.dev/reference/objects/user-object
    """

    name: Text | None = None
    real_name: Text | None = None
    profile: Profile | None = None
    locale: str | None = None
    tz: str | None = None
    deleted: bool | None = None
    is_bot: bool | None = None
    is_stranger: bool | None = None
    is_restricted: bool | None = None
    is_ultra_restricted: bool | None = None
    is_admin: bool | None = None
    is_owner: bool | None = None
    is_primary_owner: bool | None = None
    enterprise_user: OfOrganisation | None = None


class Option(Shape):
    value: Held


class Filled(Shape):
    """What stands in a field, or was picked or pressed; nothing reads as empty."""

    value: Held | None = None
    selected_option: Option | None = None
    selected_options: Annotated[list[Option], MANY] | None = None
    selected_time: Held | None = None
    selected_conversation: Held | None = None
    selected_conversations: Annotated[list[Held], MANY] | None = None

    @property
    def text(self) -> str:
        """What was typed, or what a button has as its value."""
        return self.value or ""

    @property
    def picked(self) -> str:
        """The value of the one option of a menu or of radio buttons."""
        return self.selected_option.value if self.selected_option else ""

    @property
    def ticked(self) -> tuple[str, ...]:
        """The values of the boxes, or of the options of a menu that takes several."""
        return tuple(option.value for option in self.selected_options or ())

    @property
    def conversations(self) -> tuple[str, ...]:
        return tuple(self.selected_conversations or ())

    @property
    def whichever(self) -> str:
        """Its value whatever kind of field it is; several have spaces between."""
        typed = self.value or self.selected_time or self.selected_conversation
        return self.picked or " ".join(self.ticked) or typed or ""


class Action(Filled):
    """What was pressed or chosen."""

    action_id: Id
    block_id: Text | None = None
    type: str | None = None

    @model_validator(mode="after")
    def chosen(self) -> "Action":
        """An overflow menu can't be pressed without a choice; other menus can be emptied."""
        if self.type == "overflow" and self.selected_option is None:
            raise ValueError("selected_option")
        return self


Elements = Annotated[dict[str, Filled], BLOCKS]


class State(Shape):
    """What is filled in. A field's block and element have one name, see `blocks.field`."""

    values: Annotated[Annotated[dict[str, Elements], BLOCKS], EMPTY_IF_NULL] = Field(
        default_factory=dict
    )

    def __contains__(self, name: str) -> bool:
        """Whether the view has such a field at all."""
        return name in self.values

    def text(self, name: str) -> str:
        return self._field(name).text

    def picked(self, name: str) -> str:
        return self._field(name).picked

    def ticked(self, name: str) -> tuple[str, ...]:
        return self._field(name).ticked

    def conversations(self, name: str) -> tuple[str, ...]:
        return self._field(name).conversations

    def whichever(self, name: str) -> str:
        return self._field(name).whichever

    def _field(self, name: str) -> Filled:
        return self.values.get(name, {}).get(name, Filled())


class Block(Shape):
    type: str | None = None
    block_id: Text | None = None


class View(Shape):
    """A modal, or Home: the one that was submitted, or in which something was pressed or typed."""

    id: Id | None = None
    type: str | None = None
    hash: Text | None = None
    blocks: Annotated[list[Block], BLOCKS] | None = None
    app_installed_team_id: PartyId | None = None
    state: Annotated[State, EMPTY_IF_NULL] = Field(default_factory=State)
    private_metadata: Held | None = None
    previous_view_id: Id | None = None

    @property
    def first_field(self) -> str:
        """The block id of its first input."""
        inputs = (block.block_id for block in self.blocks or () if block.type == "input")
        return next(inputs, None) or ""


class SubmittedView(View):
    """Only a modal can be submitted or closed, and it always says which it is."""

    id: Id
    type: str | None = "modal"
    callback_id: Text


class Message(Shape):
    team: PartyId | None = None
    text: Text | None = None
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
