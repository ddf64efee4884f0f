"""What became of a mail: an answer of the server's, or none, made one of three kinds of failure."""

from dataclasses import dataclass

import aiosmtplib

from bot.mail import judging
from bot.mail.judging import OF_ONE_MAIL, Answer, Verdict
from bot.mail.replies import read, shown
from bot.settings import SmtpServer
from storage.vocabulary import MailProblem, MailStage

NOES = range(400, 600)
"""What says no (RFC 5321, 4.2.1); any other answer, where a yes was due, is not understood."""


@dataclass(slots=True)
class Attempt:
    """A mail that is on its way, and how far it has come."""

    sender: str
    recipient: str
    data: bytes
    stage: MailStage = MailStage.CONNECT


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took the mail over, with these words."""

    words: str


class NotSent(Exception):
    """The mail did not leave. `words` are the server's, fit to be shown, and `code` is its code;
    where the server said nothing, `code` is None and `words` a MailProblem.
    """

    def __init__(self, code: int | None, words: str) -> None:
        self.code = code
        self.words = words
        super().__init__(f"{code} {words}".strip() if code else words)


class PermanentFailure(NotSent):
    """The invitee's mailbox will never take this mail."""


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


class NotOffered(aiosmtplib.SMTPException):
    """The server can't do what is needed before a mail may be handed over."""

    def __init__(self, problem: MailProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def outcome(error: Exception, attempt: Attempt, server: SmtpServer) -> NotSent:
    """Judge what aiosmtplib raised, or the network."""
    match error:
        case aiosmtplib.SMTPResponseException(code=code) if code in NOES:
            return _answered(error, attempt, server)
        case aiosmtplib.SMTPResponseException():
            return _unanswered(MailProblem.NOT_UNDERSTOOD, attempt.stage)
        case NotOffered(problem=problem):
            return _unanswered(problem, attempt.stage)
        case TimeoutError():
            return _unanswered(MailProblem.NO_ANSWER, attempt.stage)
        case _:
            return _unanswered(MailProblem.NO_CONNECTION, attempt.stage)


def _answered(
    error: aiosmtplib.SMTPResponseException, attempt: Attempt, server: SmtpServer
) -> NotSent:
    reply = read(error.message)
    named = reply.words.casefold()
    names_us = attempt.sender.casefold() in named and attempt.recipient.casefold() not in named
    said = Answer(attempt.stage, error.code, reply.enhanced, reply.words, names_us)
    words = shown(error.message, server)
    match judging.judge(said):
        case Verdict.PERMANENT:
            return PermanentFailure(error.code, words)
        case Verdict.TRANSIENT:
            return TransientFailure(error.code, words)
        case Verdict.ABOUT_US:
            return _put_off(error.code, words, attempt.stage)


def _unanswered(problem: MailProblem, stage: MailStage) -> NotSent:
    """After the mail itself was sent it may have arrived: each further try may double it, so that
    ends after two days, as with any transient failure.
    """
    if stage is MailStage.DATA:
        return TransientFailure(None, problem)
    return _put_off(None, problem, stage)


def _put_off(code: int | None, words: str, stage: MailStage) -> PutOff:
    return PutOff(code, words, stage, domain_only=stage in OF_ONE_MAIL)
