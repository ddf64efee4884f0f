"""When mails are put off: the mail server refuses them because of us; to try each is in vain.

A pause holds all mails or those to one domain. Meanwhile one mail is tried now and then, to see
whether mails go out again.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage import mail_pauses, models
from storage.models import MailPause
from storage.vocabulary import MailStage

EVERYTHING = ""
"""The scope of all mails."""

SOON = timedelta(minutes=1)
LATE = timedelta(minutes=15)
"""At most so long until a mail is tried again: who has mended it does not wait for an hour."""
STEPS = 4

PERMANENT = 500

AT_ONCE = 1000
"""Mails that are put aside by one statement."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was said to one mail, fit to be kept; `code` is None without an answer."""

    stage: MailStage
    code: int | None
    words: str


def domain_of(email: str) -> str:
    """Of a normalized address."""
    return email.rpartition("@")[2]


class Pauses:
    """The pauses that hold now."""

    def __init__(self, pauses: Iterable[MailPause] = ()) -> None:
        self._live = {each.scope: each for each in pauses if each.ended_at is None}

    def __bool__(self) -> bool:
        return bool(self._live)

    def holding(self, email: str) -> MailPause | None:
        """Which one a mail to this address waits in; one of all comes before its domain's."""
        return self._live.get(EVERYTHING) or self._live.get(domain_of(email))

    def since(self, row: models.Invitation) -> datetime | None:
        """Since when the invitation's own mail is put off; None where it is not."""
        if row.mail != "queued" or row.state != models.State.PENDING:
            return None
        found = self.holding(row.email)
        return max(found.since, row.created_at) if found else None

    def due(self, now: datetime) -> list[MailPause]:
        """Those of which it is time to see whether mails leave."""
        return [each for each in self._live.values() if each.try_at <= now]

    def may_be_tried(self, pause: MailPause) -> bool:
        """While no mail at all leaves no domain can be tried."""
        return self._live.get(EVERYTHING, pause) is pause


def of_waiting(unit: Session, rows: Iterable[models.Invitation]) -> Pauses:
    """Those that may hold a mail of one of these; nobody looks where all mails have left."""
    waits = any(row.mail == "queued" for row in rows)
    return Pauses(mail_pauses.everything(unit) if waits else ())


def put_off(unit: Session, emails: Iterable[str]) -> frozenset[str]:
    """To which of these addresses (normalized) no mail can leave now."""
    pauses = Pauses(mail_pauses.everything(unit))
    return frozenset(each for each in emails if pauses.holding(each))


def is_certain(pause: MailPause) -> bool:
    """Whether people are to hear of it: of a refusal for good at once, of any other only if the
    first try after it is refused too.
    """
    return pause.tries > 1 or (pause.code or 0) >= PERMANENT


def put_aside(unit: Session, pauses: Pauses, now: datetime) -> None:
    """Have what is due and can't leave wait in its pause, or it would fill what is claimed. Looks
    again while most of what it finds is of that kind.
    """
    while pauses and (due := mail_pauses.due(unit, now, AT_ONCE)):
        aside: dict[str, list[int]] = {}
        for mail in due:
            if pause := pauses.holding(mail.email):
                aside.setdefault(pause.scope, []).append(mail.row_id)
        for scope, row_ids in aside.items():
            mail_pauses.put_aside(unit, row_ids, scope)
        if 2 * sum(map(len, aside.values())) < AT_ONCE:
            return


def refuse(unit: Session, scope: str, refusal: Refusal, now: datetime, *, tried: bool) -> None:
    """Begin a pause, or have it go on; `tried`: the mail was the one tried to see."""
    said = {"stage": refusal.stage, "code": refusal.code, "words": refusal.words}
    while not mail_pauses.begin(unit, scope, now, try_at=now + SOON, tries=1, **said):
        # It may be told and removed just now.
        if pause := _locked(unit, scope):
            pause.stage, pause.code, pause.words = refusal.stage, refusal.code, refusal.words
            if tried or pause.ended_at:
                pause.tries += 1
                pause.try_at = now + min(SOON * 2 ** min(pause.tries - 1, STEPS), LATE)
                pause.ended_at, pause.waited = None, {}
            break
    unit.flush()


def end(unit: Session, scope: str, now: datetime, sent_of: str) -> None:
    """Mails go out again: all that waited is due. `sent_of` is the workspace of the mail that has
    left by now, "" where none has.
    """
    pause = _locked(unit, scope)
    if pause is None or pause.ended_at:
        return
    waited = Counter(pause.waited) + Counter(mail_pauses.waiting(unit, scope))
    if sent_of:
        waited[sent_of] += 1
    pause.waited, pause.ended_at, pause.tries = dict(waited), now, 1
    mail_pauses.let_go(unit, scope, now)
    unit.flush()


def _locked(unit: Session, scope: str) -> MailPause | None:
    return next((each for each in mail_pauses.lock_all(unit) if each.scope == scope), None)
