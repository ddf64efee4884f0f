"""What the text of a setting means.

Each reader raises ValueError with a sentence for people, which never repeats the text: it may
hold a secret.
"""

import re
from dataclasses import dataclass, field
from email.utils import getaddresses
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

from bot.settings import strength

Network = IPv4Network | IPv6Network
Tls = Literal["tls", "starttls", "opportunistic", "none"]

SHORTEST_KEY = 16
MAKE_A_KEY = 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"'


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


@dataclass(frozen=True, slots=True)
class Sender:
    """Who every mail comes from: a display name, maybe empty, and an ASCII address."""

    name: str
    address: str


def smtp_server(text: str) -> SmtpServer:
    """Read `smtp://user:pass@host:587` or `smtps://host:465`."""
    url = _url(text, ("smtp", "smtps"))
    if url.path.strip("/") or url.fragment:
        raise ValueError("nothing may follow the host; in a password write / as %2F, # as %23")
    server = SmtpServer(
        host=url.hostname or "",
        port=url.port or (465 if url.scheme == "smtps" else 587),
        tls=_tls(url),
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
    )
    if bool(server.user) != bool(server.password):
        raise ValueError("a user needs a password, and a password a user")
    return server


def _tls(url: SplitResult) -> Tls:
    if url.scheme == "smtps":
        if url.query:
            raise ValueError("smtps:// is encrypted from the start and takes no ?starttls")
        return "tls"
    exposed = bool(url.username) and not _is_local(url.hostname)
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


def _is_local(host: str | None) -> bool:
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"


def _url(text: str, schemes: tuple[str, ...]) -> SplitResult:
    expected = " or ".join(f"{scheme}://" for scheme in schemes)
    try:
        url = urlsplit(text)
        # urllib names the odd port in its own error, and that may be a piece of a password.
        wrong_port = url.port == 0
    except ValueError:
        wrong_port = True
    if wrong_port:
        raise ValueError("its host or port can't be read; in a password write @ : / # ? as %40 …")
    if url.scheme not in schemes or not url.hostname:
        raise ValueError(f"it must begin with {expected} and name a host")
    if re.search(r"[\s\x00-\x1f\x7f]", text):
        raise ValueError("it must not hold blanks")
    return url


def sender(text: str) -> Sender:
    """Read `Usher <invites@example.com>` or the bare address."""
    if re.search(r"[\x00-\x1f\x7f]", text):
        raise ValueError("it must be one line")
    people = getaddresses([text])
    if len(people) != 1 or not people[0][1]:
        raise ValueError('it must be one address; a name with a comma stands in "quotes"')
    name, address = people[0]
    try:
        found = validate_email(
            address,
            allow_smtputf8=False,
            check_deliverability=False,
            globally_deliverable=False,
        )
    except EmailNotValidError:
        raise ValueError("its address is not one that mail can come from") from None
    if not address.isascii():
        raise ValueError("its address must be in plain ASCII (the domain in its xn-- form)")
    return Sender(name, found.ascii_email or address)


def web_address(text: str) -> str:
    """Read an http(s) address that others are joined to: no query, no last slash."""
    url = _url(text, ("http", "https"))
    if url.query or url.fragment or "?" in text or "#" in text:
        raise ValueError("it must not hold ? or #")
    if url.username or url.password:
        raise ValueError("it must not hold a user or a password")
    return text.rstrip("/")


def database_address(text: str) -> str:
    """Read SQLAlchemy's form of a database's address, with psycopg 3 for PostgreSQL."""
    scheme, _, rest = text.partition("://")
    if scheme == "sqlite" and re.fullmatch(r"/[^?:][^?]*", rest):
        return text
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and rest:
        return f"postgresql+psycopg://{rest}"
    raise ValueError("it must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")


def keys(text: str) -> tuple[str, ...]:
    """Read comma-separated keys, newest first."""
    found = tuple(key for part in text.split(",") if (key := part.strip()))
    if not found or any(len(key) < SHORTEST_KEY for key in found):
        raise ValueError(
            f"each key needs at least {SHORTEST_KEY} characters; make one with {MAKE_A_KEY}"
        )
    if any(strength.bits(key) < strength.ENOUGH for key in found):
        raise ValueError(
            "a key that repeats itself, runs along the alphabet or a keyboard, or is an example's "
            f"words can be guessed; make one with {MAKE_A_KEY}"
        )
    if len({*found}) < len(found):
        raise ValueError("one key stands in it twice: name each once, the newest first")
    return found


def networks(text: str) -> tuple[Network, ...]:
    """Read comma-separated addresses and networks, as in `10.0.0.0/8, ::1`."""
    try:
        return tuple(
            ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip()
        )
    except ValueError:
        raise ValueError("it must be addresses or networks, with commas between") from None


def command_name(text: str) -> str:
    """Read a slash command's name by Slack's rules: lower case, no blanks, 32 at most."""
    if not re.fullmatch(r"/[^\s/A-Z]{1,31}", text) or text != text.lower():
        raise ValueError("it must be / and at most 31 letters in lower case, without blanks")
    return text


def hidden(text: str) -> tuple[str, ...]:
    """Give what must not be seen of a secret: of an address only its password, in both forms."""
    if "://" not in text:
        return (text,)
    password = urlsplit(text).password
    return (password, unquote(password)) if password else ()
