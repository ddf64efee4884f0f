"""Outcomes: what became of each address of a form. Returned, not raised: the others go on."""

from dataclasses import dataclass
from datetime import datetime

from commands.places import LeadsInto


@dataclass(frozen=True, slots=True)
class Invited:
    """The invitation is recorded and its mail is in the outbox.

    `asked_by` is who had asked for it, where this approved somebody else's request. `put_off` says
    that the mail can't leave now.
    """

    id: str
    address: str
    asked_by: str = ""
    put_off: bool = False


@dataclass(frozen=True, slots=True)
class Requested:
    """The admins are asked; nothing is mailed before one approves.

    `leads` says why, where who asks may invite, but not into these places.
    """

    id: str
    address: str
    leads: LeadsInto | None = None


@dataclass(frozen=True, slots=True)
class AlreadyMember:
    """Who has this address is a member."""

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class AlreadyInvited:
    """An open invitation of this address exists; `mine` where the asker may resend it.

    `requested` says that it waits for an admin.
    """

    address: str
    id: str
    inviter: str
    at: datetime
    mine: bool
    requested: bool = False


@dataclass(frozen=True, slots=True)
class Suppressed:
    """The address asked this workspace not to mail it."""

    address: str


@dataclass(frozen=True, slots=True)
class MailedEnough:
    """The address has had as many mails as one gets a day; possible again from `at` on.

    Who else mailed it is not said. As long as there is one of these, nobody of the form is invited.
    """

    address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Doubtful:
    """It looks like a slip of the pen: as long as this is new, nobody of the form is
    invited. `meant` is the address that it may be a slip for, "" where none is near; `ending` is
    one that there is not, as far as is known, else "".
    """

    address: str
    meant: str
    ending: str


Known = AlreadyMember | AlreadyInvited | Suppressed
"""What is known of an address without a new invitation; not for everyone to know."""

Outcome = Invited | Requested | Known | MailedEnough | Doubtful
