"""What became of what was to leave: written down, with all that follows from it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from commands import detour, happened, mailing, notices
from commands.addresses import clean
from commands.parcels import Parcel, outdated
from storage import invitations, models, outbox

REASON = 300
GIVE_UP = timedelta(days=2)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=4)
MOST_STEPS = 8
"""Taking counts as an attempt, so a process that dies again and again makes it a large number."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """It was taken over by whom it was for; a Slack message has a place."""

    channel: str | None = None
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It won't be taken, however often it is tried; `words` are the server's."""

    words: str


@dataclass(frozen=True, slots=True)
class Postponed:
    """It may be taken later; `after` where the server said when."""

    words: str
    after: timedelta | None = None


Fate = Delivered | Refused | Postponed


class Taken(Protocol):
    """A row of the outbox, under its lease."""

    @property
    def id(self) -> int: ...
    @property
    def lease(self) -> str: ...
    @property
    def kind(self) -> str: ...


def settle(unit: Session, fates: Sequence[tuple[Parcel, Fate]], now: datetime) -> None:
    """Write down what became of each; one whose lease another worker holds by now is left alone."""
    held = invitations.hold(unit, [each for parcel, _ in fates for each in _concerned(parcel)])
    _mailed(unit, [parcel for parcel, fate in fates if _is_mailed(parcel, fate)], held, now)
    stand: list[Parcel] = []
    for parcel, fate in fates:
        match fate:
            case Delivered() if _is_mailed(parcel, fate):
                continue
            case Delivered():
                if _posted(unit, parcel, fate, now) and parcel.kind in notices.KEPT_TRUE:
                    stand.append(parcel)
            case Refused(words):
                _refused(unit, parcel, words, held, now)
            case _:
                _postponed(unit, parcel, fate, held, now)
    _posted_late(unit, stand, now)


def _is_mailed(parcel: Parcel, fate: Fate) -> bool:
    return isinstance(fate, Delivered) and parcel.kind.startswith("mail.")


def _concerned(parcel: Parcel) -> list[str]:
    """The invitations that its fate may change; they are locked before the rows of the outbox,
    as who resends does it.
    """
    mailed_or_shown = parcel.kind.startswith("mail.") or parcel.kind in notices.ABOUT_ONE
    if parcel.invitation and mailed_or_shown:
        return [parcel.invitation.id]
    return [each.invitation.id for each in parcel.rows]


Held = Mapping[str, models.Invitation]


def _mailed(unit: Session, parcels: Sequence[Parcel], held: Held, now: datetime) -> None:
    """Write down all at once: most mails arrive, and a statement each would be their price."""
    sent = outbox.mark_sent(unit, [(parcel.id, parcel.lease) for parcel in parcels], now)
    deeds: dict[tuple[str, str], list[models.Invitation]] = {}
    for parcel in parcels:
        if parcel.id in sent and parcel.invitation:
            verb = {mailing.REMINDER: "reminded", mailing.JOINING: "joining_sent"}.get(
                parcel.kind, "mailed"
            )
            record = held[parcel.invitation.id]
            deeds.setdefault((record.workspace_id, verb), []).append(record)
    for (workspace_id, verb), records in deeds.items():
        ids = [record.id for record in records]
        happened.note(unit, workspace_id, ids, verb, now, place="mail")
        if verb == "joining_sent":
            notices.refresh_all(unit, records, now)
        else:
            invitations.mark_mailed(unit, ids)


def _posted(unit: Session, parcel: Parcel, fate: Delivered, now: datetime) -> bool:
    """True for a new message that stands in a place from now on."""
    fresh = parcel.replaces is None
    channel, ts = (fate.channel, fate.ts) if fresh else (None, None)
    if not outbox.mark(unit, parcel.id, parcel.lease, "sent", now, channel=channel, ts=ts):
        return False
    if parcel.kind == "slack.digest" and fresh:
        for invitation_id, cycle, whys in parcel.details["rows"]:
            invitations.mark_shown(unit, invitation_id, cycle, whys)
    return ts is not None


def _posted_late(unit: Session, stand: Sequence[Parcel], now: datetime) -> None:
    """What was done while a message was on its way found none to update: it has to say so too."""
    for row in outdated(unit, stand, now) if stand else ():
        notices.update(unit, row.workspace_id, [row], now)


def _refused(unit: Session, parcel: Parcel, words: str, held: Held, now: datetime) -> None:
    words = said(words)
    if not outbox.mark(unit, parcel.id, parcel.lease, "failed", now, reason=words):
        return
    if parcel.kind == mailing.JOINING and parcel.invitation:
        _joining_refused(unit, held[parcel.invitation.id], words, now)
    elif parcel.kind.startswith("mail.") and parcel.invitation:
        record = held[parcel.invitation.id]
        record.mail, record.mail_error = "failed", words
        happened.note(
            unit, record.workspace_id, [record.id], "failed", now, place="mail", said=words
        )
        notices.tell_inviter(unit, record, "failed", now, said=words)
    if parcel.kind == "slack.export":
        detour.no_file(unit, parcel.id, words, now)
    if "channel" in parcel.details and parcel.replaces is None:
        detour.to_the_admins(unit, parcel.id, words, now)


def _joining_refused(unit: Session, record: models.Invitation, words: str, now: datetime) -> None:
    """The invitation itself has arrived, or it would not have been accepted."""
    happened.note(
        unit, record.workspace_id, [record.id], "joining_failed", now, place="mail", said=words
    )
    notices.refresh(unit, record, now)


def said(words: str) -> str:
    """A server's words, without what a database refuses; one bad answer would hold up a batch."""
    return clean(words)[:REASON]


def _postponed(unit: Session, parcel: Parcel, fate: Postponed, held: Held, now: datetime) -> None:
    """Try again, unless it has been tried for long enough."""
    row = outbox.these(unit, [parcel.id]).get(parcel.id)
    if row is None:
        return
    if now - row.created_at >= GIVE_UP:
        _refused(unit, parcel, fate.words, held, now)
        return
    put_off(unit, row, parcel.lease, fate, now)


def put_off(
    unit: Session, row: models.Outgoing, lease: str, fate: Postponed, now: datetime
) -> bool:
    """Later each time, with some jitter so that not all come back at once; False when another
    worker holds it by now.
    """
    delay = min(FIRST_DELAY * 3 ** min(row.attempts - 1, MOST_STEPS), LONGEST_DELAY)
    delay = max(delay * random.uniform(0.8, 1.2), fate.after or timedelta())  # noqa: S311 - no secret
    return outbox.put_off(unit, row.id, lease, now + delay, said(fate.words))


def is_due(unit: Session, kinds: str, now: datetime) -> bool:
    """Whether there is anything of these kinds (LIKE) to take: to look is cheap, to take locks."""
    return outbox.is_due(unit, now, kinds)


def give_back(unit: Session, parcels: Sequence[Taken], now: datetime) -> None:
    """Let what was taken but not tried be taken at once; it was no attempt."""
    for parcel in parcels:
        outbox.give_back(unit, parcel.id, parcel.lease, now)
