"""The languages that views are held in, and one that is longer than any."""

import re
from collections.abc import Iterator
from gettext import NullTranslations
from typing import Any

from bot.i18n import Texts, Words
from bot.slack.views import installation


class Wordy(NullTranslations):
    """A language that needs twice as many letters for everything, none of them Latin."""

    def gettext(self, message: str) -> str:
        return message + "ж" * len(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        return self.gettext(msgid2)


_TOKEN = re.compile(
    rf"&(?:amp|lt|gt);|<@[UW][A-Z0-9]+>|<#[CG][A-Z0-9]+>|{re.escape(installation.APPS)}"
)
TEXTS = Texts.load()
ENGLISH = TEXTS.words("en")
RUSSIAN = TEXTS.words("ru")
WORDY = Words("ru", Wordy())
EACH = [*TEXTS.words_by_locale.values(), WORDY]
NAMES = [*TEXTS.words_by_locale, "wordy"]


def strings(part: Any) -> Iterator[str]:
    """Every text that a view shows."""
    if isinstance(part, dict):
        if part.get("type") in {"plain_text", "mrkdwn"}:
            yield part["text"]
        else:
            yield from (text for inner in part.values() for text in strings(inner))
    elif isinstance(part, list):
        yield from (text for inner in part for text in strings(inner))


def mrkdwn(part: Any) -> Iterator[dict[str, Any]]:
    """Every text in which something may act."""
    if isinstance(part, dict) and part.get("type") == "mrkdwn":
        yield part
    elif isinstance(part, dict | list):
        inner = part.values() if isinstance(part, dict) else part
        yield from (text for each in inner for text in mrkdwn(each))


def is_whole(text: str) -> bool:
    """Whether nothing is in it that Slack reads as a token, but those that we write, uncut."""
    return not re.search("[&<>]", _TOKEN.sub("", text)) and "evil.example" not in text


def acting(message: dict[str, Any]) -> list[str]:
    """Every text of a message in which something acts that Slack reads as a token of its own, or is
    cut in two: none of them may.
    """
    marked = (part["text"] for part in mrkdwn(message["blocks"]))
    return [text for text in (message["text"], *marked) if not is_whole(text)]
