"""What became of a mail, and the server's words fit to be shown to a person."""

import re
from dataclasses import dataclass

import aiosmtplib

from bot.mail.names import clean_name
from bot.settings import SmtpServer
from storage.vocabulary import MailStage

LONGEST = 300
# The operator's to mend (RFC 4954): trying later helps, telling the inviter "refused" doesn't.
LOGIN_CODES = {530, 534, 535, 538}
_PERMANENT = range(500, 600)
# A server that dislikes a link may repeat it, and with it the way into the invitation.
_SECRET_LIKE = re.compile(r"\b[a-z]+://\S+|[\w+/=-]{32,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took the mail over, with these words."""

    words: str


class NotSent(Exception):
    """The mail did not leave. `words` may be shown to people; `code` is None without an answer."""

    def __init__(self, code: int | None, words: str) -> None:
        self.code = code
        self.words = words
        super().__init__(f"{code} {words}" if code else words)


class PermanentFailure(NotSent):
    """The server will never take this mail."""


class TransientFailure(NotSent):
    """Not now: trying again may help."""


class PutOff(NotSent):
    """It is about us (sender, relay, quota, reputation, greeting, log-in, encryption, connection),
    so the mail waits until that is mended. `domain_only`: only mails to the recipient's domain are
    concerned; else all are.
    """

    def __init__(
        self, code: int | None, words: str, stage: MailStage, *, domain_only: bool
    ) -> None:
        super().__init__(code, words)
        self.stage = stage
        self.domain_only = domain_only


def outcome(error: aiosmtplib.SMTPResponseException, server: SmtpServer) -> NotSent:
    """Tell a permanent failure of this mail from a transient one."""
    said = shown(error.message, server)
    if error.code in _PERMANENT and error.code not in LOGIN_CODES:
        return PermanentFailure(error.code, said)
    return TransientFailure(error.code, said)


def shown(message: str, server: SmtpServer) -> str:
    """Make a server's words one short line, without secrets and addresses of pages."""
    for secret in filter(None, (server.password, server.user)):
        message = message.replace(secret, "…")
    return clean_name(_SECRET_LIKE.sub("…", message), LONGEST)
