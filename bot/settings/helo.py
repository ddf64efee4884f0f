"""What Usher calls itself in EHLO (RFC 5321, 2.3.5 and 4.1.3): a name that all can look up, or an
address literal. Many servers refuse anything else (Postfix: "need fully-qualified hostname").
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from email_validator import SPECIAL_USE_DOMAIN_NAMES

from bot.settings import hosts

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_FULL = re.compile(rf"(?:{_LABEL}\.)+(?=[^.]*[a-z]){_LABEL}")
# Endings that no name server of the world knows: email-validator's (RFC 6761 and its kin), those of
# RFC 6762's appendix G, and that of a Linux machine which nobody has named.
_NOBODY_ELSES = {
    *SPECIAL_USE_DOMAIN_NAMES,
    *("corp", "home", "internal", "intranet", "lan", "private", "localdomain"),
}


def read(text: str) -> str:
    """Read SMTP_HELO: a full name, or an address literal. Raises ValueError."""
    found = _literal(text) if text.startswith("[") else _full_name(text)
    if not found:
        raise ValueError(
            "it must be a full name, with a dot in it, or an address in brackets:"
            " [192.0.2.1] or [IPv6:2001:db8::1]"
        )
    return found


def default(public_url: str, sender: str) -> str:
    """The pages' host, else the sender's domain, where all can look it up; else nothing."""
    hosts = (urlsplit(public_url).hostname or "", sender.rpartition("@")[2])
    names = map(_full_name, hosts)
    return next((name for name in names if name and not _is_nobody_elses(name)), "")


def literal(address: str) -> str:
    """An address as EHLO has it, without the zone that only this machine knows (`%eth0`)."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv4Address):
        return f"[{found}]"
    return f"[{found.ipv4_mapped}]" if found.ipv4_mapped else f"[IPv6:{found}]"


def _full_name(text: str) -> str:
    """Its ASCII form in lower case, without the last dot; empty where it is none."""
    name = text.lower()
    if not name.isascii():
        try:
            name = hosts.in_ascii(text)
        except ValueError:
            return ""
    name = name.removesuffix(".")
    return name if len(name) <= hosts.LONGEST and _FULL.fullmatch(name) else ""


def _literal(text: str) -> str:
    inner = text[1:].removesuffix("]") if text.endswith("]") else ""
    tag, colon, rest = inner.partition(":")
    try:
        if tag.lower() == "ipv6" and "%" not in rest:
            return f"[IPv6:{IPv6Address(rest)}]"
        return "" if colon else f"[{IPv4Address(inner)}]"
    except ValueError:
        return ""


def _is_nobody_elses(name: str) -> bool:
    return name.rpartition(".")[2] in _NOBODY_ELSES
