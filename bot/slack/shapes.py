"""What Slack's requests are made of, each with its shape and a way to read it.

Here stands what Bolt and our listeners rely on, and not a key more. Slack adds keys as it likes, so
unknown ones pass. The keys are those of Slack's own payloads:
https://docs.slack.dev/reference/interaction-payloads
"""

from typing import Annotated, Any

from pydantic import (
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
# Slack says null where there is nothing, or leaves the key out.
EMPTY_IF_NULL = BeforeValidator(lambda given: {} if given is None else given)


class Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class Named(Shape):
    id: Id


class User(Shape):
    id: Id
    team_id: Id | None = None


class WholeUser(Named):
    """All that Slack says of somebody. It is large and often partial: `People` reads it."""

    model_config = ConfigDict(extra="allow")

    @property
    def raw(self) -> Json:
        """Slack's user object, none of it checked but the id."""
        return {"id": self.id, **(self.model_extra or {})}


class Option(Shape):
    value: str


class Filled(Shape):
    """What stands in a field, or was picked or pressed; nothing reads as empty."""

    value: str | None = None
    selected_option: Option | None = None
    selected_options: list[Option] | None = None
    selected_time: str | None = None
    selected_conversation: str | None = None
    selected_conversations: list[str] | None = None

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
    block_id: str | None = None
    type: str | None = None

    @model_validator(mode="after")
    def chosen(self) -> "Action":
        """An overflow menu can't be pressed without a choice; other menus can be emptied."""
        if self.type == "overflow" and self.selected_option is None:
            raise ValueError("selected_option")
        return self


class State(Shape):
    """What is filled in. A field's block and element have one name, see `blocks.field`."""

    values: Annotated[dict[str, dict[str, Filled]], EMPTY_IF_NULL] = Field(default_factory=dict)

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


class View(Shape):
    """A modal, or Home: the one that was submitted, or in which something was pressed or typed."""

    id: Id | None = None
    type: str | None = None
    hash: str | None = None
    blocks: list[Json] | None = None
    app_installed_team_id: Id | None = None
    state: Annotated[State, EMPTY_IF_NULL] = Field(default_factory=State)
    private_metadata: str | None = None
    previous_view_id: str | None = None

    @property
    def first_field(self) -> str:
        """The block id of its first input."""
        inputs = (block for block in self.blocks or () if block.get("type") == "input")
        return next((str(block.get("block_id") or "") for block in inputs), "")


class SubmittedView(View):
    """Only a modal can be submitted or closed, and it always says which it is."""

    id: Id
    type: str | None = "modal"
    callback_id: str


class Message(Shape):
    team: Id | None = None
    text: str | None = None
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
