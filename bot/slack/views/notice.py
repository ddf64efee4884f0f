"""A sentence where a modal or Home would stand."""

from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks
from bot.slack.views.blocks import Json, section


def modal(words: Words, text: str) -> Json:
    """A small modal; `text` is mrkdwn."""
    return blocks.modal(ids.NOTICE, "Usher", [section(text)], close=words("Close"))


def home(text: str) -> Json:
    """A Home that only says something; `text` is mrkdwn."""
    return blocks.home(ids.NOTICE, [section(text)])
