"""Rows as CSV that is safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable
from datetime import datetime
from typing import TextIO

from commands.export import Row

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


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
    """Spreadsheets run a cell that begins like a formula, unless an apostrophe comes first."""
    return f"'{text}" if text.startswith(FORMULA) else text
