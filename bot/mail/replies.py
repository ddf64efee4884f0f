"""A server's words: read from what came over the wire, and made fit to be shown to a person."""

import re
from typing import NamedTuple

from bot.mail.names import clean_name
from bot.settings import SmtpServer

LONGEST = 300
# A server that dislikes a link may repeat it, and with it the way into the invitation.
_SECRET_LIKE = re.compile(r"\b[a-z]+://\S+|[\w+/=-]{32,}", re.IGNORECASE)
_ENHANCED = r"([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)"
# Also as `[5.1.1]`, `#5.1.1`, `5.1.1:`, and after the basic code once more.
_LEADING = re.compile(rf"\s*(?:[245]\d\d[ -])?[\[(<#]*{_ENHANCED}[\])>:,;]*\s*")
# As qmail has it at the end, `(#5.1.1)`, or behind a word of the server's own.
_INSIDE = re.compile(rf"(?<![\d.]){_ENHANCED}")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


class Reply(NamedTuple):
    """`enhanced` is its enhanced status code (RFC 2034, RFC 3463), or empty; the words begin with
    it where a line did.
    """

    enhanced: str
    words: str


def read(message: str) -> Reply:
    """Read a reply as aiosmtplib gives it: lines, and bytes that are not UTF-8 as surrogates.

    Each line of a long reply begins with the enhanced code (RFC 2034, 4); here it stands once.
    """
    lines = _NOT_UTF8.sub(_as_latin1, message).splitlines()
    leading = [_LEADING.match(line) for line in lines]
    codes = [found[1] for found in leading if found]
    rest = [
        line[found.end() :] if found else line for line, found in zip(lines, leading, strict=True)
    ]
    inside = None if codes else _INSIDE.search(message)
    enhanced = codes[0] if codes else inside[1] if inside else ""
    return Reply(enhanced, " ".join((*codes[:1], *rest)))


def _as_latin1(found: re.Match[str]) -> str:
    """A byte as most servers that are not on UTF-8 mean it; Windows' own signs are no controls."""
    return bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "ignore")


def shown(message: str, server: SmtpServer) -> str:
    """Make a server's words one short line, without secrets and addresses of pages."""
    words = read(message).words
    for secret in filter(None, (server.password, server.user)):
        words = words.replace(secret, "…")
    return clean_name(_SECRET_LIKE.sub("…", words), LONGEST)
