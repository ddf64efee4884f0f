"""What is wrong with addresses that were typed, or may be."""

from collections.abc import Callable, Sequence
from itertools import groupby

from bot.i18n import Words
from bot.wording.lists import MOST, listed, short
from commands.errors import BadAddress
from commands.outcomes import Doubtful

NAMED = 2
"""Addresses of one domain that are asked about by name."""

MOST_NAMED = 3
"""Addresses or words of one kind that an error names: who pasted a page of names needs no more."""


def bad_addresses(refused: Sequence[BadAddress], words: Words) -> str:
    """What is wrong with them and what to do, those of one kind together: three and how many."""
    kinds = {kind: list(those) for kind, those in groupby(sorted(refused, key=_why), _why)}
    room = MOST // len(kinds) - 200
    return " ".join(_bad(kind, those, words, room) for kind, those in kinds.items())


def _why(bad: BadAddress) -> str:
    return bad.why


def _bad(why: str, those: Sequence[BadAddress], words: Words, room: int) -> str:
    if why == "mixed":
        mixed = [f"{short(bad.typed)} ({short(bad.ascii)})" for bad in those]
        return words(
            "{addresses}: mixed or unusual letters, so it may only look like the right one. "
            "If you mean it, type the form in brackets.",
            addresses=listed(mixed, words, room, most=MOST_NAMED),
        )
    named = listed([_beside(bad, words) for bad in those], words, room, most=MOST_NAMED)
    if why == "syntax" and len(those) > 1:
        return words(
            "{addresses}: not email addresses. Write each like ada@example.com.", addresses=named
        )
    return _WHY[why](words, named)


def _beside(bad: BadAddress, words: Words) -> str:
    if not bad.meant:
        return short(bad.typed)
    return words(
        "{address} (did you mean {meant}?)", address=short(bad.typed), meant=short(bad.meant)
    )


def doubtful(asked: Sequence[Doubtful], words: Words) -> str:
    """Each domain with its addresses and what may have been meant, and how to say that it is right.

    Many at one domain are asked about by that.
    """
    of: dict[str, list[Doubtful]] = {}
    for each in asked:
        of.setdefault(_domain(each.address), []).append(each)
    end = words(
        "Nothing was sent. Correct what is wrong, or press the button again if it is all right."
    )
    said = listed((_doubt(those, words) for those in of.values()), words, MOST - 200, " ")
    return f"{said} {end}"


def _doubt(those: Sequence[Doubtful], words: Words) -> str:
    first = those[0]
    named = [short(each.address) for each in those]
    more = words.many("and {n} more", "and {n} more", len(named) - NAMED)
    addresses = ", ".join(named[:NAMED]) + (f" {more}" if len(named) > NAMED else "")
    meant = _meant(those)
    if not first.ending:
        return words("{addresses}: did you mean {meant}?", addresses=addresses, meant=meant)
    ending = f".{short(first.ending)}"
    if not meant:
        return words(
            "{addresses}: it seems that no domain ends in {ending}.",
            addresses=addresses,
            ending=ending,
        )
    return words(
        "{addresses}: it seems that no domain ends in {ending}. Did you mean {meant}?",
        addresses=addresses,
        ending=ending,
        meant=meant,
    )


def _meant(those: Sequence[Doubtful]) -> str:
    """Of many at one domain only that, unless it is right."""
    domain = those[0].meant.rpartition("@")[2]
    if len(those) > 1 and domain != _domain(those[0].address):
        return short(domain)
    return ", ".join(short(each.meant) for each in those[:NAMED])


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


_WHY: dict[str, Callable[[Words, str], str]] = {
    "syntax": lambda words, named: words(
        "{addresses}: not an email address. Write it like ada@example.com.", addresses=named
    ),
    "non_ascii": lambda words, named: words(
        "{addresses}: before the @ only plain Latin letters, digits and signs work.",
        addresses=named,
    ),
    "hidden": lambda words, named: words(
        "{addresses}: the square brackets show an invisible character. Delete it, or type the "
        "address again.",
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
