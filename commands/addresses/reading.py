"""What people type and paste into the address field: addresses and refusals."""

import unicodedata
from typing import Literal

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from commands.addresses import hidden, sheets
from commands.addresses.address import Address
from commands.addresses.readable import scripts
from commands.addresses.unwrapping import without_entities
from commands.errors import BadAddress, BadAddresses, NoAddress, SeveralAddresses, TextTooLong

Reason = Literal["syntax", "non_ascii", "special", "too_long"]

_SPECIAL = (".test", ".local", ".localhost", ".invalid", ".onion", ".arpa")
MAX_TEXT = 3000
"""Characters: Slack's plain text input holds no more."""
MAX_ADDRESS = 320
"""Characters: 64 before the @ and 255 behind it (RFC 5321)."""


def read(text: str) -> list[Address]:
    """The addresses in `text`, each once, in the order typed.

    Raises NoAddress, TextTooLong, or BadAddresses naming each piece that is none.
    """
    found: dict[str, Address] = {}
    refused: list[BadAddress] = []
    for name, piece in sheets.pairs(_whole(text)):
        try:
            address = _check(piece, name)
        except _Refusal as refusal:
            refused.append(refusal.problem)
        else:
            found.setdefault(address.email, address)
    if refused:
        raise BadAddresses(tuple(dict.fromkeys(refused)))
    if not found:
        raise NoAddress
    return list(found.values())


def one(text: str) -> Address:
    """The only address in `text`; raises as `read`, and SeveralAddresses where it isn't alone."""
    addresses = read(text)
    if len(addresses) != 1:
        raise SeveralAddresses
    return addresses[0]


def check(piece: str) -> Address:
    """The address that a piece is, whoever's it is; raises BadAddresses."""
    try:
        return _check(piece, "")
    except _Refusal as refusal:
        raise BadAddresses((refusal.problem,)) from refusal


def _whole(text: str) -> str:
    """The text as people see it, line by line; a tab in front is an empty cell.

    Raises TextTooLong.
    """
    text = text.strip(" \r\n")
    if len(text) > MAX_TEXT:
        raise TextTooLong(MAX_TEXT)
    text = hidden.lines_ended(without_entities(text))
    if lines := list(filter(hidden.is_backwards, text.split("\n"))):
        raise BadAddresses(tuple(BadAddress(hidden.shown(line), "hidden") for line in lines))
    return hidden.without_edges(text)


class _Refusal(Exception):
    def __init__(self, problem: BadAddress) -> None:
        self.problem = problem


def _check(piece: str, name: str) -> Address:
    if len(piece) > MAX_ADDRESS:
        raise _Refusal(BadAddress(hidden.shown(piece[:MAX_ADDRESS]), "too_long"))
    if hidden.within(piece):
        raise _Refusal(BadAddress(hidden.shown(piece), "hidden"))
    valid = _validated(piece)
    ascii_form = f"{valid.local_part}@{valid.ascii_domain}"
    if piece.isascii():
        return Address(ascii_form, ascii_form.lower(), name)
    # IDNA takes full-width letters, letters in circles and ideographic full stops for plain ones.
    is_as_typed = unicodedata.normalize("NFC", piece.rpartition("@")[2].lower()) == valid.domain
    # Whoever means a domain in several alphabets types the ASCII form that is shown then.
    if not is_as_typed or len(scripts(valid.domain)) > 1:
        raise _Refusal(BadAddress(piece, "mixed", ascii_form))
    return Address(f"{valid.local_part}@{valid.domain}", ascii_form.lower(), name)


def _validated(piece: str) -> ValidatedEmail:
    try:
        return validate_email(piece, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as error:
        raise _Refusal(BadAddress(piece, _why(piece, str(error)))) from error


def _why(piece: str, said: str) -> Reason:
    local, _, domain = piece.rpartition("@")
    if not local.isascii():
        return "non_ascii"
    if domain.lower().endswith(_SPECIAL) or domain.lower() == "localhost":
        return "special"
    return "too_long" if "too long" in said else "syntax"
