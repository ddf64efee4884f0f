"""What Slack refuses, in the log: a line for each call, whoever made it, within bounds."""

import json
import logging
import re
from collections.abc import Collection, Iterator, Mapping
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
SHORTEST, BEGINNING = 4, 20
"""Characters of what people typed by which it is found where Slack repeats it."""
READ = frozenset({"text", "value", "initial_value"})
_NAME = re.compile(r"[a-z][a-z_.]{0,39}")
_PLACE = re.compile(r"\[json-pointer:[^\]\s]{0,200}\]")

log = structlog.get_logger(__name__)


def note(method: str, error: SlackApiError, sent: object = None) -> None:
    """Slack's word, and what it says beside that: which scope it needed, what it did not like of
    what was `sent`.
    """
    word, told = api_errors.code(error), api_errors.told(error)
    what = error_words.meaning(word)
    level = _level(what, told.get("needed"))
    if not log.is_enabled_for(level):
        return
    if bounded.admits(f"slack.refused ({what.value})", f"{method} {word}"):
        more: dict[str, Any] = {
            "needed": _text(told.get("needed")),
            "provided": _text(told.get("provided")),
            "said": list(_said(told.get("response_metadata"), sent)),
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


def _said(metadata: object, sent: object) -> Iterator[str]:
    """It may repeat what was sent, and with it what people typed: of that nothing is said, and no
    more in all than tells a developer where to look.
    """
    messages = metadata.get("messages") if isinstance(metadata, Mapping) else None
    typed = {start for text in _typed(sent) for start in _starts(text)} if messages else set()
    for each in messages[:MOST] if isinstance(messages, list) else ():
        yield _without(typed, str(each))[:LONGEST]


def _without(typed: Collection[str], said: str) -> str:
    """Up to where it repeats something, and the place."""
    at = min((found for each in typed if (found := said.find(each)) >= 0), default=-1)
    if at < 0:
        return said
    place = _PLACE.search(said, at)
    return f"{said[:at]}… {place[0] if place else ''}".rstrip()


def _starts(text: str) -> Iterator[str]:
    """How it begins, as it is and as JSON has it: Slack may cut it."""
    for form in (text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
        yield form[:BEGINNING]


def _typed(sent: object, name: str = "") -> Iterator[str]:
    """What may be a person's: all but the names that Slack and Usher have for things."""
    if isinstance(sent, Mapping):
        for key, value in sent.items():
            yield from _typed(value, str(key))
    elif isinstance(sent, list | tuple):
        for each in sent:
            yield from _typed(each, name)
    elif isinstance(sent, str) and len(sent) >= SHORTEST:
        yield from [sent] if name in READ or not _NAME.fullmatch(sent) else ()
