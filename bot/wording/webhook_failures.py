"""Why a webhook was not delivered, for admins."""

# One case a code, one return a case:
# ruff: noqa: C901, PLR0911

from bot.i18n import Words
from commands.webhooks.failures import Failure, FailureCode


def reason(failure: Failure, words: Words) -> str:
    """One line; what has no code stands as it is."""
    match failure.code:
        case FailureCode.ANSWERED | FailureCode.GONE:
            return words("answered {status}", status=_status(failure))
        case FailureCode.REDIRECTED:
            return words("answered {status}: redirects are not followed", status=_status(failure))
        case FailureCode.TIMED_OUT:
            return _timed_out(failure.seconds, words)
        case FailureCode.UNRESOLVED:
            return words("its name can't be resolved")
        case FailureCode.UNTRUSTED:
            return words("its certificate can't be trusted, or it speaks no TLS")
        case FailureCode.FORBIDDEN:
            return words("it is in a private network that WEBHOOK_NETWORKS doesn't allow")
        case FailureCode.UNREACHABLE:
            return words("it can't be reached")
        case FailureCode.BROKEN_OFF:
            return words("it broke off")
        case FailureCode.SECRET_UNREADABLE:
            return words("its secret can't be read with these SECRET_KEYS: make a new one")
        case FailureCode.SUBJECT_MISSING:
            return words("no longer there")
        case FailureCode.OTHER:
            return failure.said


def _status(failure: Failure) -> str:
    return f"{failure.status} {failure.said}".rstrip()


def _timed_out(seconds: float, words: Words) -> str:
    if seconds % 1:
        return words("no answer within {seconds} seconds", seconds=f"{seconds:g}")
    return words.many("no answer within {n} second", "no answer within {n} seconds", int(seconds))
