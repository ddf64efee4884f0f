"""Addresses in what people wrote to each other: what may be one, and whether it is."""

import re
from collections.abc import Iterator
from contextlib import suppress

from commands.addresses import hidden, unwrapping
from commands.addresses.address import Address
from commands.addresses.reading import MAX_ADDRESS, check
from commands.addresses.tokens import LABEL, apart, has_address
from commands.addresses.unwrapping import Undecodable
from commands.errors import BadAddresses

MAX_MESSAGE = 100_000
"""Characters of a message in which addresses are looked for; Slack's hold 40,000."""
_ENDS = " \n\t,;<>|"
_BLANK = re.compile(r"[\s<>\"|]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://")
_PATH = re.compile(r"[\w-]+(?:\.[\w-]+)+[/?]")
_BETWEEN = re.compile(r"[,;()\[\]{}`“”„«»…，；：、،؛（）【】→]+")
_PARTS = re.compile(f"{_BLANK.pattern}|{_BETWEEN.pattern}")
_LABEL = re.compile(LABEL, re.VERBOSE)
_AROUND = "*~'‘’.!?:。！？-–—"
# Of an address in a sentence; what has one of these before the @ is part of something longer.
_OF_LINKS = re.compile(r"[/?=#:]")
_OWNED = re.compile(r"['’]s$")


def whole_words(text: str) -> tuple[str, int]:
    """What of a message is read, without a word that its end would cut, and about how many
    addresses are behind that.
    """
    if len(text) <= MAX_MESSAGE:
        return text, 0
    end = 1 + max(text.rfind(sign, 0, MAX_MESSAGE + 1) for sign in _ENDS)
    return text[:end], text.count("@", end)


def candidates(text: str) -> list[str]:
    """The pieces of a text that may each be an address, each once: quick, whatever it is.

    What is part of a link, a path or a handle of another network is none.
    """
    text = hidden.lines_ended(unwrapping.without_entities(whole_words(text)[0]))
    lines = "\n".join(line for line in text.split("\n") if not hidden.is_backwards(line))
    pieces = (piece for word in _BLANK.split(lines) for piece in _of_word(word))
    return list(dict.fromkeys(each for each in pieces if has_address(each)))


def in_piece(piece: str) -> Address | None:
    """The address that a candidate is, if it is one."""
    with suppress(BadAddresses):
        return check(piece)
    return None


def _of_word(word: str) -> Iterator[str]:
    if not has_address(word) and "%" not in word:
        return
    word = hidden.strip(word, _AROUND + "([{`", _AROUND + ")]}`,;")
    if unwrapping.is_link(word):
        yield from _of_link(word)
        return
    if scheme := _SCHEME.search(word):
        word = word[: scheme.start()]
    for piece in () if _PATH.match(word) else _BETWEEN.split(word):
        if unwrapping.is_link(piece):
            yield from _of_link(piece)
            continue
        bare = _bare(piece)
        label = _LABEL.match(bare)
        for part in map(_bare, apart(bare[label.end() :] if label else bare)):
            if len(part) <= MAX_ADDRESS and not _OF_LINKS.search(part):
                yield part


def _of_link(link: str) -> list[str]:
    """Whom a mailto link means, if that is clear of each of them."""
    with suppress(Undecodable):
        meant = [part for each in unwrapping.recipients(link) for part in apart(each)]
        if all(has_address(each) and not _PARTS.search(each) for each in meant):
            return [each for each in meant if len(each) <= MAX_ADDRESS]
    return []


def _bare(piece: str) -> str:
    bare = hidden.strip(piece, _AROUND, _AROUND)
    if bare.startswith("_") and bare.endswith("_"):
        bare = bare.strip("_")
    return _OWNED.sub("", bare)
