"""The addresses that stand in a message: in its text, its blocks and its attachments."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.slack.shapes import Message
from commands.addresses import MAX_MESSAGE, candidates, in_piece, whole_words

SHOWN = frozenset({"text", "url", "value", "fallback", "pretext", "title"})
"""Keys of a message's parts under which people read something, or a link leads to."""

LINES = frozenset({"rich_text_section", "rich_text_preformatted", "rich_text_quote"})
"""Parts whose elements stand in one line: an address may be in two styles."""

AS_TYPED = re.compile(r"<mailto:([^|<>\s]+)\|\1>", re.IGNORECASE)
"""What Slack makes of an address, or what looks like one, within whatever somebody typed."""

BETWEEN = ", "
MOST_TRIED = 500
"""Pieces that are checked, at some 0.1 ms each; the form holds fewer than four hundred."""


def addresses(message: Message, most: int) -> tuple[str, int]:
    """As many as fit into `most` characters, each once, and about how many did not fit.

    Once it is full nothing more is checked: what might be an address is only counted.
    """
    found: dict[str, str] = {}
    text, beyond = whole_words(AS_TYPED.sub(r"\1", "\n".join(_texts(message))))
    pieces = candidates(text)
    room = most + len(BETWEEN)
    for tried, piece in enumerate(pieces[:MOST_TRIED]):
        address = in_piece(piece)
        if address is None or address.email in found:
            continue
        room -= len(address.typed) + len(BETWEEN)
        if room < 0:
            return BETWEEN.join(found.values()), len(pieces) - tried + beyond
        found[address.email] = address.typed
    return BETWEEN.join(found.values()), len(pieces[MOST_TRIED:]) + beyond


def _texts(message: Message) -> Iterator[str]:
    """Every text in a message, however deep, in its order; as much as can be read through."""
    waiting: list[Any] = [message.attachments, message.blocks, message.text]
    left = MAX_MESSAGE
    while waiting and left > 0:
        match waiting.pop():
            case str(text):
                left -= len(text) + 1
                yield text
            case list(parts):
                waiting += (each for each in reversed(parts) if isinstance(each, dict | list))
            case {"type": str(kind), "elements": list(parts)} if kind in LINES:
                waiting += reversed(_line(parts))
            case dict(parts):
                waiting += (
                    each
                    for key, each in reversed(parts.items())
                    if key in SHOWN or isinstance(each, dict | list)
                )


def _line(parts: Sequence[Any]) -> list[str]:
    """What people read as one text, in however many styles, and where its links lead otherwise."""
    inline = [part for part in parts if isinstance(part, dict)]
    texts = [text if isinstance(text := part.get("text"), str) else " " for part in inline]
    links = (
        (url, text) for part, text in zip(inline, texts, strict=True) if (url := part.get("url"))
    )
    return [
        "".join(texts),
        *(url for url, text in links if isinstance(url, str) and url != f"mailto:{text}"),
    ]
