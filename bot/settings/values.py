"""What the text of a setting means.

Each reader raises ValueError with a sentence for people, which never repeats the text: it may
hold a secret.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import getaddresses
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

from bot.settings import strength

Network = IPv4Network | IPv6Network

SHORTEST_KEY = 16
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_BETWEEN_KEYS = re.compile(r"[,\r\n]")
MAKE_A_KEY = 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"'


@dataclass(frozen=True, slots=True)
class Sender:
    """Who every mail comes from: a display name, maybe empty, and an ASCII address."""

    name: str
    address: str


def sender(text: str) -> Sender:
    """Read `Usher <invites@example.com>` or the bare address."""
    if re.search(r"[\x00-\x1f\x7f]", text):
        raise ValueError("it must be one line")
    people = getaddresses([text])
    # A colon makes a group of it (RFC 5322, 3.4), and what stands before is no part of the name.
    if len(people) != 1 or not people[0][1] or ":" in _QUOTED.sub("", text):
        raise ValueError('it must be one address; a name with , : ; @ or [ ] stands in "quotes"')
    name, address = people[0]
    try:
        # Below another name any domain will do, as localhost, corp.local and usher.test are.
        validate_email(f"{address}.example", allow_smtputf8=False, check_deliverability=False)
    except EmailNotValidError:
        raise ValueError("its address is not one that mail can come from") from None
    if not address.isascii():
        raise ValueError("its address must be in plain ASCII (the domain in its xn-- form)")
    if "=?" in address:
        raise ValueError("its address must not hold =?: mail programs would decode it")
    local, _, domain = address.rpartition("@")
    return Sender(name, f"{local}@{domain.lower()}")


def database_address(text: str) -> str:
    """Read SQLite's file or libpq's form of an address."""
    scheme, _, rest = text.partition("://")
    if scheme == "sqlite" and re.fullmatch(r"/[^?:][^?]*", rest):
        return text
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and rest:
        from storage.postgresql import parameters  # noqa: PLC0415 - SQLite does without its driver

        parameters(text)
        return text
    raise ValueError("it must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")


def keys(text: str) -> tuple[str, ...]:
    """Read keys, newest first, with commas or lines between.

    Quotes around them are not meant. Before, they and the ends of lines belonged to the keys: what
    was made with those is still understood.
    """
    found = _keys(part.strip().strip("\"'") for part in _BETWEEN_KEYS.split(text))
    if not found or any(len(key) < SHORTEST_KEY for key in found):
        raise ValueError(
            f"each key needs at least {SHORTEST_KEY} characters; make one with {MAKE_A_KEY}"
        )
    if any(strength.bits(key) < strength.ENOUGH for key in found):
        raise ValueError(
            "a key that repeats itself, runs along the alphabet or a keyboard, or is an example's "
            "words, a command or only names where the key is, can be guessed; make one with "
            f"{MAKE_A_KEY}"
        )
    if len({*found}) < len(found):
        raise ValueError("one key stands in it twice: name each once, the newest first")
    return tuple(dict.fromkeys([*found, *_keys(text.split(","))]))


def _keys(parts: Iterable[str]) -> list[str]:
    return [key for part in parts if (key := part.strip())]


def networks(text: str) -> tuple[Network, ...]:
    """Read addresses and networks, as in `10.0.0.0/8, ::1`."""
    try:
        return tuple(
            _unmapped(ip_network(part, strict=False)) for part in re.split(r"[,\s]+", text) if part
        )
    except ValueError:
        raise ValueError(
            "it must be addresses or networks with commas between, not names; where the address of"
            " a container changes, name its network, such as 172.16.0.0/12"
        ) from None


def _unmapped(network: Network) -> Network:
    """IPv4 as such, also where it is written as IPv6 (RFC 4291, 2.5.5.2): so clients count."""
    mapped = network.network_address.ipv4_mapped if isinstance(network, IPv6Network) else None
    return IPv4Network((mapped, network.prefixlen - 96)) if mapped else network


def command_name(text: str) -> str:
    """Read a slash command's name by Slack's rules: lower case, no blanks, 32 at most."""
    if not re.fullmatch(r"/[^\s/\"'`<>&A-Z]{1,31}", text) or text != text.lower():
        raise ValueError("it must be / and at most 31 letters in lower case, without blanks")
    return text


def hidden(text: str) -> tuple[str, ...]:
    """Give what must not be seen of a secret: of an address only its passwords, in both forms."""
    if "://" not in text:
        return (text,)
    if text.startswith("postgres"):
        passwords = _LIBPQ_PASSWORD.findall(text)
    else:
        passwords = [urlsplit(text).password or ""]
    return tuple(form for each in passwords if each for form in (each, unquote(each)))


# Its user ends at the first @, and there may be several hosts, which urllib doesn't know.
_LIBPQ_PASSWORD = re.compile(r"(?:://[^@/:]*:|[?&](?:ssl)?password=)([^@/&]*)(?=@|&|$)")
