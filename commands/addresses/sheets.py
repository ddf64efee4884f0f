"""Rows of a sheet: cells between tabs, or between commas or semicolons under a heading."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from commands.addresses import lists
from commands.addresses.lists import Pair
from commands.addresses.tokens import LABEL, has_address
from commands.characters import clean

_DELIMITERS = "\t;,"
_OF_ADDRESSES = re.compile(
    r"(?:[\w.-]{1,20} )?(?:e-?mails?|mails?)(?:[ -]addr(?:ess(?:es)?|\.)|[ -]?adressen?)?"
    r"(?: \d| ?\([\w -]{1,20}\)| - [\w ]{1,20})?|address(?:es)?"
    r"|(?:адрес )?(?:эл\.? ?|электронн(?:ая|ой) )?почт[аы]|(?:адрес )?e-?mail|имейл|адреса?",
    re.IGNORECASE,
)
_OF_NAMES = re.compile(
    r"(?:full|first|given|last|family|display)?[ _-]?names?|surname|vor-?(?:und nachname|name)"
    r"|nachname|имя|фамилия|отчество|ф\.?и\.?о\.?|имя и фамилия|фамилия и имя|имя,? фамилия",
    re.IGNORECASE,
)
_FAMILY = re.compile(r"last|family|surname|nachname", re.IGNORECASE)
_LABEL = re.compile(LABEL, re.VERBOSE)
MOST_CELLS = 2
"""Cells of a name, where no heading says which they are: the first name and the family's."""


def pairs(text: str) -> list[Pair]:
    """Pairs as `lists` has them. What stands in other columns of a sheet is no one's address."""
    first = next(filter(str.strip, text.split("\n")), "")
    delimiter = next((sign for sign in _DELIMITERS if _is_heading(_cells(first, sign))), "")
    if not delimiter and "\t" not in text:
        return lists.pairs(text)
    rows = [row for row in _rows(text, delimiter or "\t") if any(row)]
    heading = rows.pop(0) if delimiter else []
    sheet = _Sheet(heading, is_table=bool(delimiter) or _agree(rows))
    return [pair for row in rows for pair in sheet.read(row)]


def _cells(line: str, delimiter: str) -> list[str]:
    return [_plain(cell).strip('"').strip() for cell in line.split(delimiter)]


def _plain(cell: str) -> str:
    """As a heading is compared."""
    return clean(cell).strip().replace("\u2011", "-")


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """A quoted cell may have tabs and ends of lines in it (RFC 4180)."""
    for row in csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True
    ):
        yield [cell.strip() for cell in row]


def _is_heading(cells: Sequence[str]) -> bool:
    return any(_OF_ADDRESSES.fullmatch(cell) for cell in cells) and not any(map(has_address, cells))


def _agree(rows: Sequence[Sequence[str]]) -> bool:
    """Whether there are several rows, with one address each, all in one column."""
    columns = {tuple(n for n, cell in enumerate(row) if has_address(cell)) for row in rows}
    return len(rows) > 1 and len(columns) == 1 and len(*columns) == 1


class _Sheet:
    def __init__(self, written: Sequence[str], *, is_table: bool) -> None:
        heading = [_plain(cell) for cell in written]
        self._addresses = [n for n, cell in enumerate(heading) if _OF_ADDRESSES.fullmatch(cell)]
        names = [n for n, cell in enumerate(heading) if _OF_NAMES.fullmatch(cell)]
        self._names = sorted(names, key=lambda n: bool(_FAMILY.search(heading[n])))
        self._is_headed = bool(heading)
        self._is_table = is_table

    def read(self, row: list[str]) -> list[Pair]:
        """The addresses of a row, with the row's name if there is one of them alone."""
        holding = [n for n, cell in enumerate(row) if has_address(cell)]
        wrong = [row[n] for n in self._addresses if n < len(row) and row[n] and n not in holding]
        if not holding:
            return lists.pairs(" ".join(filter(None, row)))
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
    if has_address(cell) or _LABEL.fullmatch(cell) or _OF_ADDRESSES.fullmatch(cell):
        return False
    return any(map(str.isalpha, cell))
