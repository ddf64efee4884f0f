"""Headings of a sheet's columns: which of them have addresses, and which have names."""

import re
from collections.abc import Sequence
from re import Pattern

from commands.addresses.tokens import has_address
from commands.characters import clean

_DELIMITERS = "\t;,|"
_OF_ADDRESSES = re.compile(
    r"(?:[\w.-]{1,20} )?(?:e-?mails?|mails?)(?:[ -]?(?:addr(?:ess(?:es)?|\.)|adressen?|адрес)| id)?"
    r"(?: \d)?(?: ?\([\w -]{1,20}\)| - (?!type|label)[\w ]{1,20})?"
    r"|user ?principal ?name|correo(?: electrónico)?|courriel"
    r"|(?:адрес )?(?:[\w.-]{1,20} )?(?:эл\.? ?|электронн(?:ая|ой) )?почт[аы](?: ?\([\w -]{1,20}\))?"
    r"|электронный адрес|адрес e-?mail|[иеэ]?-?мей?л",
    re.IGNORECASE,
)
_PERHAPS_OF_ADDRESSES = re.compile(r"address(?:es)?|адреса?", re.IGNORECASE)
"""Where no other column has them: else it is where people live."""
_OF_NAMES = re.compile(
    r"(?:full|first|given|last|family|display|preferred|middle|employee)?[ -]?names?|surname"
    r"|vor-?(?:und nachname|name)|nachname|name, vorname"
    r"|имя|фамилия|отчество|(?:ф\.? ?и\.? ?о\.?|имя)(?: сотрудника)?"
    r"|имя,? (?:и )?фамилия|фамилия,? (?:и )?имя(?:,? отчество)?",
    re.IGNORECASE,
)
_PERHAPS_OF_NAMES = re.compile("employee|person|contact|mitarbeiter|сотрудник", re.IGNORECASE)
_FAMILY = re.compile(r"last|family|surname|nachname", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[_ ]+")


def heading(text: str) -> tuple[str, str]:
    """The line that says what stands in a sheet's columns, and what parts them; both empty where
    there is no such line.
    """
    first = next(filter(str.strip, text.split("\n")), "")
    parted = (sign for sign in _DELIMITERS if _is_heading(first.split(sign)))
    delimiter = next(parted, "")
    return (first, delimiter) if delimiter else ("", "")


def of_addresses(cells: Sequence[str]) -> list[int]:
    return _columns(cells, _OF_ADDRESSES, _PERHAPS_OF_ADDRESSES)


def of_names(cells: Sequence[str]) -> list[int]:
    """The given name's before the family's."""
    names = _columns(cells, _OF_NAMES, _PERHAPS_OF_NAMES)
    return sorted(names, key=lambda n: bool(_FAMILY.search(cells[n])))


def is_of_addresses(cell: str) -> bool:
    return bool(_OF_ADDRESSES.fullmatch(_plain(cell)))


def _is_heading(cells: Sequence[str]) -> bool:
    return bool(of_addresses(cells)) and not any(map(has_address, cells))


def _columns(cells: Sequence[str], sure: Pattern[str], perhaps: Pattern[str]) -> list[int]:
    """Those that are headed so; of the ones that may be only where there is no other."""
    plain = [_plain(cell) for cell in cells]
    found = (
        [n for n, cell in enumerate(plain) if each.fullmatch(cell)] for each in (sure, perhaps)
    )
    return next(filter(None, found), [])


def _plain(cell: str) -> str:
    """`"E-mail_Address:"` like `E-mail Address`."""
    bare = clean(cell).strip(" \"':*").replace("\u2011", "-")
    return _CAMEL.sub(" ", bare)
