"""What is wrong with addresses that were typed."""

from collections.abc import Callable, Sequence
from itertools import groupby

from bot.i18n import Words
from bot.wording.lists import MOST, listed, short
from commands.errors import BadAddress


def bad_addresses(refused: Sequence[BadAddress], words: Words) -> str:
    """Each address with what is wrong with it and what to do, those of one kind together."""
    kinds = {kind: list(those) for kind, those in groupby(sorted(refused, key=_why), _why)}
    room = MOST // len(kinds) - 200
    return " ".join(_bad(kind, those, words, room) for kind, those in kinds.items())


def _why(bad: BadAddress) -> str:
    return bad.why


def _bad(why: str, those: Sequence[BadAddress], words: Words, room: int) -> str:
    if why == "mixed":
        mixed = [f"{short(bad.typed)} ({short(bad.ascii)})" for bad in those]
        return words(
            "{addresses}: letters of several alphabets, so it may only look like the right one. "
            "If you mean it, type the form in brackets.",
            addresses=listed(mixed, words, room),
        )
    named = listed([short(bad.typed) for bad in those], words, room)
    return _WHY[why](words, named)


_WHY: dict[str, Callable[[Words, str], str]] = {
    "syntax": lambda words, named: words(
        "{addresses}: not an email address. Write it like ada@example.com.", addresses=named
    ),
    "non_ascii": lambda words, named: words(
        "{addresses}: before the @ only plain Latin letters, digits and signs work.",
        addresses=named,
    ),
    "special": lambda words, named: words(
        "{addresses}: no mail reaches that domain. Check what stands after the @.",
        addresses=named,
    ),
    "too_long": lambda words, named: words(
        "{addresses}: too long for an email address.", addresses=named
    ),
    "blocked": lambda words, named: words(
        "{addresses}: this workspace invites nobody at that domain. An admin can change that.",
        addresses=named,
    ),
    "not_allowed": lambda words, named: words(
        "{addresses}: this workspace invites people at certain domains only. "
        "An admin can add this one.",
        addresses=named,
    ),
    "disposable": lambda words, named: words(
        "{addresses}: a throw-away address. Ask the person for a lasting one.", addresses=named
    ),
}
