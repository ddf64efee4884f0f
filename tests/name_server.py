"""A real name server (DNS over UDP) on localhost: what it says, and of what it says nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import cast

from dns import flags, message, rcode, rdataclass, rdatatype, rrset

SILENT: tuple[str, ...] = ("silent",)


@dataclass
class NameServer(asyncio.DatagramProtocol):
    """By name its addresses; of SILENT ones it says nothing, and others it does not know.

    Of a name in `late` it says nothing until it is let go.
    """

    zone: dict[str, tuple[str, ...]] = field(default_factory=dict)
    late: dict[str, asyncio.Event] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    address: str = ""
    _transport: asyncio.DatagramTransport | None = None
    _answering: set[asyncio.Task[None]] = field(default_factory=set)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)
        self.address = "{}:{}".format(*transport.get_extra_info("sockname"))

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        question = message.from_wire(data)
        name = question.question[0].name.to_text(omit_final_dot=True).lower()
        self.asked.append(name)
        if self.zone.get(name) is not SILENT:
            answering = asyncio.ensure_future(self._answer(question, name, addr))
            self._answering.add(answering)
            answering.add_done_callback(self._answering.discard)

    async def _answer(self, question: message.Message, name: str, to: tuple[str, int]) -> None:
        if name in self.late:
            await self.late[name].wait()
        assert self._transport
        self._transport.sendto(self._said(question, name).to_wire(), to)

    def _said(self, question: message.Message, name: str) -> message.Message:
        answer = message.make_response(question)
        answer.flags |= flags.RA
        if name not in self.zone:
            answer.set_rcode(rcode.NXDOMAIN)
            return answer
        wanted = question.question[0].rdtype
        version = {rdatatype.A: 4, rdatatype.AAAA: 6}.get(wanted)
        found = [each for each in self.zone[name] if ip_address(each).version == version]
        if found:
            of = question.question[0].name
            answer.answer.append(rrset.from_text_list(of, 60, rdataclass.IN, wanted, found))
        return answer

    async def close(self) -> None:
        assert self._transport
        self._transport.close()
        for each in self._answering:
            each.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)


@asynccontextmanager
async def name_server(zone: dict[str, tuple[str, ...]]) -> AsyncIterator[NameServer]:
    loop = asyncio.get_running_loop()
    _, server = await loop.create_datagram_endpoint(
        lambda: NameServer(zone), local_addr=("127.0.0.1", 0)
    )
    try:
        yield server
    finally:
        await server.close()
