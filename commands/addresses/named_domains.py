"""Domains as an admin types them into the settings: each stands for everybody there."""

import re
import unicodedata
from typing import Literal

import idna

from commands.addresses import endings, slips
from commands.addresses.readable import readable
from commands.characters import clean

LONGEST = 253
SHOWN = 100
"""Characters of a piece that is refused."""
_BETWEEN = re.compile(r"[\s,;，；、]+")
_JOINERS = "\u200c\u200d"
"""Persian and Indian names are written with them: RFC 5892, appendix A."""
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9-]{2,63}")

Why = Literal["domain", "address", "ending", "slip"]
"""What a piece is instead: no domain at all, one person's address, an ending of many domains, or a
domain with an ending that there is not and that is near to a usual one.
"""


def read(text: str) -> tuple[set[str], dict[Why, list[str]]]:
    """The domains in ASCII, and the pieces that are none, by what they are.

    `@example.com` and `example.com.` are example.com; nothing else is turned into what it does not
    say. What can't be seen parts two domains, as a space does.
    """
    found: set[str] = set()
    wrong: dict[Why, list[str]] = {}
    for piece in filter(None, _BETWEEN.split(_seen(text))):
        domain = _ascii(piece.replace("＠", "@").removeprefix("@"))
        if why := _why_not(piece, domain):
            wrong.setdefault(why, []).append(clean(piece)[:SHOWN])
        else:
            found.add(domain)
    return found, wrong


def _seen(text: str) -> str:
    return "".join(
        " " if unicodedata.category(char) in {"Cc", "Cf"} and char not in _JOINERS else char
        for char in text
    )


def _ascii(bare: str) -> str:
    """Empty where it can be no domain."""
    if len(bare) > LONGEST:
        return ""
    try:
        return idna.encode(bare.lower(), uts46=True).decode().removesuffix(".")
    except idna.IDNAError:
        return ""


def _only_looks_like(piece: str, domain: str) -> bool:
    """Letters of several alphabets: whoever means it types its ASCII form, as in an address."""
    return not piece.isascii() and "xn--" in domain and readable(domain) == domain


def _why_not(piece: str, domain: str) -> Why | None:
    if "@" in piece.replace("＠", "@").removeprefix("@"):
        return "address"
    if domain and endings.is_one(domain):
        return "ending"
    if not _DOMAIN.fullmatch(domain) or _only_looks_like(piece, domain):
        return "domain"
    return "slip" if not endings.of(domain) and slips.with_usual_ending(domain) else None
