"""A real SMTP server whose mails the demo page shows."""

import asyncio
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from typing import Any
from uuid import uuid4

from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.sandbox.workspace import Json, SlackError, Workspace

# Local parts that a server refuses for good, or for now, so that both can be seen.
REFUSED = {"bounce": "550 5.1.1 No such mailbox here", "later": "451 4.3.0 Try again later"}
TAKES, AWAY = "takes", "away"
# As Postfix says it: at MAIL of who sends, at RCPT of who gets it.
SENDER = {"sender": "553 5.7.1 <{}>: Sender address rejected: not owned by user usher"}
MAILBOX = {"mailbox": "550 5.1.1 <{}>: Recipient address rejected: User unknown"}
DOES = (TAKES, *SENDER, *MAILBOX, AWAY)
SHOWN = ("from", "to", "subject", "date")


class Mailbox:
    """Takes every mail, and keeps it in the workspace, unless it was told to refuse them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._told = workspace.store.shelf("mail_server")
        self._server: asyncio.Server | None = None
        self._clients: list[SMTP] = []

    async def start(self) -> str:
        """Listen on a port of its own, and return the address."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._client, "127.0.0.1", 0)
        return f"smtp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        if self._server:
            self._server.close()
            self._hang_up()
            await self._server.wait_closed()

    @property
    def does(self) -> str:
        """What it does with mails, one of `DOES`."""
        return str(self._told.get("does", TAKES))

    def tell(self, does: str) -> None:
        """What to do with mails from now on."""
        if does not in DOES:
            raise SlackError(f"a mail server can't do that: {does}")
        self._told["does"] = does
        if does == AWAY:
            self._hang_up()

    async def handle_MAIL(  # noqa: N802 (aiosmtpd calls it so)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refused := SENDER.get(self.does):
            return refused.format(address)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        of_address = REFUSED.get(address.partition("@")[0].lower())
        if refused := MAILBOX.get(self.does, of_address):
            return refused.format(address)
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        source = bytes(envelope.original_content or b"")
        mail = opened(source) | {"mail_from": envelope.mail_from, "rcpt_to": envelope.rcpt_tos}
        mail |= {"id": uuid4().hex, "received": self._workspace.clock().timestamp()}
        self._workspace.mails[mail["id"]] = mail
        return "250 OK: kept"

    def _client(self) -> asyncio.BaseProtocol:
        if self.does == AWAY:
            return Nobody()
        loop = asyncio.get_running_loop()
        client = SMTP(self, hostname="mailbox.localhost", ident="Mailbox", loop=loop)
        self._clients = [*(c for c in self._clients if c.transport is not None), client]
        return client

    def _hang_up(self) -> None:
        for client in self._clients:
            if client.transport is not None:
                client.transport.close()


class Nobody(asyncio.Protocol):
    """Hangs up before a word is said: the port stays ours for when it is there again."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


def opened(source: bytes) -> Json:
    """Return what a mail program shows (compat32: `policy.default` adds spaces to long names)."""
    mail = message_from_bytes(source)
    parts = {part.get_content_type(): part for part in mail.walk() if not part.is_multipart()}
    return {
        **{name: _header(mail.get(name, "")) for name in SHOWN},
        "headers": [[name, _readable(str(value))] for name, value in mail.items()],
        "text": _body(parts.get("text/plain")),
        "html": _body(parts.get("text/html")),
        "source": source.decode("utf-8", "replace"),
    }


def _header(value: Any) -> str:
    try:
        return _readable(str(make_header(decode_header(value))))
    except (HeaderParseError, LookupError, ValueError):
        return _readable(str(value))


def _readable(text: str) -> str:
    """Without the halves of pairs as which the library keeps bytes that are no ASCII."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _body(part: Message | None) -> str:
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace")
