"""Which hosts are called directly: those that NO_PROXY names, and this machine.

There is no standard. What curl, Go (golang.org/x/net/http/httpproxy), Python's urllib and requests
each understand is understood here, and what one of them does not know is no reason to fail: the
variable is the whole machine's.
"""

import re
from contextlib import suppress
from fnmatch import fnmatchcase
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

HOSTS = Path("/etc/hosts")
# Quotes are what some tools leave of an env file's.
_BETWEEN = re.compile(r"[\s,;\"']+")
_PORT = re.compile(r"(?P<host>[^:]+|\[[^\]]*\])(?::(?P<port>\d{1,5}))?")


def leaves_out(no_proxy: str, host: str, port: int) -> bool:
    """Tell whether one of its parts names the host: `slack.com` (and all below it, as
    `.slack.com` and `*.slack.com` do), `10.0.0.0/8`, `fd00::1`, `[::1]:8080`, `10.*`, `*`.
    """
    return any(_names(part, plain(host), port) for part in _BETWEEN.split(no_proxy) if part)


def _names(part: str, host: str, port: int) -> bool:
    written = part.rpartition("://")[2].rstrip("/")
    apart = _PORT.fullmatch(written)
    name, wanted = (apart["host"], apart["port"]) if apart else (written, None)
    if wanted and int(wanted) != port:
        return False
    name = plain(name)
    if address := _address(host):
        with suppress(ValueError):
            return address in ip_network(name, strict=False)
        return fnmatchcase(host, name)
    below = name.removeprefix("*").removeprefix(".")
    return any(fnmatchcase(host, each) for each in (name, below, f"*.{below}"))


def plain(host: str) -> str:
    """Write a host as it is compared: lower case, in ASCII, no brackets, no last dot."""
    name = host.strip("[]").rstrip(".").lower()
    with suppress(UnicodeError):
        return name if name.isascii() else name.encode("idna").decode()
    return name


def is_here(host: str) -> bool:
    """Tell whether it is this machine: by its address, as localhost, or by /etc/hosts."""
    name = plain(host)
    if address := _address(name):
        return address.is_loopback or address.is_unspecified
    return name == "localhost" or name.endswith(".localhost") or name in _named_here(HOSTS)


@cache
def _named_here(hosts: Path) -> frozenset[str]:
    """Read once: it is asked for at each call, and some hold a hundred thousand lines."""
    found: set[str] = set()
    with suppress(OSError):
        for line in hosts.read_text("utf-8", "replace").splitlines():
            where, *names = line.partition("#")[0].split() or [""]
            if (address := _address(where)) and address.is_loopback:
                found.update(map(plain, names))
    return frozenset(found)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    """None where it is a name. IPv4 in IPv6 (`::ffff:10.0.0.1`) is what is in it."""
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
