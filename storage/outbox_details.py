"""What is kept in the outbox beside a kind: a record for each. It holds ids, numbers and others'
words; a text for people is made when it leaves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from storage.audit_details import ServerSaid
from storage.record import Record
from storage.vocabulary import WEBHOOKS, OutboxKind, ShownFor


@dataclass(frozen=True, slots=True)
class Mail(Record):
    """`number` counts the mails of an invitation from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class Reminder(Record):
    """The reminder `ordinal` (from 1) of a cycle, and whether it is the cycle's last."""

    number: int
    cycle: int
    ordinal: int
    last: bool


@dataclass(frozen=True, slots=True)
class WorkgroupGone(Record):
    """The name of the invitation's workgroup, where that no longer exists."""

    gone: str = ""


@dataclass(frozen=True, slots=True)
class Decision(Record):
    """What an admin (`by`, a member's id) decided, and why; `ids` of several requests at once."""

    by: str = ""
    reason: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing(Record):
    """The ids of the invitations that a message lists, where it is not about one alone."""

    ids: tuple[str, ...] = ()


class DigestRow(NamedTuple):
    """An invitation, the cycle it was in, and why it is shown: `ShownFor`, with spaces between."""

    invitation_id: str
    cycle: int
    why: str

    @property
    def shown_for(self) -> frozenset[ShownFor]:
        return frozenset(map(ShownFor, self.why.split()))


@dataclass(frozen=True, slots=True)
class Digest(Record):
    """The admins' reminder: `full` lists all that is pending, `total` is how many there are.

    `channel` is where it goes, empty for a direct message; of one that Slack did not take there,
    `meant_for` is that channel and `said` Slack's code.
    """

    full: bool
    total: int
    rows: tuple[DigestRow, ...]
    channel: str = ""
    meant_for: str = ""
    said: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", tuple(DigestRow(*row) for row in self.rows))


@dataclass(frozen=True, slots=True)
class Update(Record):
    """`of` is the row of the outbox whose message is brought up to date."""

    of: int


@dataclass(frozen=True, slots=True)
class OfAddition(Record):
    """The members whom somebody wants in a workgroup."""

    addition: str


@dataclass(frozen=True, slots=True)
class OfLink(Record):
    """The channel link that a task serves."""

    link: str


@dataclass(frozen=True, slots=True)
class ByConnect(OfLink):
    """Of an invitation by Slack Connect also when Slack said last what became of it (Slack's
    `event_ts`, in seconds), and who accepted it, where that was somebody else than was invited.
    """

    told_at: float = 0.0
    by: str = ""


@dataclass(frozen=True, slots=True)
class LinkProblemNotice(Record):
    """The channel link that has a problem, and Slack's code."""

    link: str
    code: str


@dataclass(frozen=True, slots=True)
class EndpointPaused(Record):
    """The webhook endpoint that was paused, and why the last try failed, as its row has it."""

    endpoint: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class MailsPutOff(Record):
    """Whether no mail at all leaves, else none to some domains; the pauses have what was said."""

    whole: bool


@dataclass(frozen=True, slots=True)
class MailsLeave(Record):
    """How many mails of the workspace had waited."""

    waited: int


@dataclass(frozen=True, slots=True)
class Event(Record):
    """What a webhook tells: `event` is its id, the same at each try, and `at` when it was (ISO).

    `subject` and `actor` are ids; `facts` is what the audit log keeps beside the `verb`. `asked`
    says that an admin wants it to leave though its endpoint is paused.
    """

    event: str
    at: str
    actor: str | None
    subject: str = ""
    verb: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    asked: bool = False


DETAILS: Mapping[OutboxKind, type[Record]] = {
    OutboxKind.INVITATION: Mail,
    OutboxKind.REMINDER: Reminder,
    OutboxKind.JOINING: Mail,
    OutboxKind.ACCEPTED: WorkgroupGone,
    OutboxKind.MAIL_FAILED: ServerSaid,
    OutboxKind.EXPIRED: Listing,
    OutboxKind.ENDING: Listing,
    OutboxKind.LAPSED: Listing,
    OutboxKind.REQUEST: Listing,
    OutboxKind.APPROVED: Decision,
    OutboxKind.REFUSED: Decision,
    OutboxKind.ADDITION_REQUEST: OfAddition,
    OutboxKind.ADDITION_DECIDED: OfAddition,
    OutboxKind.NO_FILE: ServerSaid,
    OutboxKind.DIGEST: Digest,
    OutboxKind.LINK_PROBLEM: LinkProblemNotice,
    OutboxKind.ENDPOINT_PAUSED: EndpointPaused,
    OutboxKind.MAILS_PUT_OFF: MailsPutOff,
    OutboxKind.MAILS_LEAVE: MailsLeave,
    OutboxKind.UPDATE: Update,
    OutboxKind.ADD_TO_CHANNEL: OfLink,
    OutboxKind.ADD_TO_USERGROUP: OfLink,
    OutboxKind.INVITE_BY_CONNECT: ByConnect,
    OutboxKind.FIND_NAME: OfLink,
}
"""Beside every other kind there is nothing, but for webhooks: there it is an Event."""


def record_of(kind: str) -> type[Record]:
    """Which record belongs to a kind."""
    if kind.startswith(WEBHOOKS.removesuffix("%")):
        return Event
    return DETAILS[OutboxKind(kind)] if kind in DETAILS else Record


def read(kind: str, stored: Mapping[str, Any]) -> Record:
    """What stands beside a kind."""
    return record_of(kind).read(stored)
