"""Names to addresses (DNS and /etc/hosts), without a thread that a silent name server could hold.

Who connects to others has a resolver of its own (`Parts.names`): webhooks, Slack, the mail server.
The event loop's own look-ups share four threads in the whole process.
"""

import asyncio
import re
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiohappyeyeballs import AddrInfoType, start_connection
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import AsyncResolver

WITHIN = 5.0
"""Seconds that a look-up may take as a whole."""

EACH_TRY, TRIES = 1.0, 3
"""Of one name server; the next is asked after the first second."""

ADDRESSES = 4
"""Of one name at most: each is a connection that may be begun before the first has failed."""

NEXT_AFTER = 0.25
"""Seconds until the next address is tried beside the first (RFC 8305)."""

RESOLV_CONF = Path("/etc/resolv.conf")
_NAMESERVER = re.compile(r"^nameserver[ \t]+(\S+)", re.MULTILINE)

REMEMBERED = 1024
"""Names that are left alone at most; of more the oldest is forgotten."""


class Unresolved(OSError):
    """No name server gave an address in time, or none has, a moment ago."""


class Names(AbstractResolver):
    """Looks up each name once at a time, however many want it. Lives in one event loop.

    A name that was not found, or not in time, is left alone for `quiet` seconds: asking for it
    raises Unresolved at once. `nameservers` are `HOST:PORT`; without any, those of the machine:
    those that `resolv_conf` names at that moment.
    """

    def __init__(
        self,
        nameservers: Sequence[str] = (),
        *,
        within: float = WITHIN,
        quiet: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        resolv_conf: Path = RESOLV_CONF,
    ) -> None:
        self._nameservers, self._resolv_conf = list(nameservers), resolv_conf
        self._within, self._quiet, self._clock = within, quiet, clock
        self._read = self._written()
        self._resolver = self._made()
        self._leaving: set[asyncio.Task[None]] = set()
        self._asking: dict[tuple[str, int], asyncio.Task[list[ResolveResult]]] = {}
        self._failed: dict[str, float] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """At most ADDRESSES of them. Raises Unresolved."""
        self._keep_up()
        if self._failed.get(host, 0.0) > self._clock():
            raise Unresolved("left alone")
        asking = self._asking.get((host, family))
        if asking is None:
            asking = asyncio.create_task(self._ask(host, family))
            self._asking[host, family] = asking
            asking.add_done_callback(lambda _: self._asking.pop((host, family), None))
            asking.add_done_callback(_heard)
        found = await asyncio.shield(asking)
        return [{**each, "port": port} for each in found[:ADDRESSES]]

    async def close(self) -> None:
        for asking in [*self._asking.values()]:
            asking.cancel()
        await asyncio.gather(*self._leaving)
        await self._resolver.close()

    def _made(self) -> AsyncResolver:
        servers = self._nameservers or _servers(self._read.decode(errors="replace"))
        return AsyncResolver(timeout=EACH_TRY, tries=TRIES, nameservers=servers or None)

    def _written(self) -> bytes:
        with suppress(OSError):
            return self._resolv_conf.read_bytes()
        return b""

    def _keep_up(self) -> None:
        """The name servers change where a machine comes into another network, or starts before it
        has one. c-ares itself sees that only of a file in /etc that takes the place of another: not
        where it is a link to systemd-resolved's, nor where Docker has mounted and rewrites it.
        """
        if self._nameservers or (written := self._written()) == self._read:
            return
        self._read = written
        self._failed.clear()
        leaving = asyncio.create_task(_close(self._resolver, [*self._asking.values()]))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
        self._resolver = self._made()

    async def _ask(self, host: str, family: socket.AddressFamily) -> list[ResolveResult]:
        try:
            async with asyncio.timeout(self._within):
                return await self._resolver.resolve(host, 0, family)
        except (OSError, ValueError):
            self._leave_alone(host)
            raise Unresolved("not found") from None

    def _leave_alone(self, host: str) -> None:
        if not self._quiet:
            return
        self._failed.pop(host, None)
        self._failed[host] = self._clock() + self._quiet
        if len(self._failed) > REMEMBERED:
            del self._failed[next(iter(self._failed))]


async def _close(resolver: AsyncResolver, asking: Sequence[asyncio.Task[Any]]) -> None:
    """Once what it was asked has ended."""
    await asyncio.gather(*asking, return_exceptions=True)
    await resolver.close()


def _servers(resolv_conf: str) -> list[str]:
    """What c-ares reads out of it too; what it would not understand is left out."""
    return [each for each in _NAMESERVER.findall(resolv_conf) if _is_address(each)]


def _is_address(text: str) -> bool:
    """An IP address, with its zone; IPv4 also with a port."""
    host, _, port = text.rpartition(":")
    with suppress(ValueError):
        return bool(ip_address(host if port.isdecimal() and "." in host else text))
    return False


def _heard(asking: asyncio.Task[list[ResolveResult]]) -> None:
    """Who wanted it may have gone: then nobody else looks at what became of it."""
    if not asking.cancelled():
        asking.exception()


async def connect(names: Names, host: str, port: int) -> socket.socket:
    """A socket that is connected to one of the host's addresses. Raises OSError."""
    found = await names.resolve(host, port, socket.AF_UNSPEC)
    return await start_connection(
        [_info(each) for each in found], happy_eyeballs_delay=NEXT_AFTER, interleave=1
    )


def _info(found: ResolveResult) -> AddrInfoType:
    where = found["host"], found["port"]
    return found["family"], socket.SOCK_STREAM, socket.IPPROTO_TCP, "", where
