"""What Slack's Web API said when it refused: slack_sdk hands over whatever came back."""

import re
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from bot import error_words
from bot.error_words import Meaning

LONGEST = timedelta(days=1)
"""That Slack is waited for, whatever it says."""
_WORD = re.compile(r"\w[\w.-]{0,63}", re.ASCII)


def told(error: SlackApiError) -> dict[str, Any]:
    """The body; empty where it was none of Slack's JSON (a proxy's page, say)."""
    data = getattr(error.response, "data", None)
    return data if isinstance(data, dict) else {}


def code(error: SlackApiError) -> str:
    """Slack's word for it, or the status."""
    word = told(error).get("error")
    known = isinstance(word, str) and _WORD.fullmatch(word)
    return str(word) if known else f"status {status(error) or 'unknown'}"


def status(error: SlackApiError) -> int | None:
    """HTTP's; of what is no JSON slack_sdk hands over aiohttp's own answer."""
    answer = error.response
    return getattr(answer, "status_code", None) or getattr(answer, "status", None)


def meaning(error: SlackApiError) -> Meaning:
    return error_words.meaning(code(error))


def wait(error: SlackApiError) -> timedelta | None:
    """For how long nothing more is to be asked (of a 429)."""
    seconds = str(getattr(error.response, "headers", {}).get("Retry-After", ""))
    digits = seconds.isascii() and seconds.isdecimal()
    return min(timedelta(seconds=int(seconds[:9])), LONGEST) if digits else None
