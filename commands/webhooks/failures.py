"""Why a webhook was not delivered: a code and its facts, stored as text and worded when shown."""

from dataclasses import dataclass
from enum import StrEnum
from math import inf

from commands.characters import clean

LENGTH = 300
"""Characters of the outbox's column `reason`."""


class FailureCode(StrEnum):
    """What went wrong. The values stand in the database: they stay as they are."""

    ANSWERED = "answered"
    """With `status` and, as `said`, HTTP's reason phrase; so do the next two."""
    REDIRECTED = "redirected"
    GONE = "gone"
    """It is no more (410), and wants to be told nothing."""
    TIMED_OUT = "timed_out"
    """No answer within `seconds`."""
    UNRESOLVED = "unresolved"
    UNTRUSTED = "untrusted"
    """By its certificate; or it speaks no TLS."""
    FORBIDDEN = "forbidden"
    """In a private network that the operator has not allowed."""
    UNREACHABLE = "unreachable"
    BROKEN_OFF = "broken_off"
    SECRET_UNREADABLE = "secret_unreadable"  # noqa: S105 - no secret
    SUBJECT_MISSING = "subject_missing"
    """What the event is about was deleted before it left."""
    OTHER = "other"
    """What has no code; `said` is all that there is to show."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Which facts go with a code stands beside the code."""

    code: FailureCode
    status: int = 0
    said: str = ""
    seconds: float = 0

    @property
    def is_permanent(self) -> bool:
        """A permanent failure is never tried again, a transient one is."""
        return self.code in {FailureCode.GONE, FailureCode.SECRET_UNREADABLE}


def write(failure: Failure) -> str:
    """As it is stored: `answered:503:Service Unavailable`; what is too long ends early."""
    return clean(":".join(filter(None, (failure.code, *_facts(failure)))))[:LENGTH]


def _facts(failure: Failure) -> tuple[str, ...]:
    match failure.code:
        case FailureCode.ANSWERED | FailureCode.REDIRECTED | FailureCode.GONE:
            return (str(failure.status), failure.said)
        case FailureCode.TIMED_OUT:
            return (f"{failure.seconds:g}",)
        case FailureCode.OTHER:
            return (failure.said,)
        case _:
            return ()


def read(stored: str) -> Failure:
    """The failure that was stored; what is unknown or damaged is one of no code."""
    code, _, facts = stored.partition(":")
    try:
        found = _read(FailureCode(code), facts)
    except ValueError:
        found = None
    if found and write(found) == stored:
        return found
    return Failure(FailureCode.OTHER, said=stored)


def _read(code: FailureCode, facts: str) -> Failure:
    match code:
        case FailureCode.ANSWERED | FailureCode.REDIRECTED | FailureCode.GONE:
            status, _, said = facts.partition(":")
            return Failure(code, status=int(status), said=said)
        case FailureCode.TIMED_OUT:
            return Failure(code, seconds=_seconds(facts))
        case _:
            return Failure(code, said=facts)


def _seconds(facts: str) -> float:
    if not 0 < (seconds := float(facts)) < inf:
        raise ValueError
    return seconds
