"""What programs write for an address: HTML's entities and mailto links."""

import html
import re
from urllib.parse import unquote

from commands.addresses import hidden

# HTML's longest name has 31 letters; more digits than Python reads are no sign.
_ENTITY = re.compile(r"&#?[0-9A-Za-z]{1,32};")
MAILTO = "mailto:"
_BETWEEN = re.compile(r"[,;]")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_LINE = re.compile("[\t-\r\x85\u2028\u2029]")
_ALSO = re.compile(r"[,;][^,;]*@")
# Whom a link writes to, as the lines of the same names in front of a list do.
_TO = frozenset({"to", "cc", "bcc"})


class Undecodable(Exception):
    """What is encoded can mean several things, or hides something."""


def without_entities(text: str) -> str:
    """The text with HTML's entities read, once: `&amp;#64;` is no @. None vanishes: of a code that
    is no character Python makes nothing.
    """
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]) or "\x00", text)


def is_link(piece: str) -> bool:
    return piece[: len(MAILTO)].lower() == MAILTO


def recipients(link: str) -> list[str]:
    """Whom a mailto link writes to (RFC 6068): before the `?`, and in `to`, `cc` and `bcc`.

    Percent signs are read once. `mailto://` is a common slip. Raises Undecodable.
    """
    path, _, query = link[len(MAILTO) :].partition("?")
    lists = [path.strip("/") if path.startswith("//") else path]
    for field in query.split("&"):
        name, _, value = field.partition("=")
        if name.lower() in _TO:
            lists.append(value)
        elif _ALSO.search(value):
            # A subject that ends with one more address, or a list of links without blanks.
            raise Undecodable
    return [_decoded(each.strip()) for those in lists for each in _BETWEEN.split(those) if each]


def _decoded(piece: str) -> str:
    """Raises Undecodable for what is encoded twice, for line ends, and for what can't be seen."""
    try:
        decoded = unquote(piece, errors="strict")
    except UnicodeDecodeError as error:
        raise Undecodable from error
    odd = hidden.within(decoded) or _LINE.search(decoded) or _ENCODED.search(decoded)
    if piece != decoded and odd:
        raise Undecodable
    return decoded.strip()
