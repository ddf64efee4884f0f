"""Through which proxy an address is called: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from yarl import URL

from bot.settings import hosts, no_proxy, pasted

VARIABLES = ("https_proxy", "http_proxy", "all_proxy", "no_proxy")
PORTS = {"http": 80, "https": 443}
"""Also a proxy's own where none is written, as Python and Go have it; curl takes 1080."""


def in_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What is set of the four: lower case before upper, as in curl and urllib."""
    found = {}
    for name in VARIABLES:
        both = (pasted.stripped(environment.get(each, "")) for each in (name, name.upper()))
        if text := next(filter(None, both), ""):
            found[name] = text
    return found


class Unusable(ValueError):
    """The proxy of `variable` can't be used; the words say why and what to write instead."""

    def __init__(self, variable: str, why: str) -> None:
        super().__init__(why)
        self.variable = variable


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy, and which variable names it."""

    variable: str
    url: str
    login: bytes = field(default=b"", repr=False)

    def __str__(self) -> str:
        where = URL(self.url)
        return f"{where.host_subcomponent}:{where.port} ({self.variable})"

    @property
    def authorization(self) -> str:
        """The header's value (RFC 7617), in the bytes that were written."""
        return f"Basic {b64encode(self.login).decode()}" if self.login else ""


@dataclass(frozen=True, slots=True)
class Proxies:
    """What the four variables say. Of a variable that is in no use here nothing is judged."""

    https_proxy: str = field(default="", repr=False)
    http_proxy: str = field(default="", repr=False)
    all_proxy: str = field(default="", repr=False)
    no_proxy: str = ""

    def of(self, address: str) -> Proxy | None:
        """The one for an http(s) address; None: it is called directly. Raises Unusable."""
        variable, why = self._way(address)
        if why:
            return None
        return read(variable, getattr(self, variable), urlsplit(address).hostname or "")

    def way(self, address: str) -> str:
        """The proxy by its host and port, or why there is none; for the log."""
        return self._way(address)[1] or str(self.of(address))

    def _way(self, address: str) -> tuple[str, str]:
        """The variable that counts, and why it does not."""
        url = urlsplit(address)
        host, port = url.hostname or "", url.port or PORTS[url.scheme]
        own = f"{url.scheme}_proxy"
        variable = own if getattr(self, own) else "all_proxy"
        if not getattr(self, variable):
            other = url.scheme == "https" and self.http_proxy
            return variable, "none: HTTP_PROXY is for http:// alone" if other else "none"
        if no_proxy.is_here(host):
            return variable, "none: it is this machine"
        if no_proxy.leaves_out(self.no_proxy, host, port):
            return variable, "none: NO_PROXY names it"
        return variable, ""

    def secrets(self) -> Iterator[str]:
        """Users and passwords, in each form in which they might be seen."""
        for written in (self.https_proxy, self.http_proxy, self.all_proxy):
            if not (login := _apart(written)[1]):
                continue
            yield login
            for part in login.split(":", 1):
                yield from (part, unquote(part))
            yield b64encode(_unquoted(login)).decode()


def read(variable: str, written: str, called: str) -> Proxy:
    """Read `http://user:pass@proxy.example.com:3128`; the scheme may be missing, as curl takes it.

    Raises Unusable, with how to call the host `called` directly.
    """
    why = pasted.fault(variable, written) or _fault(written)
    scheme, login, where = _apart(written)
    try:
        url = URL(f"{scheme}://{where}")
        port, host = url.port, hosts.read(url.host or "")
    except ValueError:
        port = host = None
    if not why and not (host and port):
        why = "its host or port can't be read"
    if not why and url != url.origin():
        why = "nothing may follow its port"
    if why:
        raise Unusable(
            variable.upper(), f"{why}; or put {called} into NO_PROXY, to call it directly"
        )
    return Proxy(variable.upper(), str(url.origin()), _unquoted(login))


def _fault(written: str) -> str:
    """What people write that is no HTTP proxy."""
    scheme = _apart(written)[0]
    if re.search(r"\s", written):
        return "it must not hold blanks"
    if scheme.startswith("socks"):
        return "Usher speaks to HTTP proxies alone, not SOCKS: name one with http://"
    return "" if scheme in PORTS else "it must begin with http:// or https://"


def _apart(written: str) -> tuple[str, str, str]:
    """Scheme, login as it is written, and the rest."""
    scheme, found, rest = written.partition("://")
    if not found:
        scheme, rest = "http", written
    login, _, where = rest.rpartition("@")
    return scheme.lower(), login, where


def _unquoted(login: str) -> bytes:
    """`user:password` without its escapes; bytes that are no UTF-8 stay as they are."""
    if login and ":" not in login:
        login = f"{login}:"
    return unquote(login, errors="surrogateescape").encode(errors="surrogateescape")
