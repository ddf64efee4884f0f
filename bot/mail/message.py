"""A letter to bytes: MIME put together by hand, and a gate that reads it back.

By hand, because the standard library's EmailMessage takes 1.2 ms a letter and its folding is what
lets headers in (see the tests); the few encodings needed here fit into `headers`, are the same on
every version of Python, and building and checking together take a fifth of that.
"""

import binascii
from base64 import encodebytes
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import format_datetime, getaddresses

from bot.mail import headers
from bot.mail.headers import UnsafeLetter
from bot.settings import Sender

__all__ = ["Letter", "UnsafeLetter", "build"]

# "=_" can't come out of quoted-printable nor of base64 (RFC 2045, 6.7), so no body holds it.
BOUNDARY = "=_usher"
LONGEST_LINE = 998
_PARSER = BytesHeaderParser(policy=compat32)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one person, worded but not yet encoded. `date` is aware."""

    sender: Sender
    recipient: str
    subject: str
    text: str
    html: str
    message_id: str
    date: datetime
    language: str
    list_unsubscribe: str
    references: str | None = None
    reply_to: str | None = None


def build(letter: Letter) -> bytes:
    """Build the letter and check it. Raises UnsafeLetter if it isn't what was meant."""
    fields = _fields(letter)
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    try:
        data = (head + "\r\n" + _body(letter)).encode("ascii")
    except UnicodeEncodeError:
        raise UnsafeLetter("a character that can't travel") from None
    check(data, fields, letter)
    return data


def _fields(letter: Letter) -> dict[str, str]:
    fields = {
        "From": headers.mailbox(letter.sender.name, letter.sender.address),
        "To": headers.bare_address(letter.recipient),
        "Subject": headers.subject(letter.subject),
        "Date": format_datetime(letter.date),
        "Message-ID": letter.message_id,
    }
    if letter.reply_to:
        fields["Reply-To"] = headers.bare_address(letter.reply_to)
    if letter.references:
        fields |= {"In-Reply-To": letter.references, "References": letter.references}
    return fields | {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Unsubscribe": headers.token(letter.list_unsubscribe),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Content-Language": letter.language,
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{BOUNDARY}"',
    }


def _body(letter: Letter) -> str:
    parts = _part("plain", letter.text), _part("html", letter.html)
    return "".join(f"--{BOUNDARY}\r\n{part}\r\n" for part in parts) + f"--{BOUNDARY}--\r\n"


def _part(subtype: str, text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    encoding, content = _encoded("".join(f"{line}\r\n" for line in lines).encode(errors="replace"))
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n{content}"
    )


def _encoded(content: bytes) -> tuple[str, str]:
    quoted = binascii.b2a_qp(content, istext=True)
    if len(quoted) * 3 <= len(content) * 4:
        return "quoted-printable", quoted.decode("ascii")
    return "base64", encodebytes(content).replace(b"\n", b"\r\n").decode("ascii")


def check(data: bytes, fields: dict[str, str], letter: Letter) -> None:
    """Read the bytes back as a client would. Raises UnsafeLetter if anything else stands there."""
    head, _, body = data.partition(b"\r\n\r\n")
    found = _PARSER.parsebytes(head)
    if found.keys() != list(fields) or found.defects:
        raise UnsafeLetter("other headers than were put in")
    _check_people(found, letter)
    if any(_hides_a_line(str(value)) for value in found.values()):
        raise UnsafeLetter("a header hides a line end")
    _check_wire(data)
    if body.count(f"--{BOUNDARY}".encode()) != len(("text", "html", "end")):
        raise UnsafeLetter("other parts than were put in")


def _check_people(found: "Message[str, str]", letter: Letter) -> None:
    for name, address in (("From", letter.sender.address), ("To", letter.recipient)):
        if [one for _, one in getaddresses([str(found[name])])] != [address]:
            raise UnsafeLetter(f"another {name} than was put in")


def _hides_a_line(value: str) -> bool:
    if "=?" not in value:
        return False
    try:
        decoded = str(make_header(decode_header(value.replace("\r\n", ""))))
    except (HeaderParseError, LookupError, ValueError):
        return True
    return "\n" in decoded or "\r" in decoded


def _check_wire(data: bytes) -> None:
    if max(map(len, data.split(b"\r\n"))) > LONGEST_LINE:
        raise UnsafeLetter("a line is too long")
    lone = data.count(b"\r") + data.count(b"\n") > 2 * data.count(b"\r\n")
    if lone or b"\0" in data:
        raise UnsafeLetter("a character that can't travel")
