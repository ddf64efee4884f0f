"""A real SMTP server (aiosmtpd) on a free port, which misbehaves where a test asks it to."""

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER = "usher@example.com"
PASSWORD = "open sesame"
TAKEN = "250 taken"


@dataclass
class Behaviour:
    """What the server answers by command, where not 250; and what arrived."""

    says: dict[str, str] = field(default_factory=dict)
    refuses: dict[str, str] = field(default_factory=dict)
    """What it answers at RCPT to each address of a domain."""
    takes: int = 0
    """So many more mails, whatever it says to MAIL."""
    hangs_at: str = ""
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    drops_at: str = ""
    server: asyncio.Server | None = None
    connections: int = 0
    open: int = 0
    most_open: int = 0
    transports: list[asyncio.WriteTransport] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    arrived: list[tuple[object, list[str], object]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    @property
    def port(self) -> int:
        assert self.server
        return int(self.server.sockets[0].getsockname()[1])

    async def handle_EHLO(  # noqa: N802
        self, _: SMTP, session: Session, __: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        self.called.append(name)
        return answers

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _: Session, envelope: Envelope, address: str, __: list[str]
    ) -> str:
        envelope.mail_from = address
        answer = await self._answer(server, "MAIL")
        if self.takes and answer != TAKEN:
            self.takes -= 1
            return TAKEN
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _: Session, envelope: Envelope, address: str, __: list[str]
    ) -> str:
        answer = await self._answer(server, "RCPT")
        answer = self.refuses.get(address.rpartition("@")[2], answer)
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = await self._answer(server, "DATA")
        if answer == TAKEN:
            self.arrived.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
            secure = session.ssl or self.transports[-1].get_extra_info("sslcontext")
            self.encrypted.append(secure is not None)
        return answer

    async def handle_RSET(self, server: SMTP, *_: object) -> str:  # noqa: N802
        return await self._answer(server, "RSET")

    async def handle_QUIT(self, server: SMTP, *_: object) -> str:  # noqa: N802
        await self._answer(server, "QUIT")
        return "221 Bye"

    async def _answer(self, server: SMTP, command: str) -> str:
        self.commands.append(command)
        if self.hangs_at == command:
            await self.go_on.wait()
        if self.drops_at == command:
            self.drops_at = ""
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return self.says.get(command, TAKEN)

    def hang_up(self) -> None:
        """Close what is open, without a word."""
        for transport in self.transports:
            transport.abort()

    def log_in(
        self, _: SMTP, __: Session, ___: Envelope, ____: str, data: LoginPassword
    ) -> AuthResult:
        self.logins.append((data.login, data.password))
        fine = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=fine, handled=fine)


class _Server(SMTP):
    """Counts its connections."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        behaviour: Behaviour = self.event_handler
        if self.session is None:
            behaviour.connections += 1
            behaviour.open += 1
            assert isinstance(transport, asyncio.WriteTransport)
            behaviour.transports.append(transport)
            behaviour.most_open = max(behaviour.most_open, behaviour.open)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.open -= 1
        super().connection_lost(error)


@asynccontextmanager
async def listening(
    *,
    host: str = "127.0.0.1",
    behaviour: Behaviour | None = None,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    login: bool = False,
) -> AsyncIterator[Behaviour]:
    """Serve on this loop until the test is over."""
    behaviour = behaviour or Behaviour()

    def serve() -> SMTP:
        with warnings.catch_warnings():
            # It warns of what some of these tests are about: a login without TLS.
            warnings.simplefilter("ignore", UserWarning)
            return _Server(
                behaviour,
                hostname="mx.example.com",
                tls_context=starttls,
                auth_required=login,
                auth_require_tls=False,
                authenticator=behaviour.log_in if login else None,
            )

    loop = asyncio.get_running_loop()
    behaviour.server = await loop.create_server(serve, host, 0, ssl=tls)
    try:
        yield behaviour
    finally:
        behaviour.server.close()
