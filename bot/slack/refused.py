"""What Slack refuses, in the log: a line for each call, whoever made it, within bounds."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot import error_words
from bot.error_words import Meaning
from bot.logs import bounded
from bot.slack import api_errors
from bot.slack.manifest import OPTIONAL_SCOPES

LEVELS: Mapping[Meaning, int] = {
    Meaning.ANSWER: logging.DEBUG,
    Meaning.PERSON: logging.INFO,
    Meaning.PLACE: logging.WARNING,
    Meaning.RIGHT: logging.ERROR,
    Meaning.APP: logging.ERROR,
    Meaning.WAIT: logging.WARNING,
    Meaning.OURS: logging.ERROR,
}
OPTIONAL = frozenset(OPTIONAL_SCOPES)
MOST = 5
"""Messages of Slack's about one call: one says where the fault is, a form has many fields."""
LONGEST = 500

log = structlog.get_logger(__name__)


def note(method: str, error: SlackApiError) -> None:
    """Slack's word, and what it says beside that: which scope it needed, what it did not like."""
    word, told = api_errors.code(error), api_errors.told(error)
    what = error_words.meaning(word)
    level = _level(what, told.get("needed"))
    if not log.is_enabled_for(level):
        return
    if bounded.admits(f"slack.refused ({what.value})", f"{method} {word}"):
        more: dict[str, Any] = {
            "needed": _text(told.get("needed")),
            "provided": _text(told.get("provided")),
            "said": list(_said(told.get("response_metadata"))),
            "hint": error_words.hint(word),
        }
        more = {name: value for name, value in more.items() if value}
        log.log(level, "slack.refused", method=method, error=word, **more)


def _level(what: Meaning, needed: object) -> int:
    """Whoever installs the app may leave out what is optional: then its lack is no error."""
    if what is Meaning.RIGHT and OPTIONAL.intersection(str(needed).split(",")):
        return logging.WARNING
    return LEVELS[what]


def _text(given: object) -> str:
    return given[:LONGEST] if isinstance(given, str) else ""


def _said(metadata: object) -> Iterator[str]:
    """It may repeat what people typed: no more of it than tells a developer where to look."""
    messages = metadata.get("messages") if isinstance(metadata, Mapping) else None
    for each in messages[:MOST] if isinstance(messages, list) else ():
        yield str(each)[:LONGEST]
