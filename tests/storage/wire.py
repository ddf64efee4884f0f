"""A way to PostgreSQL by TCP that can forget, without a word, who is on it."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from sqlalchemy import make_url


class Wire:
    """As a load balancer or a firewall that was started anew: nothing gets through any more to or
    from those who were there, and who comes after that is served.
    """

    def __init__(self, url: str) -> None:
        server = make_url(url)
        self._host = str(server.query.get("host") or server.host)
        self._port = str(server.port or server.query.get("port") or 5432)
        self._known: set[asyncio.Task[None]] = set()
        self._forgotten: set[asyncio.Task[None]] = set()
        self._ready, self._stop, self._loop = Event(), asyncio.Event(), asyncio.new_event_loop()
        self._serving = Thread(target=self._loop.run_until_complete, args=[self._serve()])
        self._serving.start()
        self._ready.wait()
        self.url = f"postgresql://{server.username}@127.0.0.1:{self._at}/{server.database}"

    def forget(self) -> None:
        self._forgotten |= self._known

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._serving.join()
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self._at = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for each in self._known:
            each.cancel()
        await asyncio.gather(*self._known, return_exceptions=True)

    async def _join(self, reader: StreamReader, writer: StreamWriter) -> None:
        if self._host.startswith("/"):
            there, to = await asyncio.open_unix_connection(f"{self._host}/.s.PGSQL.{self._port}")
        else:
            there, to = await asyncio.open_connection(self._host, self._port)
        self._known.add(asyncio.create_task(self._carry(reader, to)))
        self._known.add(asyncio.create_task(self._carry(there, writer)))

    async def _carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            while said := await reader.read(65536):
                if asyncio.current_task() not in self._forgotten:
                    writer.write(said)
        finally:
            writer.close()
            await writer.wait_closed()


@contextmanager
def wire(url: str) -> Iterator[Wire]:
    made = Wire(url)
    yield made
    made.close()
