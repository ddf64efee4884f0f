"""A text as a line of the log may show it, whoever wrote it: it stays within its line."""

import re

LONGEST = 4_000
LONGEST_TRACE = 50_000

# What ends a line, moves a terminal's cursor or turns the order of letters: C0 and C1 (ECMA-48),
# the separators, the marks and isolates of Unicode's bidirectional algorithm, halves of pairs.
_ACTING = (
    "\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb\ud800-\udfff"
)
_ONE_LINE = re.compile(f"[{_ACTING}]")
_LINES = re.compile(f"(?![\n\t])[{_ACTING}]")


def shown(text: str, *, lines: bool = False) -> str:
    """Write out what acts, and cut; with `lines`, as of a traceback, line ends may stay."""
    most = LONGEST_TRACE if lines else LONGEST
    if len(text) > most:
        text = f"{text[:most]}… and {len(text) - most:,} characters more"
    pattern = _LINES if lines else _ONE_LINE
    return pattern.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
