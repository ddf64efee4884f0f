"""Long texts, in as few sections as hold them."""

from collections.abc import Callable, Iterable, Iterator

from bot.slack.views.blocks import SECTION, Json, plain, section
from bot.slack.views.clipping import pieces

Shown = Callable[[str], Json]


def paragraphs(lines: Iterable[str], shown: Shown = plain) -> Iterator[Json]:
    """`plain` or `mrkdwn`, cut between lines; one that is too long itself where it must be."""
    text = ""
    for line in (piece for each in lines for piece in pieces(each, SECTION)):
        if text and len(text) + 1 + len(line) > SECTION:
            yield from _sections(text, shown)
            text = line
        else:
            text = f"{text}\n{line}" if text else line
    yield from _sections(text, shown)


def _sections(text: str, shown: Shown) -> Iterator[Json]:
    """Slack takes no blank text."""
    if text := text.strip("\n"):
        yield section(shown(text))
