"""Which characters of a text stay: those that can be seen, composed, and no row of marks."""

import re
import unicodedata
from collections.abc import Iterator

_NEWLINE = re.compile("\r\n?|[\x85\u2028\u2029]")
MARKS = 30
"""Marks on one letter, as in the Stream-Safe Text Format (UAX #15): no script needs more, and to
compose a long row of them takes quadratic time.
"""


def clean(text: str) -> str:
    """Without what breaks a database driver or a mail: NUL, lone surrogates, invisible marks.

    Lines end with one sign, whatever typed them.
    """
    text = _NEWLINE.sub("\n", text)
    if text.isascii() and text.isprintable():
        return text
    kept = (
        " " if char.isspace() and char != "\n" else char
        for char in text
        if char == "\n" or char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
    )
    return compose("".join(kept))


def compose(text: str) -> str:
    """The text in NFC, in linear time: of the marks on one letter no more than `MARKS` stay."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", "".join(_with_few_marks(text)))


def _with_few_marks(text: str) -> Iterator[str]:
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MARKS:
            yield char
