"""How much of a list of addresses fits into a field: cut between two people, and counted."""

import re
from dataclasses import dataclass
from itertools import pairwise

from commands.addresses.headings import heading

# Each alternative gives up at the next "<": hostile text costs no more than its length.
_WORD = re.compile(r"<[^<>\n]*>|[^\s,;<>，；、]+")
_AT = re.compile("[@＠]")
_ENDS = ("\n", ";", "；", ",", "，", "、")
"""What parts two people, the strongest first: a comma may stand in a name, `Smith, Jon <…>`."""


@dataclass(frozen=True, slots=True)
class Part:
    """What of a list fits, with how many addresses are in it; `rest` and `left` are the others."""

    text: str
    inside: int
    rest: str = ""
    left: int = 0


NOBODY = Part("", 0)


def fitting(text: str, most: int) -> Part:
    """As many people of `text` as fit into `most` characters, none of them in part. The heading of
    a sheet stands above the others too.
    """
    found = [word for word in _WORD.finditer(text) if _AT.search(word[0])]
    if len(text) <= most:
        return Part(text, len(found))
    cuts = [_cut(text, one.end(), next_.start()) for one, next_ in pairwise(found)]
    ends = [*cuts, len(text)] if found else []
    inside = sum(end <= most for end in ends)
    at = ends[inside - 1] if inside else 0
    above = heading(text)[0] if inside else ""
    rest = "\n".join(filter(None, (above, _trimmed(text[at:]))))
    return Part(_trimmed(text[:at]), inside, rest, len(found) - inside)


def _cut(text: str, start: int, end: int) -> int:
    """Between two addresses, before what parts their people; else behind the first."""
    between = text[start:end]
    parted = next((sign for sign in _ENDS if sign in between), "")
    return start + between.index(parted)


def _trimmed(text: str) -> str:
    return text.strip(" \t\r" + "".join(_ENDS))
