"""Which URLs webhooks may go to: public addresses, and networks the operator allows (SSRF).

An address is judged twice: as it is typed, and as it is connected to, when its name has become
numbers; the second is what protects the operator's own network.
"""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from commands.errors import BadEndpoint
from commands.webhooks.special_networks import Address, Network, embedded, is_special

Networks = Sequence[Network]

LONGEST = 500
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}\w)?")


def read(typed: str, allowed: Networks) -> str:
    """An endpoint's address in one form, as it is kept. Raises BadEndpoint with what is wrong."""
    text = typed.strip()
    if len(text) > LONGEST:
        raise BadEndpoint("url", "long", str(LONGEST))
    url = _split(text)
    host, port = url.hostname or "", url.port
    _require_reachable(host, allowed, encrypted=url.scheme == "https")
    shown = f"[{host}]" if ":" in host else host
    query = f"?{url.query}" if url.query else ""
    return f"{url.scheme}://{shown}{f':{port}' if port else ''}{url.path}{query}"


def host_of(url: str) -> str:
    """All of an address that may be told to others: the rest may hold a secret."""
    return urlsplit(url).hostname or ""


def _split(text: str) -> SplitResult:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        raise BadEndpoint("url", "address") from None
    if url.scheme not in {"http", "https"}:
        raise BadEndpoint("url", "scheme")
    if "@" in url.netloc:
        raise BadEndpoint("url", "user")
    if port == 0 or url.fragment or not url.hostname or not re.fullmatch(r"[!-~]+", text):
        raise BadEndpoint("url", "address")
    return url


def _require_reachable(host: str, allowed: Networks, *, encrypted: bool) -> None:
    """A name is judged when it is connected to; here only who can never be reached is refused."""
    address = literal(host)
    if address is None and not _NAME.fullmatch(host):
        raise BadEndpoint("url", "address")
    if address and not may_reach(address, allowed):
        raise BadEndpoint("url", "private")
    if not encrypted and not (is_within(address, allowed) if address else allowed):
        raise BadEndpoint("url", "plain")


def literal(host: str) -> Address | None:
    """The address that a host is, if it is no name. Raises BadEndpoint for odd ways to write one.

    Some readers of addresses take `127.1` and `0x7f000001` for 127.0.0.1.
    """
    if host == "localhost" or host.endswith(".localhost"):
        return IPv4Address("127.0.0.1")
    try:
        return ip_address(host)
    except ValueError:
        if re.fullmatch(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)\.?", host):
            raise BadEndpoint("url", "address") from None
        return None


def may_reach(address: Address, allowed: Networks, *, encrypted: bool = True) -> bool:
    """Whether webhooks may go there; unencrypted only into a network that is allowed.

    Usher's own public address is one like others: what it answers there it answers everybody.
    """
    if is_within(address, allowed):
        return True
    inner = embedded(address)
    return encrypted and not is_special(address) and all(may_reach(each, allowed) for each in inner)


def is_within(address: Address, networks: Networks) -> bool:
    """Also where an IPv4 address is written as an IPv6 one."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return any((mapped or address) in network for network in networks)
