"""Why a workspace setting can't be what was typed."""

from collections.abc import Callable

from bot.i18n import Words
from bot.wording.lists import MOST, listed, short
from commands.errors import BadSetting


def bad_setting(error: BadSetting, words: Words) -> str:
    """What is wrong with what was typed, and what would do."""
    named = listed([short(each) for each in error.typed], words, MOST - 200)
    return _WHY[error.why](words, named)


_WHY: dict[str, Callable[[Words, str], str]] = {
    "choice": lambda words, _: words("Please pick one of these."),
    "domain": lambda words, typed: words(
        "{typed}: not a domain. Write it like example.com.", typed=typed
    ),
    "address": lambda words, typed: words(
        "{typed}: an email address, not a domain. A domain stands for everybody there: write it "
        "like example.com.",
        typed=typed,
    ),
    "ending": lambda words, typed: words(
        "{typed}: domains of many owners end like that. Write a whole one, like example.com.",
        typed=typed,
    ),
    "slip": lambda words, typed: words(
        "{typed}: it seems that no domain ends like that. Check what stands after the last dot.",
        typed=typed,
    ),
    "too_many": lambda words, _: words(
        "These are too many domains: keep 200 at most, or name one above them."
    ),
    "number": lambda words, typed: words("Please type a whole number, {bounds}.", bounds=typed),
    "over_operator": lambda words, typed: words(
        "At most {most} is possible here: that is the operator's limit.", most=typed
    ),
    "pattern": lambda words, _: words(
        "Write {place} where the member's name is to stand, in 75 characters at most and without "
        "other braces.",
        place="{name}",
    ),
    "link": lambda words, _: words(
        "Please type an address that begins with https://, or leave it empty."
    ),
    "time": lambda words, _: words("Please type a time like 09:00."),
    "days": lambda words, _: words("Please pick one day at least."),
    "zone": lambda words, typed: words(
        "{typed}: not a time zone. Pick one like Europe/Berlin.", typed=typed
    ),
    "no_channel": lambda words, _: words("Please choose a channel."),
    "channel": lambda words, _: words(
        "Please pick a channel, not a person or a group conversation."
    ),
    "shared": lambda words, _: words(
        "People outside your company read this channel too. Please pick another one."
    ),
}
