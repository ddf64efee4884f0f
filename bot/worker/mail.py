"""A mail of the outbox to the mail server (SMTP)."""

import structlog

from bot.mail import letters, smtp
from bot.mail.letters import Letters, MailKind
from bot.mail.message import Letter, UnsafeLetter, build
from bot.parts import Parts
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import (
    Delivered,
    PermanentFailure,
    PutOff,
    Result,
    TransientFailure,
)
from storage.outbox_details import Mail as MailDetails
from storage.outbox_details import Reminder
from storage.vocabulary import MailProblem

KINDS: dict[str, MailKind] = {f"mail.{each}": each for each in letters.KINDS}
log = structlog.get_logger(__name__)

TOLD = (MailDetails, Reminder)
"""What is kept beside a mail, and handed on to its letter."""


class Mail:
    """Words, builds and sends; lives in one event loop."""

    def __init__(self, parts: Parts, connections: int) -> None:
        given = parts.settings
        self._parts = parts
        self._letters = Letters(given.sender, parts.links)
        self._mailer = smtp.Mailer(
            given.smtp, parts.names(), connections=connections, timeout=given.send_timeout
        )

    async def send(self, parcel: Parcel) -> Result:
        """Hand it to the mail server, and tell a permanent failure from a transient one."""
        try:
            letter, data = await self._parts.make(self._compose, parcel)
        except UnsafeLetter as unsafe:
            log.error("mail.unsafe", id=parcel.id, why=str(unsafe))  # noqa: TRY400 - ours, and worded
            return PermanentFailure(MailProblem.UNSAFE, answered=False)
        except Exception:
            log.exception("outbox.fault", id=parcel.id, kind=parcel.kind)
            return TransientFailure(MailProblem.NOT_MADE, answered=False)
        try:
            await self._mailer.send(letter.sender.address, letter.recipient, data)
        except smtp.PermanentFailure as refused:
            return PermanentFailure(str(refused))
        except smtp.TransientFailure as postponed:
            return TransientFailure(str(postponed), answered=postponed.code is not None)
        except smtp.PutOff as refused:
            domain = parcel.domain if refused.domain_only else ""
            return PutOff(str(refused), refused.stage, refused.code, domain)
        return Delivered()

    async def close(self) -> None:
        await self._mailer.close()

    def _compose(self, parcel: Parcel) -> tuple[Letter, bytes]:
        """Synchronous and slow (0.5 ms)."""
        about, told = parcel.invitation, parcel.details
        assert isinstance(told, TOLD)  # noqa: S101 - by its kind
        assert about is not None  # noqa: S101 - a mail without an invitation is dropped when taken
        letter = self._letters.render(
            KINDS[parcel.kind],
            about,
            self._parts.texts.words(about.locale),
            self._parts.clock(),
            number=told.number,
            last=isinstance(told, Reminder) and told.last,
            reply_to_inviter=about.reply_to,
        )
        return letter, build(letter)
