"""A company's proxy: a real server on localhost that lets through to one other, whatever name is
asked for, and reads what is encrypted as such proxies do.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class CompanyProxy:
    """Leads to a port on localhost, once it knows which; `answer` is what it says instead, None
    that it is silent. Keeps what each connection begins with.
    """

    port: int = 0
    to: asyncio.Future[int] = field(default_factory=asyncio.Future)
    answer: str | None = ""
    company: ssl.SSLContext | None = None
    """With a certificate for each name that is asked for."""

    asked: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    _serving: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._serving.add(task)
        try:
            with suppress(asyncio.CancelledError, asyncio.IncompleteReadError):
                await self._serve(reader, writer)
        finally:
            writer.transport.abort()

    async def hang_up(self) -> None:
        """End every connection that there is."""
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        line, *headers = head.decode().split("\r\n")
        self.asked.append(line.rpartition(" ")[0])
        logins = (each.partition(": ") for each in headers)
        self.logins += [value for name, _, value in logins if name == "Proxy-Authorization"]
        if self.answer is None:
            await reader.read()
        elif self.answer:
            writer.write(f"HTTP/1.1 {self.answer}\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
        else:
            await self._lead(head if not line.startswith("CONNECT") else b"", reader, writer)

    async def _lead(
        self, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if not first:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            if self.company:
                await writer.start_tls(self.company)
        there, back = await asyncio.open_connection("127.0.0.1", await self.to)
        back.write(first)
        try:
            await asyncio.gather(_pour(reader, back), _pour(there, writer))
        finally:
            back.transport.abort()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
        if writer.can_write_eof():
            writer.write_eof()
        else:
            writer.close()


@asynccontextmanager
async def company_proxy(
    to: int = 0, tls: ssl.SSLContext | None = None, **given: object
) -> AsyncIterator[CompanyProxy]:
    """To be reached by `tls`, where it is given, else in plain text."""
    one = CompanyProxy(**given)  # type: ignore[arg-type]
    if to:
        one.to.set_result(to)
    server = await asyncio.start_server(one.take, "127.0.0.1", 0, ssl=tls)
    one.port = server.sockets[0].getsockname()[1]
    try:
        yield one
    finally:
        server.close()
        await one.hang_up()
