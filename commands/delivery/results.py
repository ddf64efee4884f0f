"""What can become of a delivery, and when it is tried again (retry with backoff).

The field's terms (RFC 3463): a permanent failure is never tried again, a transient one is.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from commands.characters import clean
from storage import mail_pauses, models, outbox, slack_limits
from storage.vocabulary import MAILS, MailStage

REASON = 300
GIVE_UP = timedelta(days=2)
FEWEST = 6
"""So often it is tried at least, which takes an hour: where the clock was wrong, or Usher was off,
two days may be a moment.
"""
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=4)
WITHHELD = 4
"""So often at most counts as tried what waits for no fault of its own: it is tried four times an
hour, and a few times more once that is mended.
"""
MOST_STEPS = 8
"""Taking counts as an attempt, so a process that dies again and again makes it a large number."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """It was taken over by whom it was for; a Slack message has a place. `shown` are the ids of the
    invitations that a digest had room for; None is all.
    """

    channel: str | None = None
    ts: str | None = None
    shown: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class PermanentFailure:
    """It won't be taken, however often it is tried; `words` are the server's if it `answered`."""

    words: str
    answered: bool = True


@dataclass(frozen=True, slots=True)
class TransientFailure:
    """It may be taken later; `after` where the server said when, if it `answered` at all."""

    words: str
    after: timedelta | None = None
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Withheld(TransientFailure):
    """It waits for no fault of its own, however long: whoever runs Usher has to mend something."""


@dataclass(frozen=True, slots=True)
class Busy(TransientFailure):
    """It was not tried: it is not its turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limited(Busy):
    """Slack takes no more of its kind for its workspace before `until`: it was no attempt."""

    until: datetime


@dataclass(frozen=True, slots=True)
class PutOff:
    """A mail waits, since the answer is about us; `domain` is the only one concerned, "" for all.

    `words` are the server's where there is a `code`.
    """

    words: str
    stage: MailStage
    code: int | None = None
    domain: str = ""


Result = Delivered | PermanentFailure | TransientFailure | PutOff


class Claimed(Protocol):
    """A row of the outbox, under its lease."""

    @property
    def id(self) -> int: ...
    @property
    def lease(self) -> str: ...
    @property
    def kind(self) -> str: ...


def cleaned(words: str) -> str:
    """A server's words, without what a database refuses; one bad answer would hold up a batch."""
    return clean(words)[:REASON]


def retry_later(
    unit: Session, row: models.OutboxRow, lease: str, result: TransientFailure, now: datetime
) -> bool:
    """Later each time, with some jitter so that not all come back at once; False when another
    worker holds it by now.
    """
    if isinstance(result, Withheld):
        row.attempts = min(row.attempts, WITHHELD)
    delay = min(FIRST_DELAY * 3 ** min(row.attempts - 1, MOST_STEPS), LONGEST_DELAY)
    delay = max(delay * random.uniform(0.8, 1.2), result.after or timedelta())  # noqa: S311 - no secret
    said = cleaned(result.words)
    return outbox.retry_at(unit, row.id, lease, now, now + delay, reason=said)


def is_over(row: models.OutboxRow, since: datetime, now: datetime) -> bool:
    """Whether one that is tried since then was tried for long enough."""
    return row.attempts >= FEWEST and now - since >= GIVE_UP


def is_due(unit: Session, kinds: str, now: datetime) -> bool:
    """Whether anything of these kinds (LIKE) can be claimed: to look is cheap, claiming locks."""
    return outbox.is_due(unit, now, kinds) or (kinds == MAILS and mail_pauses.is_due(unit, now))


def release(unit: Session, unsent: Sequence[Claimed], now: datetime) -> None:
    """Let what was claimed but not tried be claimed at once; it was no attempt."""
    for claimed in unsent:
        outbox.release(unit, claimed.id, claimed.lease, now)


def wait(unit: Session, limited: Sequence[tuple[Claimed, Limited]], now: datetime) -> None:
    """Let these be claimed when Slack takes them again, and what is like them no sooner."""
    together: dict[tuple[datetime, str], list[int]] = {}
    for claimed, result in limited:
        together.setdefault((result.until, claimed.lease), []).append(claimed.id)
    for (until, lease), row_ids in sorted(together.items()):
        outbox.defer_all(unit, row_ids, lease, now, until)
        slack_limits.postpone_like(unit, row_ids, now, until)
