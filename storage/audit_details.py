"""What is kept beside a verb in the audit log: a record for each verb that has more to say.

Ids are Usher's own; names and words are other people's data.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from storage.record import NOTHING, Record
from storage.vocabulary import Verb


@dataclass(frozen=True, slots=True)
class Refusal(Record):
    """Why an admin refused a request, in their words; empty without a reason."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class ServerSaid(Record):
    """Why a mail was not delivered, in the mail server's words or, where it said nothing, a
    MailProblem.
    """

    said: str = ""


@dataclass(frozen=True, slots=True)
class Correction(Record):
    """`to` is the id of the invitation that took its place."""

    to: str = ""


@dataclass(frozen=True, slots=True)
class Named(Record):
    """Of a Slack channel its id where Slack has not said its name."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class ByConnect(Named):
    """`by` is the name of who answered, where that was somebody else than was invited."""

    by: str = ""


@dataclass(frozen=True, slots=True)
class InPlace(Record):
    """A Slack channel or user group (`kind`) by its name, or its id where that is not known."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class NotInPlace(Record):
    """`kind` is also "account" or "connect"; `said` has Slack's code or words."""

    name: str
    kind: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class RoleChange(Record):
    """`before` is None for who was made a member with that role."""

    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Renaming(Record):
    """Name and description of a workgroup, each time."""

    before: tuple[str, str]
    after: tuple[str, str]


@dataclass(frozen=True, slots=True)
class MembersMoved(Record):
    """The ids of who came into a workgroup, left it, or was asked for."""

    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Linking(Record):
    """A Slack channel or user group that a workgroup is linked with, or is no longer."""

    kind: str
    name: str
    slack_id: str
    connect: bool


@dataclass(frozen=True, slots=True)
class Host(Record):
    """All of an endpoint's address that may be told: the rest may hold a secret."""

    host: str


@dataclass(frozen=True, slots=True)
class LookedUp(Record):
    """How many addresses of a form were refused or known already, and which form it was."""

    addresses: int
    form: str = ""


@dataclass(frozen=True, slots=True)
class Questioned(Record):
    """Which addresses of which form somebody was asked about, by keys that tell neither."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettingsChange(Record):
    """Of each setting that changed the value before and after."""

    changed: Mapping[str, tuple[object, object]]


DETAILS: Mapping[Verb, type[Record]] = {
    Verb.REFUSED: Refusal,
    Verb.MAIL_FAILED: ServerSaid,
    Verb.JOINING_FAILED: ServerSaid,
    Verb.CORRECTED: Correction,
    Verb.PROVISIONED: InPlace,
    Verb.NOT_PROVISIONED: NotInPlace,
    Verb.CONNECT_SENT: Named,
    Verb.CONNECT_TO_APPROVE: ByConnect,
    Verb.CONNECT_ACCEPTED: ByConnect,
    Verb.CONNECT_DECLINED: Named,
    Verb.CONNECT_NOT_APPROVED: Named,
    Verb.ROLE_CHANGED: RoleChange,
    Verb.LOOKED_UP: LookedUp,
    Verb.QUESTIONED: Questioned,
    Verb.CREATED: Named,
    Verb.EDITED: Renaming,
    Verb.MEMBERS_ADDED: MembersMoved,
    Verb.MEMBERS_REMOVED: MembersMoved,
    Verb.ADDITION_REQUESTED: MembersMoved,
    Verb.ADDITION_REFUSED: MembersMoved,
    Verb.ADDITION_LAPSED: MembersMoved,
    Verb.LINKED: Linking,
    Verb.UNLINKED: Linking,
    Verb.ENDPOINT_ADDED: Host,
    Verb.ENDPOINT_CHANGED: Host,
    Verb.ENDPOINT_REMOVED: Host,
    Verb.SECRET_ROTATED: Host,
    Verb.SECRET_RETIRED: Host,
    Verb.ENDPOINT_PAUSED: Host,
    Verb.ENDPOINT_RESUMED: Host,
    Verb.ENDPOINT_TESTED: Host,
    Verb.DELIVERY_REPLAYED: Host,
    Verb.SETTINGS_CHANGED: SettingsChange,
}
"""Beside every other verb there is nothing."""


def read(verb: str, stored: Mapping[str, object]) -> Record:
    """What stands beside a verb; nothing beside one of a later version."""
    return DETAILS[Verb(verb)].read(stored) if verb in DETAILS else NOTHING
