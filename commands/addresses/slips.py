"""Slips of the pen: a domain near to one that many have, or with an ending that there is not, and
signs before an address that were hardly meant to be of it.

Nothing is looked up in the network, and what is doubted here may well exist: it is asked about.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from commands.addresses import endings
from commands.addresses.providers import EXAMPLES, NAMES, WORDS
from commands.addresses.readable import readable

_BEFORE = re.compile(r"(?:[^@]*[|/=])?(?:[^\w@]|\d{1,3}\.)*(?=[^\W_])")
"""A bullet, a number, a table's cell, or what is left of a link: mailboxes may be called so."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
USUAL = ("com", "net", "org", "ru", "de", "fr", "info", "xn--p1ai")
"""Endings that an unknown one may have been meant to be."""
_EXISTING = {"co": "com", "cm": "com", "om": "com", "ne": "net"}
"""Endings that there are, as what they are often typed for."""
LONG = 5
"""Letters from which on hardly two names differ in one only."""
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Doubt:
    """The domain that may have been meant, "" where none is near; and the ending, "" where there
    is such a one.
    """

    meant: str
    ending: str


def bare(typed: str) -> str:
    """The address without what may stand before it: `-ada@…`, `1.ada@…`, `Ada|ada@…`."""
    before = _BEFORE.match(typed)
    return typed[before.end() :] if before else typed


def doubt(domain: str, theirs: Collection[str]) -> Doubt | None:
    """Whether to ask about a domain (ASCII). `theirs` are those that the workspace is known to use:
    they and what is below them are right, and what is near to them is not.
    """
    ours = {endings.registered(each) for each in theirs}
    name = endings.registered(domain)
    if name in ours | _known() or endings.lineage(domain) & set(theirs):
        return None
    if endings.of(domain):
        meant = _nearest(name, ours) or _of_provider(name)
        return Doubt(domain.removesuffix(name) + meant, "") if meant else None
    # What it was to end in may have two parts: yahoo.co.ku
    for end in dict.fromkeys((name, ".".join(domain.split(".")[-3:]))):
        if meant := _nearest(end, ours) or _of_provider(end):
            return Doubt(domain.removesuffix(end) + meant, _top(domain))
    return Doubt(with_usual_ending(domain), _top(domain))


def is_like_a_provider(domain: str) -> bool:
    """Whether its name is a slip of a large provider's: the ending is the provider's."""
    name = endings.registered(domain)
    meant = _of_provider(name)
    return bool(meant) and endings.of(name) == endings.of(meant)


def _top(domain: str) -> str:
    return domain.rpartition(".")[2]


@lru_cache(2**12)
def _of_provider(name: str) -> str:
    """The large provider's domain to which a registered one is near; empty where none is."""
    if name in _known():
        return ""
    label, _, ending = name.partition(".")
    if has := NAMES.get(label, "").split():
        return f"{label}.{_ending_of(ending, has) or has[0]}"
    if right := _ending_of(ending, WORDS.get(label, "").split()):
        return f"{label}.{right}"
    return (
        _nearest(name, EXAMPLES) or _one_of(label, ending, NAMES) or _one_of(label, ending, WORDS)
    )


def _one_of(label: str, ending: str, names: Mapping[str, str]) -> str:
    for known, has in names.items():
        near = _near(label, known, word=names is WORDS)
        if near and (right := _ending_of(ending, has.split())):
            return f"{known}.{right}"
        if names is NAMES and (right := _moved(label, ending, known, has.split())):
            return f"{known}.{right}"
    return ""


def _moved(label: str, ending: str, known: str, has: Iterable[str]) -> str:
    """The ending, where the dot stands a letter too far: gmailc.om, gmai.lcom."""
    joined = label + ending
    moved = abs(len(label) - len(known)) == 1
    return next((each for each in has if moved and joined == known + each), "")


def _nearest(name: str, others: Iterable[str]) -> str:
    """Of other registered domains the one to which this is near."""
    label, _, ending = name.partition(".")
    for other in sorted(others):
        known, _, right = other.partition(".")
        if len(known) < SHORTEST:
            continue
        same = label == known or _near(label, known, word=False)
        if (same and _ending_of(ending, [right])) or _moved(label, ending, known, [right]):
            return other
    return ""


def with_usual_ending(name: str) -> str:
    """The domain with the usual ending that may have been meant; empty where several may."""
    label, _, ending = name.rpartition(".")
    fitting = [each for each in USUAL if _like_ending(readable(ending), readable(each))]
    return f"{label}.{fitting[0]}" if len(fitting) == 1 else ""


def _ending_of(ending: str, has: Collection[str]) -> str:
    """Of the endings that a name has this one, or the one for which it is a slip."""
    if ending in has:
        return ending
    return next((each for each in has if _like_ending(ending, each)), "")


def _like_ending(ending: str, right: str) -> bool:
    """An ending that there is was meant, but for those that are typed for another."""
    if endings.is_one(ending):
        return _EXISTING.get(ending) == right
    return _one_edit(ending, right) or (len(ending) < len(right) and right.startswith(ending))


def _near(label: str, known: str, *, word: bool) -> bool:
    """One slip away: two letters swapped, one doubled, and of a long name that is no word also one
    missing, too many, wrong, or elsewhere.
    """
    if abs(len(label) - len(known)) > 1 or (word and len(known) < SHORTEST):
        return False
    if not _one_edit(label, known):
        return False
    if label[0] != known[0] and label[1:] == known[1:]:
        return not word and len(known) >= LONG and _neighbours(label[0], known[0])
    swapped = sorted(label) == sorted(known)
    doubled = len(label) > len(known) and _once(label) == _once(known)
    return swapped or doubled or (not word and len(known) >= LONG)


def _one_edit(one: str, other: str) -> bool:
    """A letter is missing, too many, another (but one digit for another), or a few letters on."""
    start = _shared(one, other)
    one, other = one[start:], other[start:]
    end = _shared(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    if max(len(one), len(other)) <= 1:
        return bool(one or other) and not (one.isdigit() and other.isdigit())
    return one in (other[1:] + other[0:1], other[-1:] + other[:-1])


def _shared(one: str, other: str) -> int:
    """With how many of the same letters both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _once(label: str) -> str:
    """Without doubled letters."""
    return "".join(
        letter for before, letter in zip(" " + label, label, strict=False) if letter != before
    )


def _neighbours(one: str, other: str) -> bool:
    """On a keyboard, where each row begins half a key further to the right than the one above."""
    (row, at), (other_row, other_at) = _key(one), _key(other)
    if row > other_row:
        row, at, other_row, other_at = other_row, other_at, row, at
    if row == other_row:
        return abs(at - other_at) == 1
    return other_row - row == 1 and at - other_at in {0, 1}


def _key(letter: str) -> tuple[int, int]:
    """Its row and its place there; of what is no letter far away."""
    found = ((row, keys.find(letter)) for row, keys in enumerate(_ROWS) if letter in keys)
    return next(found, (-len(_ROWS), 0))


@lru_cache(1)
def _known() -> frozenset[str]:
    """What is right as it stands, however near to another."""
    both = {**NAMES, **WORDS}
    return frozenset(EXAMPLES).union(
        f"{name}.{each}" for name, has in both.items() for each in has.split()
    )
