"""Rows of a sheet: cells between tabs, commas, semicolons or bars, with a heading or without."""

import csv
import io
import re
from collections.abc import Sequence

from commands.addresses import headings, lists
from commands.addresses.lists import Pair
from commands.addresses.tokens import BULLETS, LABEL, has_address

_LABEL = re.compile(LABEL, re.VERBOSE)
_ALONE = re.compile(r"[^\s<>()\[\]]+")
MOST_CELLS = 2
"""Cells of a name, where no heading says which they are: the first name and the family's."""


def pairs(text: str) -> list[Pair]:
    """Pairs as `lists` has them. What stands in other columns of a sheet is no one's address."""
    _, delimiter = headings.heading(text)
    if delimiter:
        rows = _rows(text, delimiter)
        sheet = _Sheet(rows[0], is_table=True)
        # A quote that is not closed takes others into the heading's last cell.
        people = rows if any(map(has_address, rows[0])) else rows[1:]
        return [pair for row in people for pair in sheet.read(row)]
    if "\t" in text:
        rows = _rows(text, "\t")
    else:
        rows = next(filter(_is_table, (_rows(text, sign) for sign in ";,|")), [])
    sheet = _Sheet([], is_table=_agree(rows))
    return [pair for row in rows for pair in sheet.read(row)] or lists.pairs(text)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """Those that are not empty. A quoted cell may hold tabs and ends of lines (RFC 4180)."""
    read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    rows = ([cell.strip().lstrip(f"{BULLETS} ") for cell in row] for row in read)
    return [row for row in rows if any(row)]


def _agree(rows: Sequence[Sequence[str]]) -> bool:
    """Whether there are several rows, with one address each, all in one column."""
    columns = {tuple(n for n, cell in enumerate(row) if has_address(cell)) for row in rows}
    return len(rows) > 1 and len(columns) == 1 and len(*columns) == 1


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether what such a sign parts is a name and an address, in each row the same."""
    if not _agree(rows) or len({len(row) for row in rows}) != 1 or len(rows[0]) > MOST_CELLS + 1:
        return False
    column = next(n for n, cell in enumerate(rows[0]) if has_address(cell))
    return len(rows[0]) > 1 and all(_ALONE.fullmatch(row[column]) for row in rows)


class _Sheet:
    def __init__(self, written: Sequence[str], *, is_table: bool) -> None:
        self._addresses = headings.of_addresses(written)
        self._names = headings.of_names(written)
        self._is_headed = bool(written)
        self._is_table = is_table

    def read(self, row: list[str]) -> list[Pair]:
        """The addresses of a row, with the row's name if there is one of them alone."""
        columns = self._addresses or range(len(row))
        holding = [n for n, cell in enumerate(row) if has_address(cell) and n in columns]
        wrong = [row[n] for n in self._addresses if n < len(row) and row[n] and n not in holding]
        if not holding:
            return lists.pairs("\n".join(row))
        found = [pair for cell in wrong for pair in lists.pairs(cell)]
        people = [pair for n in holding for pair in lists.pairs(row[n])]
        name, others = self._named(row, holding[0])
        if not self._is_table:
            found += (pair for cell in others for pair in lists.pairs(cell))
        if len(people) == 1 and name:
            [(own, address)] = people
            people = [(lists.named(" ".join(dict.fromkeys([*name, own]))), address)]
        return found + people

    def _named(self, row: list[str], address: int) -> tuple[list[str], list[str]]:
        """The cells of the row's name, and what else is written in it."""
        if self._is_headed:
            cells = [row[n] for n in self._names if n < len(row)]
            return [cell for cell in cells if not has_address(cell)], []
        before = [cell for cell in row[:address] if _is_written(cell)]
        behind = [cell for cell in row[address + 1 :] if _is_written(cell)]
        most = MOST_CELLS if before else 1
        name = [cell for cell in before or behind[:1] if not any(map(str.isdigit, cell))]
        name = name if len(name) <= most else []
        return name, [cell for cell in before + behind if cell not in name]


def _is_written(cell: str) -> bool:
    """Whether it has words in it; numbers, bullets, `To:` and `Email` are none."""
    if has_address(cell) or _LABEL.fullmatch(cell) or headings.is_of_addresses(cell):
        return False
    return any(map(str.isalpha, cell))
