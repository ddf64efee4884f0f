"""The name or address of a host, as it goes over the network."""

import re
import socket
from contextlib import suppress
from ipaddress import IPv6Address, ip_address

import idna

LONGEST = 253
# Names of containers may hold `_`, unlike those of RFC 1123.
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NUMBERS = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")


def read(text: str) -> str:
    """An IP address without brackets, or a name in lower case and its ASCII form (UTS 46).

    The last dot is dropped: a certificate has none. Raises ValueError.
    """
    if ":" in text:
        address = IPv6Address(text)
        return str(address.ipv4_mapped or address)
    name = (text if text.isascii() else in_ascii(text)).lower().removesuffix(".")
    if _NUMBERS.fullmatch(name):
        return _ipv4(name)
    if len(name) > LONGEST or not _NAME.fullmatch(name):
        raise ValueError("its host is no name or address")
    return name


def in_ascii(name: str) -> str:
    """Its A-labels (RFC 5891). Raises ValueError."""
    try:
        return idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        raise ValueError("its host has letters that no name may have") from None


def listening(text: str) -> str:
    """Read HOST: a host alone, IPv6 also in brackets. Raises ValueError."""
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    with suppress(ValueError):
        found = read(bare)
        if not _is_for_many(found):
            return found
    raise ValueError(
        "it must be an address or a name of this machine and nothing else: 127.0.0.1, 0.0.0.0 for"
        " all that it has, or ::1; the port stands in a setting of its own"
    )


def _ipv4(text: str) -> str:
    """Also the short forms that every browser and C library reads, as in 127.1."""
    try:
        return socket.inet_ntoa(socket.inet_aton(text))
    except OSError:
        raise ValueError("its host is no address") from None


def _is_for_many(host: str) -> bool:
    try:
        return ip_address(host).is_multicast or host == "255.255.255.255"
    except ValueError:
        return False
