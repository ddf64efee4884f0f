"""The networks that are not the public internet: our own list, the same on every Python.

From IANA's registries, as they stood when last updated:
- IPv4 Special-Purpose Address Registry, 2025-10-09
  https://www.iana.org/assignments/iana-ipv4-special-registry
- IPv6 Special-Purpose Address Registry, 2025-10-09
  https://www.iana.org/assignments/iana-ipv6-special-registry
- IPv6 Address Space, 2025-10-23: global unicast is 2000::/3, the rest is reserved
  https://www.iana.org/assignments/ipv6-address-space

Each of their blocks that is not "Globally Reachable" is here, with multicast (RFC 5771, RFC 4291),
and where the clouds answer their machines' questions about themselves (metadata). Two blocks are
here as a whole though IANA excepts parts of them: what is excepted leads to a service of one's own
network (PCP, TURN), or is no address to connect to (ORCHID). To renew it: compare with the
registries, change this list and its dates; the tests go by the list.
"""

from collections.abc import Iterator
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

SPECIAL: dict[Network, str] = {
    ip_network(block): name
    for block, name in {
        "0.0.0.0/8": "this network (RFC 791)",
        "10.0.0.0/8": "private use (RFC 1918)",
        "100.64.0.0/10": "shared address space (RFC 6598); Alibaba's metadata, 100.100.100.200",
        "127.0.0.0/8": "loopback (RFC 1122)",
        "168.63.129.16/32": "Azure's metadata, a public address",
        "169.254.0.0/16": "link-local (RFC 3927); metadata of most clouds, 169.254.169.254",
        "172.16.0.0/12": "private use (RFC 1918)",
        "192.0.0.0/24": "IETF protocol assignments (RFC 6890); Oracle's metadata, 192.0.0.192",
        "192.0.2.0/24": "documentation (RFC 5737)",
        "192.88.99.0/24": "6to4 relays, deprecated (RFC 7526)",
        "192.168.0.0/16": "private use (RFC 1918)",
        "198.18.0.0/15": "benchmarking (RFC 2544)",
        "198.51.100.0/24": "documentation (RFC 5737)",
        "203.0.113.0/24": "documentation (RFC 5737)",
        "224.0.0.0/4": "multicast (RFC 5771)",
        "240.0.0.0/4": "reserved (RFC 1112), with limited broadcast (RFC 8190)",
        "::/3": (
            "no global unicast: unspecified, loopback, IPv4-compatible and -translated (RFC 4291, "
            "RFC 2765), local NAT64 (RFC 8215), discard-only (RFC 6666), dummy (RFC 9780)"
        ),
        "2001::/23": (
            "IETF protocol assignments (RFC 2928): Teredo (RFC 4380), benchmarking (RFC 5180), "
            "ORCHID (RFC 4843, RFC 7343), drones' tags (RFC 9374)"
        ),
        "2001:db8::/32": "documentation (RFC 3849)",
        "3fff::/20": "documentation (RFC 9637)",
        "4000::/2": "no global unicast: segment routing (RFC 9602)",
        "8000::/1": (
            "no global unicast: unique-local (RFC 4193) with metadata of Amazon, Google and others,"
            " link-local (RFC 4291), site-local (RFC 3879), multicast (RFC 4291)"
        ),
    }.items()
}

_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")
BY_CONTENT = _MAPPED, _NAT64
"""IPv4-mapped (RFC 4291) and NAT64 (RFC 6052): such an address is judged by what it holds alone."""

_LOW = 0xFFFF_FFFF
_ISATAP, _ISATAP_MASK = 0x0000_5EFE, 0xFCFF_FFFF
"""RFC 5214, 6.1: before the IPv4 address, with the two bits u and g either way."""


def is_special(address: Address) -> bool:
    """Whether it is none of the public internet's. What it holds is for `embedded` to say."""
    if any(address in network for network in BY_CONTENT):
        return False
    return any(address in network for network in SPECIAL)


def embedded(address: Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that an IPv6 address may lead to."""
    if isinstance(address, IPv4Address):
        return
    number = int(address)
    if any(address in network for network in BY_CONTENT) or (
        (number >> 32) & _ISATAP_MASK == _ISATAP
    ):
        yield IPv4Address(number & _LOW)
    if address in _6TO4:
        yield IPv4Address((number >> 80) & _LOW)
