"""How much of a key an attacker would have to guess, estimated from below.

Counted is what neither goes on from the letter before (a run along the alphabet, the digits or a
keyboard's row) nor stood there already, nor is a word of a placeholder. What is made by chance
keeps nearly all of its letters; what was typed to fill the field, few.
"""

import re
from itertools import pairwise
from math import log2

ENOUGH = 16.0
"""Bits. Of a million keys of sixteen hexadecimal digits made by chance one was estimated at 19, the
next at 25; of those that the README's line makes none below 150.
"""

_ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedcrfvtgbyhnujm",
    "йцукенгшщзхъ",
    "фывапролджэ",
)
_NEXT = {pair for row in _ROWS for pair in pairwise(row)} | {("9", "0")}
_LONG, _AGAIN = 5, 4
"""Letters of a run, and of what stood there already, that are no chance."""
_LOOKED_AT = 500
# Whoever sees one of these knows it: the place for a key, where it is kept, how to make one.
_PLACEHOLDER = re.compile(
    r"\$\{[\w. -]*\}|\$\([a-z]+ [^)]*\)|\{\{[\w. -]+\}\}|`[\w-]+ [\w -]*`|<[\w-]+ [\w -]*>"
    r"|^\$[a-z]+_[a-z_]+$|^%[a-z_]+%$|^#\s.*|^(?:[a-z+]{2,}://|vault:|/run/secrets/).*"
    r"|openssl rand .*|python3? -c .*|secrets\.token.*"
    r"|change.?me|change.?this|replace.?me|replace.?this|your|secret|password|passphrase|example"
    r"|placeholder|insert|default|keys?(?![a-z])|here"
)


def bits(key: str) -> float:
    """An estimate from below of what must be guessed."""
    text = _PLACEHOLDER.sub("", key[:_LOOKED_AT].casefold())
    left = _without_repeats(_without_runs(text))
    return len(left) * log2(len(set(left)) or 1)


def _without_runs(text: str) -> str:
    """Keep of each run its first letter."""
    kept, run, steps = "", "", set[int]()
    for one in text:
        now = _steps(run[-1], one) if run else set()
        on = now & steps if len(run) > 1 else now
        if on:
            run, steps = run + one, on
        else:
            kept, run = kept + _of_run(run), one
    return kept + _of_run(run)


def _of_run(run: str) -> str:
    return run[:1] if len(run) >= _LONG else run


def _steps(one: str, other: str) -> set[int]:
    """Which ways the other lies beside the one: 0 is the same, 1 the next, -1 the one before."""
    found: set[int] = {step for step in (-1, 0, 1) if ord(other) - ord(one) == step}
    found |= {step for pair, step in (((one, other), 1), ((other, one), -1)) if pair in _NEXT}
    return found


def _without_repeats(text: str) -> str:
    """Leave out what stood there already, so many letters at once that it is no chance."""
    kept, at = "", 0
    while at < len(text):
        length = 0
        while at + length < len(text) and text[at : at + length + 1] in text[: at + length]:
            length += 1
        if length >= _AGAIN:
            at += length
        else:
            kept += text[at]
            at += 1
    return kept
