"""The addresses that stand in a message: in its text, its blocks and its attachments."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from bot.slack.shapes import Message
from commands.addresses import occurring

SHOWN = frozenset({"text", "url", "value", "fallback", "pretext", "title"})
"""Keys of a message's parts under which people read something, or a link leads to."""

BETWEEN = ", "


def addresses(message: Message, most: int) -> tuple[str, int]:
    """As many as fit into `most` characters, each once, and how many did not fit."""
    parts = [message.text, message.blocks, message.attachments]
    found = occurring(" ".join(text for part in parts for text in _texts(part)))
    ends = accumulate(len(each) + len(BETWEEN) for each in found)
    fitting = sum(end - len(BETWEEN) <= most for end in ends)
    return BETWEEN.join(found[:fitting]), len(found) - fitting


def _texts(part: Any) -> Iterator[str]:
    """Every text in a message or a part of it, however deep."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for each in part:
            yield from _texts(each) if isinstance(each, dict | list) else ()
    elif isinstance(part, dict):
        for key, each in part.items():
            if key in SHOWN or isinstance(each, dict | list):
                yield from _texts(each)
