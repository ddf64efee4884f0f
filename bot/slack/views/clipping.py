"""Cut a text of mrkdwn so that what is left still means what it did.

An escaped character, a mention, a link or a date is one thing: cut in two it shows as garbage, or
acts as something else. https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Iterator

from commands.characters import cut

SHOWN = "…"
# At the edge of a word these mean bold, italic, struck out and code; inside of one nothing.
FORMATTING = re.compile(r"(?<!\w)[*_~`]|[*_~`](?!\w)")
_WHOLE = re.compile(r"&(?:amp|lt|gt);|<[^<>]*>")


def clip(text: str, most: int) -> str:
    """Shorten mrkdwn to `most` characters; a cut is shown. Slack takes no empty one."""
    if len(text) <= most:
        return text or "–"
    room = most - len(SHOWN)
    kept = _first(text, room).rstrip()
    while len(kept) + len(_opened(kept)) > room:
        kept = _first(kept, max(room - len(_opened(kept)), 0)).rstrip()
    return f"{kept}{SHOWN}{_opened(kept)}"


def pieces(text: str, most: int) -> Iterator[str]:
    """All of it, each piece at most `most` characters long."""
    while len(text) > most:
        piece = _first(text, most) or text[:most]
        yield piece
        text = text[len(piece) :]
    yield text


def _first(text: str, most: int) -> str:
    """At most `most` characters, and nothing that is one thing in two."""
    end = len(cut(text, most))
    for whole in _WHOLE.finditer(text):
        if whole.start() < end < whole.end():
            end = whole.start()
    return text[:end]


def _opened(text: str) -> str:
    """The signs that close what is open at the end, the innermost first."""
    open_: list[str] = []
    for sign in FORMATTING.findall(_WHOLE.sub("", text)):
        if sign in open_:
            open_.remove(sign)
        else:
            open_.append(sign)
    return "".join(reversed(open_))
