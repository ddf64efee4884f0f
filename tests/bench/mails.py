"""Mails a second from the outbox, rendered, built and sent, against smtplib."""

import asyncio
import smtplib
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from bot.app import make_parts
from bot.mail.letters import Letters
from bot.parts import Parts
from bot.settings import Settings
from bot.worker.deliver import Lane
from bot.worker.mail import Mail
from commands.invitations.describe import describe_invitation
from commands.invitations.invite import InviteForm, invite
from storage import invitations
from tests.bench.ack import LIMITS, NUMBERS, WHO
from tests.bench.measure import alternating, free_port, verdict
from tests.bench.start import migrated, settings

MAILS = 500
ROUNDS = 4
CONNECTIONS = 8
BOUND = 2


class Sink(asyncio.Protocol):
    """The quickest mail server there is: it says yes, and keeps nothing."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._data, self._rest = False, b""
        self._transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while self._rest:
            end = b"\r\n.\r\n" if self._data else b"\r\n"
            line, found, rest = self._rest.partition(end)
            if not found:
                return
            self._rest = rest
            self._answer(line)

    def _answer(self, line: bytes) -> None:
        verb = line[:4].upper()
        if self._data or verb not in {b"DATA", b"QUIT", b"EHLO"}:
            self._data = False
            self._transport.write(b"250 ok\r\n")
        elif verb == b"DATA":
            self._data = True
            self._transport.write(b"354 go on\r\n")
        elif verb == b"EHLO":
            self._transport.write(b"250-sink\r\n250 8BITMIME\r\n")
        else:
            self._transport.write(b"221 bye\r\n")
            self._transport.close()


def serve(port: int) -> None:
    async def forever() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Sink, "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(forever())


def _fill(parts: Parts) -> None:
    people = " ".join(f"p{next(NUMBERS)}@example.com" for _ in range(MAILS))
    for start in range(0, MAILS, 100):
        some = " ".join(people.split()[start : start + 100])
        parts.database.run(invite, WHO, InviteForm(some), LIMITS, datetime.now(UTC))


async def _deliver(parts: Parts) -> float:
    """Seconds to empty the outbox."""
    mail = Mail(parts, CONNECTIONS)
    lane = Lane(parts, "mail.%", mail.send, at_once=CONNECTIONS)
    began = time.perf_counter()
    await lane.deliver()
    taken = time.perf_counter() - began
    await mail.close()
    return taken


def _smtplib(parts: Parts, port: int) -> float:
    """The same letters, as the standard library's documentation sends them."""
    with parts.database.reading() as unit:
        row = next(invitations.every(unit, None))
        about = describe_invitation(row, datetime.now(UTC))
    letters = Letters(parts.settings.sender, parts.links)
    letter = letters.render(
        "invitation", about, parts.texts.words("en"), datetime.now(UTC), number=1
    )
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for _ in range(MAILS):
            message = EmailMessage()
            message["From"], message["To"] = "Usher <invites@example.com>", letter.recipient
            message["Subject"] = letter.subject
            message.set_content(letter.text)
            message.add_alternative(letter.html, subtype="html")
            server.send_message(message)
    return time.perf_counter() - began


def run() -> Iterator[str]:
    import multiprocessing  # noqa: PLC0415 - the sink has a core of its own

    port = free_port()
    sink = multiprocessing.get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    sink.start()
    time.sleep(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        migrated(folder)
        given = {key.lower(): value for key, value in settings(folder, 3000).items()}
        parts = make_parts(
            Settings.model_validate(given | {"smtp_url": f"smtp://127.0.0.1:{port}"})
        )

        def ours() -> float:
            _fill(parts)
            return asyncio.run(_deliver(parts))

        def reference() -> float:
            return _smtplib(parts, port)

        taken, bare = alternating(ROUNDS, ours, reference)
        parts.close()
    sink.terminate()
    yield verdict(
        f"mails a second, {CONNECTIONS} connections",
        f"{MAILS / taken:.0f}",
        f"{MAILS / bare:.0f} (smtplib, an EmailMessage each, one connection)",
        bare / taken,
        BOUND,
        least=True,
    )
