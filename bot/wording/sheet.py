"""Rows as CSV that is safe to open in a spreadsheet, whatever it takes for the separator.

A spreadsheet takes what begins with `=`, `+`, `-` or `@` for a formula, and by its language or
settings `,`, `;` or a tab for what parts cells; where that is not the comma, quotes inside of a row
mean nothing, so that a cell goes on in a new one behind each separator and line end. An apostrophe
before such a sign, and one more where there are some already, keeps it a text and can be taken away
again. https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
from collections.abc import Iterable
from datetime import datetime
from typing import TextIO

import regex

from commands.export import Row

_SIGNS = r"=+\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−"
_BEGINS = r";\t\r\n\u2028\u2029"
# Readers drop blanks, quotes and what is not seen before they look.
_FORMULA = regex.compile(
    r"(?V1)\A(?='*+[\t\r\n])"
    rf"|(?:\A|[{_BEGINS}])[[\s\"\u2800\p{{DI}}\p{{Cf}}]--[{_BEGINS}]]*+\K(?='*+[{_SIGNS}])"
)
_CONTROLS = regex.compile(r"(?V1)[[\p{Cc}\p{Cs}]--[\t\r\n]]")


def write(out: TextIO, columns: tuple[str, ...], rows: Iterable[Row]) -> int:
    """A heading and the rows; how many these were."""
    writer = csv.writer(out)
    writer.writerow(columns)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last one is what is asked for
        writer.writerow([_harmless(text(value)) for value in row])
    return count


def text(value: str | bool | datetime | None) -> str:
    """How a value is written down."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or ""


def _harmless(text: str) -> str:
    return _FORMULA.sub("'", _CONTROLS.sub("", text))
