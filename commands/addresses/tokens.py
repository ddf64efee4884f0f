"""What a list of people is made of: addresses, words, and the signs between them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from commands.addresses import hidden, unwrapping
from commands.addresses.unwrapping import MAILTO, Undecodable

Kind = Literal["link", "angle", "group", "quoted", "broken", "end", "comma", "dash", "mark", "word"]

COMMAS = ",，、،﹐"
ENDS = ";；؛\n"
BULLETS = "•‣◦▪●○■□☐☑☒✓✔►▶·・"
# The lines of a mail's head, and what forms and visiting cards put in front.
LABEL = r"""(?i:(?:to|mail[ ]?to|cc|bcc|from|reply-to|an|von|à|para|copy|recipients?
        |кому|для|копия|скрытая[ ]копия|от|получател[ьи])[ ]?[:：]
    |(?:(?:e-?)?mails?|e-?mail[ ]address|e-?mail-?adresse|(?:эл\.|электронная)?[ ]?почта|адреса?)
        [ ]?(?:[:：]|[-=–—](?!\S)))"""
_LETTER = f'\\s<>"()（）＜＞“”„«»—―：{COMMAS}{ENDS}{BULLETS}'
# What was meant as one address, and is none: "ada"@example.com, ada@<example.com>, ada @example.com
_BROKEN = r"""(?:"[^"<>\n]{0,200}"|<[^<>\n]*>)@[^\s,;<>"]+
    |(?<![^\s,;<>"])[^\s,;<>"]*@(?:"[^"<>\n]{0,200}"|<[^<>\n]*>)
    |(?<![^\s,;<>"])[^\s,;<>"@]+[ ]+@[^\s,;<>"@.]+\.[^\s,;<>"@]+"""
# Each alternative gives up at the first character that is not its own, or after so many: hostile
# text costs no more than its length.
_TOKEN = re.compile(
    rf"""(?P<link>(?i:{MAILTO})[^\s<>"]*)
    |(?P<broken>{_BROKEN})
    |(?P<angle><[^<>\n]*(?:<(?i:{MAILTO})[^<>\n]*>)?>)
    |(?P<mark>\[(?:[ xXхХ]?|\d{{1,3}})\]|\(\d{{1,3}}\)|\d{{1,3}}\)|[{BULLETS}]
        |(?i:[&+]|and|or|und|oder|et|и|или)(?!\S)|\w\)(?=\s))
    |(?P<group>[(（\[【＜][^()（）\[\]【】＜＞<>\n]{{0,320}}[)）\]】＞])
    |(?P<quoted>"(?:[^"<>\\\n]|\\[^\n]){{0,200}}"|[“„«][^“”„«»<>\n]{{0,200}}[“”»]
        |['‘‚][^<>\n]{{0,200}}?['’‘](?=\s{{0,3}}[<(\[]))
    |(?P<end>{LABEL}|\n(?![ \t]+<)|[{ENDS.strip()}])
    |(?P<comma>[{COMMAS}])
    |(?P<dash>(?:-{{1,2}}>?|=>?|[–−→])(?!\S)|[—―:：])
    |(?P<word>(?:[^{_LETTER}:]|:(?![\s<]|$))+)""",
    re.VERBOSE,
)
_SEPARATORS = re.compile(f"[\\s{COMMAS}{ENDS}]+")
_OPENING = "<([\"'“„«‘‚（【"
_CLOSING = ">)]\"'”“»’）】.…。!?"
_GLUE = re.compile(rf"[{hidden.CLASS}]+|(?<=\w)[/|&+→](?=\w)")
_AT = re.compile(r"\S@\S")


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the text; `addresses` is what should be one each, of most tokens nothing."""

    kind: Kind
    text: str
    start: int
    end: int
    addresses: tuple[str, ...] = ()

    @property
    def is_colon(self) -> bool:
        return self.kind == "dash" and self.text in ":："

    @property
    def wraps(self) -> bool:
        """Whether it is one address in brackets, before which stands its name."""
        return self.kind in ("angle", "group") and len(self.addresses) == 1


def tokens(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        kind: Kind = found.lastgroup  # type: ignore[assignment]
        if kind == "word" and "@" not in found[0] and not any(map(str.isalpha, found[0])):
            kind = "mark"
        yield Token(kind, found[0], found.start(), found.end(), tuple(_addresses(kind, found[0])))


def pieces(text: str) -> list[str]:
    """The words of a text, without what stands around an address."""
    return [bare for word in _SEPARATORS.split(text) for bare in _seen(word)]


def apart(piece: str) -> list[str]:
    """The addresses between which something unseen stands, or a sign that no domain has; else the
    piece.
    """
    parts = [part for part in _GLUE.split(piece) if part]
    return parts if all(map(has_address, parts)) else [piece]


def has_address(text: str) -> bool:
    """Whether something in it was meant as an address."""
    return bool(_AT.search(text))


def _addresses(kind: Kind, text: str) -> list[str]:
    inside = text[1:-1] if kind in ("angle", "group") else text
    if kind == "angle" and inside.endswith(">"):
        # Outlook's plain text: `Ada <ada@example.com<mailto:ada@example.com>>`
        shown, _, link = inside[:-1].partition("<")
        inside = f"{link}|{shown}"
    inside = hidden.strip(inside.strip(), "" if kind == "broken" else _OPENING, "")
    if unwrapping.is_link(inside):
        return _recipients(inside)
    if kind == "broken":
        return [text]
    if kind == "angle" or has_address(inside):
        return pieces(inside)
    return []


def _recipients(link: str) -> list[str]:
    """Of a link as it is; where it can't be told whom it means it stays whole, and is no address.

    Slack writes `<mailto:a@b|what is shown>`.
    """
    link, _, label = link.partition("|")
    link = hidden.strip(link, "", _CLOSING)
    try:
        meant = unwrapping.recipients(link)
    except Undecodable:
        return [link]
    told = {each.lower() for each in (link, link[len(MAILTO) :], *meant)}
    if has_address(label) and label.strip().lower() not in told:
        return [f"{link}|{label}"]
    # What is encoded is meant: it is read as a list only where it is no address alone.
    return [
        piece
        for each in meant
        for piece in (pieces(each) if _SEPARATORS.search(each) else _seen(each, "", ""))
    ]


def _seen(word: str, opening: str = _OPENING, closing: str = _CLOSING) -> list[str]:
    """The word, or the addresses in it."""
    bare = hidden.strip(word, opening, closing)
    parts = apart(bare)
    if len(parts) > 1:
        return [part for each in parts for part in _seen(each, opening, closing)]
    return parts if bare else []
