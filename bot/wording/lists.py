"""Join a list into one text, as much of it as fits."""

from collections.abc import Iterable

from bot.i18n import Words

MOST = 2000
"""Characters of an error under a field; Slack names no limit, and nobody reads more."""
LONGEST = 100
"""Characters of one address or name among others."""


def short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def listed(
    items: Iterable[str], words: Words, room: int, between: str = ", ", most: int | None = None
) -> str:
    """As many of `items` as fit into `room` characters, at most `most`, and how many more."""
    every = list(items)
    kept: list[str] = []
    for item in every[:most]:
        room -= len(item) + len(between)
        if room < 0:
            break
        kept.append(item)
    if len(kept) == len(every):
        return between.join(kept)
    more = words.many("and {n} more", "and {n} more", len(every) - len(kept))
    return f"{between.join(kept)} {more}".strip()
