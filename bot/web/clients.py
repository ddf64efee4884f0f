"""The client's IP address, as our own proxies vouch for it."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.requests import Request

from bot.settings.values import Network

Address = IPv4Address | IPv6Address
HOUSEHOLD = 64
"""Bits of an IPv6 address: who has one has all of the network behind it."""


def client(request: Request, proxies: Sequence[Network]) -> str:
    """The address that counts for limits, an IPv6 one as its network.

    `X-Forwarded-For` is read from the right, as long as a proxy of ours wrote it: whatever stands
    further left anybody may have made up.
    """
    found = _address(request.client.host if request.client else "")
    if found is None:
        return ""
    hops = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    while hops and _is_one_of(found, proxies):
        nearer = _address(_bare(hops.pop()))
        if nearer is None:
            break
        found = nearer
    return _shared(found)


def household(neighbour: str) -> str | None:
    """The address at the other end of a connection, in the form in which it counts for limits."""
    found = _address(neighbour)
    return _shared(found) if found else None


def is_trusted(neighbour: str, proxies: Sequence[Network]) -> bool:
    """Whether it is a proxy of ours."""
    found = _address(neighbour)
    return found is not None and _is_one_of(found, proxies)


def is_far(neighbour: str) -> bool:
    """Whether it comes from an address of the internet: not of this machine or a private network,
    nor from behind a carrier (100.64.0.0/10), where some clouds have their load balancers.
    """
    found = _address(neighbour)
    return found is not None and found.is_global


def _shared(address: Address) -> str:
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> HOUSEHOLD << HOUSEHOLD))
    return str(address)


def _bare(hop: str) -> str:
    """Without a port: `192.0.2.1:4711`, `[2001:db8::1]:4711`."""
    hop = hop.strip()
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    # A socket that listens on both shows IPv4 clients as ::ffff:192.0.2.1.
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _is_one_of(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)
