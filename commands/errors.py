"""Every refusal of a command.

UsherError
├── NotAllowed        who asks may not; `why` says for which reason, `ask` whom to turn to
├── NotFound          no such thing here; one of another workspace is not told apart
├── Closed            the invitation is over; `state` says how
├── OutOfReach        its workgroup leads where who asks is not
├── TooSoon           possible again from `at` on
├── SentTooOften      a webhook was tested and replayed too often; again from `at` on
├── AddressSuppressed the address wants no mail from this workspace
├── AlreadyDecided    another admin was quicker, or the requester took it back
├── FixedGroup        public and personal workgroups stay as they are
├── LastAdmin         a workspace keeps one admin
├── RunsSlack         an owner or admin of Slack belongs to the workspace
├── Oneself           nobody removes themself
├── Ambiguous         several workspaces, and none was named
├── OverLimit         a daily limit (also under a field of the form)
└── Rejected          a field of a form is wrong; nothing was changed
    ├── NoAddress
    │   └── SeveralAddresses  where one is needed
    ├── BadAddresses      each with its reason
    ├── TextTooLong       more than the field of addresses holds
    ├── AlreadyThat       the corrected address is the same
    ├── NotInvited        the corrected address can't be invited; `outcome` says why
    ├── NoteTooLong
    ├── NoSuchWorkgroup
    ├── NotMembers
    ├── ReasonTooLong
    ├── BadSettings       each with its reason
    ├── NoSuchChoice
    ├── NotLinkable       what can't be linked: no such place in Slack, or who links is not in it
    ├── MoreComeIn        than the form to link a workgroup said
    ├── BadName
    ├── NameTaken
    ├── DescriptionTooLong
    ├── BadEndpoint       its address, or its events
    └── TooManyEndpoints

What concerns one address of many is not raised but returned (`commands.outcomes`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from commands.places import LeadsInto, Obstacle

if TYPE_CHECKING:
    from commands.outcomes import Outcome


class UsherError(Exception):
    """A command's refusal: nothing was changed."""


Why = Literal["guest", "bot", "deleted", "stranger", "unknown", "removed", "role"]


@dataclass(eq=False)
class NotAllowed(UsherError):
    """Who asks may not do this; `ask` are Slack ids of admins, empty where none was looked up."""

    why: Why
    ask: Sequence[str] = ()


@dataclass(eq=False)
class NotFound(UsherError):
    """There is no such thing in this workspace; `what` was looked for."""

    what: Literal["invitation", "workgroup", "member", "webhook", "link", "addition"] = "invitation"


@dataclass(eq=False)
class Closed(UsherError):
    """The invitation is over, or has not begun."""

    state: str


@dataclass(eq=False)
class OutOfReach(UsherError):
    """An open invitation into where who asks may bring nobody gets no more time from them."""

    leads: LeadsInto


@dataclass(eq=False)
class TooSoon(UsherError):
    """It was done a moment ago; possible again from `at` on."""

    at: datetime


@dataclass(eq=False)
class SentTooOften(UsherError):
    """An endpoint, or all of a workspace (`whose`), got its `most` tests and replays of an hour;
    one more is possible from `at` on.
    """

    whose: Literal["endpoint", "workspace"]
    most: int
    at: datetime


class AddressSuppressed(UsherError):
    """The address asked this workspace not to mail it."""


@dataclass(eq=False)
class OverLimit(UsherError):
    """A daily limit.

    `whose` is inviter, workspace or address; `left` how many more are possible now; `at` when the
    whole list is, None where it is longer than a day's limit; `addresses` those over theirs, of
    which it is not said who mailed them.
    """

    whose: Literal["inviter", "workspace", "address"]
    limit: int
    left: int
    at: datetime | None
    addresses: Sequence[str] = ()


@dataclass(eq=False)
class AlreadyDecided(UsherError):
    """A request is no longer open: `state` says what became of it, `by` who decided."""

    state: str
    by: str


@dataclass(eq=False)
class FixedGroup(UsherError):
    """A public or personal workgroup (`kind`) can't be changed, left or archived."""

    kind: str


class LastAdmin(UsherError):
    """The last admin of a workspace can't stop being one."""


class RunsSlack(UsherError):
    """Slack's own owners and admins are admins here, and would be again at the next look."""


class Oneself(UsherError):
    """Nobody removes themself: another admin does it."""


@dataclass(eq=False)
class Ambiguous(UsherError):
    """Several workspaces are here, and none was named; `teams` are their Slack ids."""

    teams: Sequence[str]


class Rejected(UsherError):
    """A field of a form is wrong; `field` is its block id."""

    field: ClassVar[str]


class NoAddress(Rejected):
    """Nothing that looks like an address was typed."""

    field = "emails"


class SeveralAddresses(NoAddress):
    """More than one, where only one can be meant."""


@dataclass(frozen=True)
class BadAddress:
    """What was typed and why it can't be taken; of mixed or unusual letters `ascii` is the plain
    form. `meant` is the address that it may be a slip for.

    What can't be seen in it stands in `typed` as [U+200B].
    """

    typed: str
    why: Literal[
        "syntax",
        "non_ascii",
        "special",
        "too_long",
        "mixed",
        "hidden",
        "blocked",
        "not_allowed",
        "disposable",
    ]
    ascii: str = ""
    meant: str = ""


@dataclass(eq=False)
class BadAddresses(Rejected):
    """At least one address is malformed; raised before anything is looked up."""

    field: ClassVar[str] = "emails"
    refused: Sequence[BadAddress]


@dataclass(eq=False)
class TextTooLong(Rejected):
    """The field of addresses holds at most `most` characters; cut, it would lose people."""

    field: ClassVar[str] = "emails"
    most: int


class AlreadyThat(Rejected):
    """The address to correct to is the one that it has."""

    field = "emails"


@dataclass(eq=False)
class NotInvited(Rejected):
    """The address to correct to is a member's, is invited already, or wants no mail (now)."""

    field: ClassVar[str] = "emails"
    outcome: "Outcome"


@dataclass(eq=False)
class NoteTooLong(Rejected):
    """A note is at most `most` characters."""

    field: ClassVar[str] = "note"
    most: int


class NoSuchWorkgroup(Rejected):
    """The picked workgroup is gone, archived, public or personal."""

    field = "workgroup"


@dataclass(eq=False)
class NotMembers(Rejected):
    """No member has these addresses, and a workgroup takes members only."""

    field: ClassVar[str] = "emails"
    addresses: Sequence[str]


@dataclass(eq=False)
class ReasonTooLong(Rejected):
    """A reason is at most `most` characters."""

    field: ClassVar[str] = "reason"
    most: int


@dataclass(frozen=True)
class BadSetting:
    """A setting can't be that: `name` is its field, `typed` the wrong pieces or the bounds. A list
    may have several.
    """

    name: str
    why: Literal[
        "choice",
        "domain",
        "address",
        "ending",
        "slip",
        "too_many",
        "number",
        "over_operator",
        "pattern",
        "link",
        "time",
        "days",
        "zone",
        "no_channel",
        "channel",
        "shared",
    ]
    typed: Sequence[str] = ()


@dataclass(eq=False)
class BadSettings(Rejected):
    """All the settings that can't be what was typed; none was changed."""

    field: ClassVar[str] = ""
    wrong: Sequence[BadSetting]


@dataclass(eq=False)
class NoSuchChoice(Rejected):
    """A field holds what it doesn't offer; `name` is its block id."""

    field: ClassVar[str] = ""
    name: str


@dataclass(eq=False)
class NotLinkable(Rejected):
    """A field (`name`) holds what can't be linked: no Slack channel or user group at all, more
    than `most`, or why Slack or the rules are against it; `place` is its name where that is known.
    """

    field: ClassVar[str] = ""
    name: Literal["channels", "usergroup"]
    most: int
    why: Obstacle | Literal["outside"] = ""
    place: str = ""


@dataclass(eq=False)
class MoreComeIn(Rejected):
    """Since the form was opened there are more who come into what is to be linked: by now so many
    members, and so many invitations that can be accepted.
    """

    field: ClassVar[str] = "channels"
    members: int
    acceptable: int


@dataclass(eq=False)
class BadName(Rejected):
    """A workgroup's name is 1 to `most` characters."""

    field: ClassVar[str] = "name"
    most: int


class NameTaken(Rejected):
    """Another workgroup has this name (upper and lower case don't count)."""

    field = "name"


@dataclass(eq=False)
class DescriptionTooLong(Rejected):
    """A description is at most `most` characters."""

    field: ClassVar[str] = "description"
    most: int


@dataclass(eq=False)
class BadEndpoint(Rejected):
    """An endpoint can't be that; `name` is its field, `typed` a bound or the odd piece."""

    field: ClassVar[str] = ""
    name: Literal["url", "events"]
    why: Literal["address", "scheme", "plain", "user", "private", "long", "event"]
    typed: str = ""


@dataclass(eq=False)
class TooManyEndpoints(Rejected):
    """A workspace has at most `most` endpoints."""

    field: ClassVar[str] = "url"
    most: int
