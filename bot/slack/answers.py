"""What Slack's Web API answers, in the shape that it is read in.

Slack's own refusals are slack_sdk's errors (`api_errors`); here is what it says when it agrees.
"""

from collections.abc import Awaitable
from typing import Annotated, Any, TypeVar

from pydantic import (
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from slack_sdk.errors import SlackClientError

from bot.slack.shapes import Party, PartyId, Shape, SlackUser, Text

S = TypeVar("S", bound=Shape)


def _or_none(given: Any, shape: ValidatorFunctionWrapHandler) -> Any:
    try:
        return shape(given)
    except ValidationError:
        return None


# What Slack says beside the point makes no answer odd: nothing relies on it.
BESIDE = WrapValidator(_or_none)
# As long as the tables hold them.
Reference = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,64}$")]
Stamp = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,32}$")]

ODD = "Slack's answer made no sense"


class OddAnswer(SlackClientError):
    """Slack agreed, and what it says is not of the method's shape: a proxy may have answered."""


async def read(asked: Awaitable[Any], shape: type[S]) -> S:
    """Await a method of slack_sdk's. Raises what that raises, or OddAnswer."""
    try:
        answer = await asked
        return shape.model_validate(answer.data)
    except ValidationError as error:
        # The error's own text repeats the answer.
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])[:200]
        raise OddAnswer(where) from None
    except (AttributeError, UnicodeError, RecursionError) as error:
        # slack_sdk takes for granted that JSON is an object, and can be read.
        raise OddAnswer(type(error).__name__) from None


class Agreed(Shape):
    """Nothing of it is read."""


class Identity(Shape):
    """auth.test."""

    team_id: PartyId


class TeamInfo(Shape):
    """team.info."""

    team: "NamedTeam"


class NamedTeam(Shape):
    name: Text


class OneUser(Shape):
    """users.info, users.lookupByEmail."""

    user: SlackUser


class Next(Shape):
    next_cursor: str | None = None


class Paged(Shape):
    response_metadata: Next | None = None

    @property
    def cursor(self) -> str:
        """Of the next page; empty behind the last."""
        return (self.response_metadata.next_cursor if self.response_metadata else None) or ""


class Users(Paged):
    """users.list."""

    members: list[Annotated[SlackUser | None, BESIDE]]


class ChannelMembers(Paged):
    """conversations.members."""

    members: list[PartyId]


class Called(Shape):
    name: Text | None = None
    handle: Text | None = None


class Joined(Shape):
    """conversations.invite; `errors` are of those who are not in."""

    channel: Annotated[Called | None, BESIDE] = None
    errors: Any = None


class Shared(Shape):
    """conversations.inviteShared: by this id Slack says later what became of it."""

    invite_id: Annotated[Reference | None, BESIDE] = None


class UsergroupChanged(Shape):
    """usergroups.users.update."""

    usergroup: Annotated[Called | None, BESIDE] = None


class Defaults(Shape):
    """The channels into which a user group brings who comes into it."""

    channels: list[str] | None = None
    groups: list[str] | None = None


class Usergroup(Shape):
    """What is locked or kept by itself is in Slack's answers, not in its reference of the object.

    https://docs.slack.dev/reference/objects/usergroup-object
    """

    id: PartyId
    handle: Text | None = None
    name: Text | None = None
    date_delete: int | None = None
    prefs: Defaults | None = None
    is_idp_group: bool | None = None
    is_membership_locked: bool | None = None
    is_external: bool | None = None
    auto_type: str | None = None

    @property
    def lock(self) -> str:
        """Slack's word for why nobody can change by hand who is in it; empty where one can.

        It is an identity provider's, locked, another company's, or all of Slack's admins or owners.
        """
        locks = ("is_idp_group", "is_membership_locked", "is_external", "auto_type")
        return next((each for each in locks if getattr(self, each)), "")

    @property
    def opens(self) -> bool:
        """Whether who comes into it comes into channels; unless Slack says that there are none."""
        return self.prefs is None or bool(self.prefs.channels or self.prefs.groups)


class Usergroups(Shape):
    """usergroups.list."""

    usergroups: list[Usergroup]


class UsergroupUsers(Shape):
    """usergroups.users.list."""

    users: list[PartyId]


class ChannelInfo(Shape):
    name: Text | None = None
    is_archived: bool | None = None
    is_member: bool | None = None
    is_private: bool | None = None
    is_im: bool | None = None
    is_mpim: bool | None = None
    is_ext_shared: bool | None = None


class OneChannel(Shape):
    """conversations.info."""

    channel: ChannelInfo


class Posted(Shape):
    """chat.postMessage: it stands there, whatever else Slack says."""

    channel: Annotated[PartyId | None, BESIDE] = None
    ts: Annotated[Stamp | None, BESIDE] = None


class Opened(Shape):
    """conversations.open."""

    channel: Party
