"""Sending over a few kept connections: opening one costs more than the mail itself."""

import asyncio
from dataclasses import dataclass

import aiosmtplib
import structlog

from bot.mail.answers import (
    LOGIN_CODES,
    NotSent,
    PermanentFailure,
    PutOff,
    Sent,
    TransientFailure,
    outcome,
    shown,
)
from bot.mail.connection import NotEncrypted, connect, leave, trust
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


class _Gone(TransientFailure):
    """The connection was closed before the mail began, so it can begin anew on another."""


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
        try:
            async with asyncio.timeout(self.timeout), self._turns:
                return await self._attempt(sender, recipient, data)
        except TimeoutError:
            log.warning("mail.no_answer", host=self.server.host, seconds=self.timeout)
            raise TransientFailure(None, "the mail server did not answer in time") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            words = shown(str(error), self.server)
            log.warning("mail.no_connection", host=self.server.host, error=words)
            raise TransientFailure(None, "the connection to the mail server failed") from None

    async def close(self) -> None:
        """Take leave of the server on every connection that waits."""
        while kept := self._take():
            leave(kept.client)
        await self._names.close()
        await asyncio.sleep(0)

    async def _attempt(self, sender: str, recipient: str, data: bytes) -> Sent:
        while kept := self._take():
            try:
                return await self._hand_over(kept, sender, recipient, data)
            except _Gone:
                continue
        return await self._hand_over(await self._open(), sender, recipient, data)

    async def _open(self) -> _Kept:
        try:
            return _Kept(await connect(self.server, self._names, self._tls, self.timeout))
        except aiosmtplib.SMTPResponseException as error:
            event = "mail.login_refused" if error.code in LOGIN_CODES else "mail.server_refused"
            log.error(event, host=self.server.host, user=self.server.user, code=error.code)  # noqa: TRY400
            stage = MailStage.LOGIN if error.code in LOGIN_CODES else MailStage.CONNECT
            said = shown(error.message, self.server)
            raise PutOff(error.code, said, stage, domain_only=False) from None
        except NotEncrypted as error:
            log.error("mail.not_encrypted", host=self.server.host)  # noqa: TRY400
            raise PutOff(None, str(error), MailStage.LOGIN, domain_only=False) from None

    async def _hand_over(self, kept: _Kept, sender: str, recipient: str, data: bytes) -> Sent:
        try:
            return await self._transaction(kept, sender, recipient, data)
        finally:
            if kept not in self._kept:
                kept.client.close()

    async def _transaction(self, kept: _Kept, sender: str, recipient: str, data: bytes) -> Sent:
        try:
            await self._begin(kept.client, sender)
            await kept.client.rcpt(recipient)
            answer = await kept.client.data(data)
        except aiosmtplib.SMTPResponseException as error:
            await self._reset(kept)
            raise outcome(error, self.server) from None
        self._keep(kept)
        return Sent(shown(answer.message, self.server))

    async def _begin(self, client: aiosmtplib.SMTP, sender: str) -> None:
        try:
            await client.mail(sender)
        except aiosmtplib.SMTPServerDisconnected:
            raise _Gone(None, "the mail server closed the connection") from None
        except aiosmtplib.SMTPSenderRefused as error:
            if error.code != SHUTTING_DOWN:
                raise
            raise _Gone(error.code, shown(error.message, self.server)) from None

    async def _reset(self, kept: _Kept) -> None:
        """End a refused mail, so that the connection can carry the next one."""
        try:
            await kept.client.rset(timeout=RESET)
        except aiosmtplib.SMTPException:
            return
        self._keep(kept)

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
