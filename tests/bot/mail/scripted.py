"""An SMTP server on a socket that answers, byte for byte, what a test puts into its mouth."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from bot.settings import SmtpServer

GREETING, END = "greeting", "."
FINE: Mapping[str, bytes] = {
    GREETING: b"220 mx.example.com ESMTP",
    "EHLO": b"250-mx.example.com\r\n250-PIPELINING\r\n250-STARTTLS\r\n250-AUTH PLAIN LOGIN\r\n"
    b"250 ENHANCEDSTATUSCODES",
    "AUTH": b"235 2.7.0 Welcome",
    "HELO": b"250 mx.example.com",
    "DATA": b"354 Go on",
    "QUIT": b"221 2.0.0 Bye",
}
SERVICE_CLOSING = b"421"


@dataclass
class Script:
    """What it says by command, where not yes; and which commands came, by connection."""

    says: dict[str, bytes] = field(default_factory=dict)
    talks: list[list[str]] = field(default_factory=list)
    port: int = 0
    stays: bool = False
    """Though it has said that it goes (421)."""
    going_on: set[asyncio.Task[None]] = field(default_factory=set)

    def server(self, *, login: bool = False, starttls: bool = False) -> SmtpServer:
        user, password = ("usher@example.com", "open sesame") if login else ("", "")
        return SmtpServer(
            "127.0.0.1", self.port, "starttls" if starttls else "none", user, password
        )

    def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.going_on.add(asyncio.create_task(self.talk(reader, writer)))

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await self._talk(reader, writer)
        writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard: list[str] = []
        self.talks.append(heard)
        going_on = await self._say(GREETING, writer)
        while going_on and (line := await reader.readline()):
            command = line.split()[0].decode().upper() if line.split() else ""
            heard.append(command)
            going_on = await self._say(command, writer)
            if command == "DATA" and self._answer(command).startswith(b"354"):
                await reader.readuntil(b"\r\n.\r\n")
                going_on = await self._say(END, writer)

    async def _say(self, command: str, writer: asyncio.StreamWriter) -> bool:
        said = self._answer(command)
        if said:
            writer.write(said + b"\r\n")
            await writer.drain()
        goes = said.startswith(SERVICE_CLOSING) and not self.stays
        return bool(said) and not goes and command != "QUIT"

    def _answer(self, command: str) -> bytes:
        """Nothing: it hangs up without a word."""
        return self.says.get(command, FINE.get(command, b"250 2.0.0 OK"))


@asynccontextmanager
async def scripted(**says: bytes) -> AsyncIterator[Script]:
    """Serve on this loop until the test is over."""
    script = Script(says)
    listening = await asyncio.start_server(script.connected, "127.0.0.1", 0)
    script.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield script
        if script.going_on:
            await asyncio.wait(script.going_on)
