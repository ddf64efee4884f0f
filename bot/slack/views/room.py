"""How much a message may hold, and what is said of the rest.

Slack refuses blocks that are too much in all (`msg_blocks_too_long`), which no documentation
counts. Seen were refusals from 13,172 and 13,297 characters on with one or two blocks, which fits
their text and 125 more for each (https://github.com/slackapi/bolt-js/issues/2509), and of 11,341
in 45 blocks (https://github.com/slackapi/bolt-js/issues/2867).
"""

from collections.abc import Iterator, Sequence

from bot.i18n import Words
from bot.slack.views import clipping
from bot.slack.views.blocks import SECTION, Json, context, section

MOST = 11_000
"""Characters, by `weight`."""
BLOCK = 125
BLOCKS = 50
TEXT = 4000
"""Of the text beside the blocks: https://docs.slack.dev/reference/methods/chat.update"""


def weight(drawn: Sequence[Json]) -> int:
    """How many characters blocks count for: each text in them as it is sent, escaped, those of
    buttons, options and questions too; and `BLOCK` for each block.
    """
    return sum(BLOCK + sum(map(len, texts(each))) for each in drawn)


def texts(found: object) -> Iterator[str]:
    if isinstance(found, dict):
        if isinstance(text := found.get("text"), str):
            yield text
        found = list(found.values())
    if isinstance(found, list):
        for each in found:
            yield from texts(each)


def first(
    rows: Sequence[Sequence[Json]], others: Sequence[Json], most: int = MOST
) -> list[Sequence[Json]]:
    """The first of the rows, each of one or more blocks, for which `others` leave room."""
    room, left = most - weight(others), BLOCKS - len(others)
    kept: list[Sequence[Json]] = []
    for row in rows:
        room, left = room - weight(row), left - len(row)
        if room < 0 or left < 0:
            break
        kept.append(row)
    return kept


def more(left: int, words: Words) -> list[Json]:
    """How many rows there was no room for, and where they are."""
    if not left:
        return []
    return [context(words.many("{n} more on Usher's Home.", "{n} more on Usher's Home.", left))]


def fit(message: Json, words: Words) -> Json:
    """A message (`text`, `blocks`) as it is, or its beginning and where the rest is."""
    said = clipping.clip(message["text"], TEXT)
    drawn: Sequence[Json] = message["blocks"]
    if weight(drawn) > MOST or len(drawn) > BLOCKS:
        rest = context(words("The rest is on Usher's Home."))
        drawn = [*(each for [each] in first([[each] for each in drawn], [rest])), rest]
    return {**message, "text": said, "blocks": [*drawn]}


def shorter(message: Json, words: Words) -> Json:
    """What a message is about and where all of it is, after Slack found it too long."""
    said = clipping.clip(message["text"], SECTION)
    rest = words("This message was too long for Slack. All of it is on Usher's Home.")
    return {**message, "text": said, "blocks": [section(said), context(rest)]}
