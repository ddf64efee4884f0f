"""What people type and paste into the address field: addresses and refusals."""

import html
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from typing import Literal

from email_validator import EmailNotValidError, validate_email

from commands.addresses.address import Address
from commands.characters import clean
from commands.errors import BadAddress, BadAddresses, NoAddress, SeveralAddresses, TextTooLong

Reason = Literal["syntax", "non_ascii", "special", "too_long", "mixed"]

# HTML's longest name has 31 letters; more digits than Python reads are no sign.
_ENTITY = re.compile(r"&#?[0-9A-Za-z]{1,32};")
# What was meant as one address, and is none: "ada"@example.com, ada@<example.com>, ada @example.com
_BROKEN = re.compile(
    r"""(?:"[^"<>\n]*"|<[^<>\n]*>)@[^\s,;<>"]+"""
    r"""|[^\s,;<>"]*@(?:"[^"<>\n]*"|<[^<>\n]*>)"""
    r"""|[^\s,;<>"@]+[ ]+@[^\s,;<>"@.]+\.[^\s,;<>"@]+"""
)
# Each alternative gives up at the first character that is not its own: hostile text costs no more
# than its length.
_TOKEN = re.compile(
    _BROKEN.pattern + r"""|"[^"<>\n]*"|<(?P<angle>[^<>\n]*)>|(?P<end>[,;\n])|[^\s,;<>"]+"""
)
_AT = re.compile(r"\S@\S")
# What stands around an address in a sentence; an apostrophe may belong to it.
_AROUND = re.compile(r"[\s<>|,;:?!\"()\[\]{}*~`…“”„«»]+")
_SEPARATORS = re.compile(r"[\s,;]+")
_MAILTO = "mailto:"
_SPECIAL = (".test", ".local", ".localhost", ".invalid", ".onion", ".arpa")
MAX_NAME = 80
MAX_TEXT = 3000
"""Characters: Slack's plain text input holds no more."""
MAX_MESSAGE = 100_000
"""Characters of a message in which addresses are looked for; Slack's hold 40,000."""
MAX_ADDRESS = 320
"""Characters: 64 before the @ and 255 behind it (RFC 5321). With `mailto:` before it a few more."""


def read(text: str) -> list[Address]:
    """The addresses in `text`, each once, in the order typed.

    Raises NoAddress, TextTooLong, or BadAddresses naming each piece that is none.
    """
    found: dict[str, Address] = {}
    refused: list[BadAddress] = []
    for name, piece in _pieces(_whole(text)):
        try:
            address = _check(piece, name)
        except _Refusal as refusal:
            refused.append(refusal.problem)
        else:
            found.setdefault(address.email, address)
    if refused:
        raise BadAddresses(tuple(refused))
    if not found:
        raise NoAddress
    return list(found.values())


def one(text: str) -> Address:
    """The only address in `text`; raises as `read`, and SeveralAddresses where it isn't alone."""
    addresses = read(text)
    if len(addresses) != 1:
        raise SeveralAddresses
    return addresses[0]


def candidates(text: str) -> list[str]:
    """The pieces of a text that may each be an address, each once: quick, whatever it is."""
    pieces = _AROUND.split(_without_entities(text[:MAX_MESSAGE]))
    long = MAX_ADDRESS + len(_MAILTO)
    return list(dict.fromkeys(each for each in pieces if _AT.search(each) and len(each) <= long))


def in_piece(piece: str) -> Address | None:
    """The address that a candidate is, if it is one."""
    with suppress(BadAddresses, NoAddress, SeveralAddresses, TextTooLong):
        return one(piece)
    return None


def _whole(text: str) -> str:
    """The text with HTML's entities read, and then without what can't be seen.

    Raises TextTooLong.
    """
    text = text.strip()
    if len(text) > MAX_TEXT:
        raise TextTooLong(MAX_TEXT)
    return clean(_without_entities(text))


def _without_entities(text: str) -> str:
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of a name (often empty) and what should be an address.

    The words before <a@b> are its name, but for those up to the last that has an @ itself.
    """
    before: list[str] = []
    for token in _TOKEN.finditer(text):
        if token["angle"] is not None:
            yield from _angle(token["angle"], before)
            before = []
        elif token["end"]:
            yield from _plain(before)
            before = []
        else:
            before.append(token[0])
    yield from _plain(before)


def _angle(inside: str, before: list[str]) -> Iterator[tuple[str, str]]:
    """What stands in angle brackets, with its name if it is one address."""
    inside = inside.strip()
    if inside.lower().startswith(_MAILTO):
        inside = inside.partition("|")[0]
    meant = (n for n, word in enumerate(before) if _AT.search(word) or _BROKEN.fullmatch(word))
    first = 1 + max(meant, default=-1)
    addresses = list(_plain([inside]))
    if len(addresses) != 1:
        yield from _plain(before)
        yield from addresses
        return
    yield from _plain(before[:first])
    name = " ".join(word.strip("\"'") for word in before[first:])
    yield " ".join(name.split())[:MAX_NAME].rstrip(), addresses[0][1]


def _plain(words: list[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        if _BROKEN.fullmatch(word):
            yield "", word
            continue
        for piece in _SEPARATORS.split(word):
            if bare := _bare(piece):
                yield "", bare


def _bare(piece: str) -> str:
    """Without brackets and quotes around it, and the full stop that ended a sentence."""
    bare = piece.lstrip("<([\"'").rstrip(">)]\"'.")
    if not bare.lower().startswith(_MAILTO):
        return bare
    return bare[len(_MAILTO) :].partition("?")[0]


class _Refusal(Exception):
    def __init__(self, problem: BadAddress) -> None:
        self.problem = problem


def _check(piece: str, name: str) -> Address:
    if len(piece) > MAX_ADDRESS:
        raise _Refusal(BadAddress(piece[:MAX_ADDRESS], "too_long"))
    try:
        valid = validate_email(piece, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as error:
        raise _Refusal(BadAddress(piece, _why(piece, str(error)))) from error
    ascii_form = f"{valid.local_part}@{valid.ascii_domain}"
    if piece.isascii():
        return Address(ascii_form, ascii_form.lower(), name)
    if len(_scripts(valid.domain)) > 1:
        raise _Refusal(BadAddress(piece, "mixed", ascii_form))
    return Address(f"{valid.local_part}@{valid.domain}", ascii_form.lower(), name)


def _scripts(domain: str) -> set[str]:
    """The alphabets in a domain; with more than one it may only look like what was meant (UTS 39):
    its ASCII form is shown, and whoever means it types that.
    """
    return {unicodedata.name(char, "?").split()[0] for char in domain if char.isalpha()}


def _why(piece: str, said: str) -> Reason:
    local, _, domain = piece.rpartition("@")
    if not local.isascii():
        return "non_ascii"
    if domain.lower().endswith(_SPECIAL) or domain.lower() == "localhost":
        return "special"
    return "too_long" if "too long" in said else "syntax"
