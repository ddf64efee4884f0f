"""SMTP_URL: where mail is handed over, and how it is encrypted."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import SplitResult, unquote

from bot.settings import urls

Tls = Literal["tls", "starttls", "opportunistic", "none"]
SUBMISSION, SUBMISSIONS = 587, 465
"""RFC 6409: begins in plain; RFC 8314: encrypted from the first byte."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over, and how it is encrypted.

    "tls": from the first byte; "starttls": by STARTTLS or not at all; "opportunistic": by
    STARTTLS where the server offers it; "none": never. `helo` is how we call ourselves (EHLO):
    where it is empty, by the address that we come from.
    """

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)
    helo: str = ""


def read(text: str) -> SmtpServer:
    """Read `smtp://user:pass@host:587` or `smtps://host:465`.

    Raises ValueError with a sentence for people, which never repeats the text.
    """
    given = urls.read(text, ("smtp", "smtps"))
    url = given.url
    if url.path.strip("/") or url.fragment:
        raise ValueError("nothing may follow the host; in a password write / as %2F, # as %23")
    server = SmtpServer(
        host=given.host,
        port=given.port or (SUBMISSIONS if url.scheme == "smtps" else SUBMISSION),
        tls=_tls(url, given.host),
        user=_decoded(url.username),
        password=_decoded(url.password),
    )
    if bool(server.user) != bool(server.password):
        raise ValueError("a user needs a password, and a password a user")
    if not _is_local(server.host):
        _speaks_at_its_port(server)
    return server


def _tls(url: SplitResult, host: str) -> Tls:
    if url.scheme == "smtps":
        if url.query:
            raise ValueError("smtps:// is encrypted from the start and takes no ?starttls")
        return "tls"
    exposed = bool(url.username) and not _is_local(host)
    match url.query:
        case "":
            return "starttls" if exposed else "opportunistic"
        case "starttls=required":
            return "starttls"
        case "starttls=never" if not exposed:
            return "none"
        case "starttls=never":
            raise ValueError("a password is sent only over TLS: leave out ?starttls=never")
        case _:
            raise ValueError("only ?starttls=required or ?starttls=never may follow the host")


def _speaks_at_its_port(server: SmtpServer) -> None:
    """Raises ValueError where both would wait for the other, or not understand a word."""
    if server.port == SUBMISSIONS and server.tls != "tls":
        raise ValueError("port 465 is encrypted from the start: write smtps:// instead of smtp://")
    if server.port == SUBMISSION and server.tls == "tls":
        raise ValueError(
            "port 587 is not encrypted from the start: write smtp:// instead of smtps://, and"
            " ?starttls=required behind it; or leave out the port"
        )


def _decoded(part: str | None) -> str:
    try:
        return unquote(part or "", errors="strict")
    except UnicodeDecodeError:
        raise ValueError("its user or password is no UTF-8; write % as %25") from None


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
