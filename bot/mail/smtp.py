"""Sending over a few kept connections: opening one costs more than the mail itself."""

import asyncio
from dataclasses import dataclass

import aiosmtplib
import structlog

from bot.mail.answers import (
    NOES,
    Attempt,
    NotSent,
    PermanentFailure,
    PutOff,
    Sent,
    TransientFailure,
    outcome,
)
from bot.mail.connection import connect, leave, trust
from bot.mail.replies import shown
from bot.names import Names
from bot.settings import SmtpServer
from storage.vocabulary import MailStage

__all__ = ["Mailer", "NotSent", "PermanentFailure", "PutOff", "Sent", "TransientFailure"]

IDLE = 30.0
MAILS_EACH = 100
RESET = 5.0
SHUTTING_DOWN = 421

log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class _Kept:
    """A connection, and how many mails went over it."""

    client: aiosmtplib.SMTP
    mails: int = 0


class Mailer:
    """Hands mails over to the server, at most `connections` at once. Lives in one event loop.

    It closes the `names` by which it finds the server.
    """

    def __init__(
        self,
        server: SmtpServer,
        names: Names | None = None,
        *,
        connections: int = 8,
        timeout: float = 60.0,
        idle: float = IDLE,
        mails_each: int = MAILS_EACH,
    ) -> None:
        self.server = server
        self.timeout = timeout
        self.idle = idle
        self.mails_each = mails_each
        self._names = names or Names()
        self._tls = trust(server)
        self._turns = asyncio.Semaphore(connections)
        # Those that wait, and what closes each if nobody needs it; the last used goes first.
        self._kept: dict[_Kept, asyncio.TimerHandle] = {}

    async def send(self, sender: str, recipient: str, data: bytes) -> Sent:
        """Hand one mail over, within the timeout as a whole, a wait for a connection included.

        Raises PermanentFailure, TransientFailure or PutOff.
        """
        attempt = Attempt(sender, recipient, data)
        try:
            async with asyncio.timeout(self.timeout), self._turns:
                return await self._attempt(attempt)
        except (aiosmtplib.SMTPException, OSError) as error:
            failure = outcome(error, attempt, self.server)
            self._tell(failure, attempt, str(error))
        raise failure

    async def close(self) -> None:
        """Take leave of the server on every connection that waits."""
        while kept := self._take():
            leave(kept.client)
        await self._names.close()
        await asyncio.sleep(0)

    async def _attempt(self, attempt: Attempt) -> Sent:
        while kept := self._take():
            try:
                return await self._hand_over(kept, attempt)
            except (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPServerDisconnected) as error:
                if attempt.stage is not MailStage.MAIL or not _is_gone(error):
                    raise
        client = await connect(self.server, self._names, self._tls, self.timeout, attempt)
        return await self._hand_over(_Kept(client), attempt)

    async def _hand_over(self, kept: _Kept, attempt: Attempt) -> Sent:
        try:
            return await self._transaction(kept, attempt)
        finally:
            if kept not in self._kept:
                kept.client.close()

    async def _transaction(self, kept: _Kept, attempt: Attempt) -> Sent:
        try:
            attempt.stage = MailStage.MAIL
            await kept.client.mail(attempt.sender)
            attempt.stage = MailStage.RCPT
            await kept.client.rcpt(attempt.recipient)
            attempt.stage = MailStage.DATA
            answer = await kept.client.data(attempt.data)
        except aiosmtplib.SMTPResponseException as error:
            # After an answer that is out of turn nobody knows which command the next is for.
            if error.code in NOES and not _is_gone(error):
                await self._reset(kept)
            raise
        self._keep(kept)
        return Sent(shown(answer.message, self.server))

    async def _reset(self, kept: _Kept) -> None:
        """End a refused mail, so that the connection can carry the next one."""
        try:
            await kept.client.rset(timeout=RESET)
        except aiosmtplib.SMTPException:
            return
        self._keep(kept)

    def _tell(self, failure: NotSent, attempt: Attempt, error: str) -> None:
        """Log what became of it; the log masks the addresses in a server's words."""
        said = {"stage": attempt.stage.value, "code": failure.code, "words": str(failure.words)}
        if failure.code is None:
            said["error"] = shown(error, self.server)
        match failure:
            case PermanentFailure():
                log.info("mail.refused", **said)
            case PutOff(domain_only=domain_only):
                domain = attempt.recipient.rpartition("@")[2] if domain_only else "any"
                log.error("mail.put_off", host=self.server.host, domain=domain, **said)
            case _:
                log.warning("mail.postponed", host=self.server.host, **said)

    def _keep(self, kept: _Kept) -> None:
        kept.mails += 1
        if kept.mails >= self.mails_each:
            leave(kept.client)
            return
        loop = asyncio.get_running_loop()
        self._kept[kept] = loop.call_later(self.idle, self._drop, kept)

    def _take(self) -> _Kept | None:
        if not self._kept:
            return None
        kept, closing = self._kept.popitem()
        closing.cancel()
        return kept

    def _drop(self, kept: _Kept) -> None:
        del self._kept[kept]
        leave(kept.client)


def _is_gone(error: Exception) -> bool:
    """Whether the server has closed the connection, or says that it does."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return error.code == SHUTTING_DOWN
    return isinstance(error, aiosmtplib.SMTPServerDisconnected)
