"""The values of a mail's headers, encoded and folded (RFC 5322, RFC 2047)."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

from bot.mail.names import clean_name

WIDTH = 76
SUBJECT = 200
# Amazon's SES refuses a longer From.
LONGEST_FROM = 320
LONGEST_ID = 59
_CHUNK = 39  # bytes, so that the first line, with the header's name, stays within 76 characters
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class UnsafeLetter(Exception):
    """A letter that must not leave: what came out is not what was put in."""


def subject(text: str) -> str:
    """Encode a subject, cleaned and at most 200 characters."""
    line = clean_name(text, SUBJECT)
    return _folded(line.split(" ") if line.isascii() else _encoded_words(line), len("Subject: "))


def mailbox(name: str, address: str) -> str:
    """Encode a name and its address, which gets a line of its own; without the name if too long."""
    address = bare_address(address)
    name = clean_name(name)
    if not name:
        return address
    if name.isascii():
        phrase = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        phrase = _folded(_encoded_words(name), len("Reply-To: "))
    value = f"{phrase}\r\n <{address}>"
    return value if len(value) <= LONGEST_FROM else address


def bare_address(address: str) -> str:
    """Pass a fit address on. Raises UnsafeLetter for all else."""
    if not is_fit(address):
        raise UnsafeLetter("an address is not fit for a header")
    return address


def is_fit(address: str) -> bool:
    """Tell whether an address is plain ASCII and one address.

    `=?` is allowed in a local part, but parsers would read an encoded word in it.
    """
    return bool(_ADDRESS.fullmatch(address)) and "=?" not in address


def token(text: str) -> str:
    """Put a page's address into angle brackets, never folded or encoded."""
    if not re.fullmatch(r"[!-;=?-~]+", text):
        raise UnsafeLetter("an address of a page is not fit for a header")
    return f"<{text}>"


def message_id(invitation: str, number: int, domain: str) -> str:
    """Name the mail number `number` of an invitation: the same however often it is sent.

    Under 60 characters, so a long domain loses labels on its left; the invitation's id keeps
    the name unique without them.
    """
    left = f"inv.{invitation}.{number}"
    return f"<{left}@{_short_host(domain.lower(), LONGEST_ID - len(left) - len('<@>'))}>"


def _short_host(domain: str, room: int) -> str:
    labels = domain.split(".")
    for first in range(max(1, len(labels) - 1)):
        host = ".".join(labels[first:])
        if len(host) <= room:
            return host
    return "h" + sha256(domain.encode()).hexdigest()[: min(room, 20) - 1]


def _encoded_words(text: str) -> Iterator[str]:
    chunk = b""
    for one in text:
        letter = one.encode()
        if len(chunk) + len(letter) > _CHUNK:
            yield _encoded_word(chunk)
            chunk = b""
        chunk += letter
    yield _encoded_word(chunk)


def _encoded_word(chunk: bytes) -> str:
    return f"=?utf-8?b?{b64encode(chunk).decode()}?="


def _folded(words: Iterator[str] | list[str], used: int) -> str:
    lines: list[list[str]] = [[]]
    for word in words:
        if lines[-1] and used + len(word) > WIDTH:
            lines.append([])
            used = 1
        lines[-1].append(word)
        used += len(word) + 1
    return "\r\n ".join(" ".join(line) for line in lines)
