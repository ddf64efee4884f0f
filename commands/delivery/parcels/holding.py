"""Mails that wait in a pause: put aside at once, however many, and one taken when it is time to
see whether mails go out again; and what its answer says.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import (
    Delivered,
    PermanentFailure,
    PutOff,
    Result,
    TransientFailure,
    cleaned,
)
from commands.notifications import notices
from commands.notifications.pauses import EVERYTHING, LATE, Pauses, Refusal, end, put_aside, refuse
from storage import mail_pauses, outbox
from storage.models import Invitation, MailPause, OutboxRow
from storage.vocabulary import OutboxKind

_ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"']+@[^\s<>()\[\]:;,\"']*[^\s<>()\[\]:;,\"'.]")
OVER = "not pending any more"
FORGOTTEN = timedelta(days=30)
"""After its begin nobody waits any more to hear the end of a pause in which no mail waits."""


def hold_back(
    unit: Session, now: datetime, until: datetime, most: int
) -> Mapping[OutboxRow, MailPause]:
    """Put aside what can't leave. Gives the mails to try, leased, each with its pause."""
    pauses = Pauses(mail_pauses.lock_all(unit))
    if not pauses:
        return {}
    put_aside(unit, pauses, now)
    found = {}
    for pause in pauses.due(now)[:most]:
        # Another worker tries it too when this one has not come back with an answer by then.
        pause.try_at = until
        if pauses.may_be_tried(pause) and (row := _first(unit, pause, now, until)):
            found[row] = pause
    unit.flush()
    return found


def _first(unit: Session, pause: MailPause, now: datetime, until: datetime) -> OutboxRow | None:
    """What is over in between makes no sense to try. Where nothing waits any more, nobody knows
    whether mails go out again: who was told that they don't hears of it when the next one does.
    """
    mail_pauses.drop_ended(unit, pause.scope, OVER, now)
    row_id = mail_pauses.first_waiting(unit, pause.scope)
    if row_id is None:
        pause.try_at = now + LATE
        if now - pause.since >= FORGOTTEN:
            pause.told = {}
        if not pause.told:
            end(unit, pause.scope, now, "")
        return None
    [row] = outbox.take(unit, [row_id], now, until)
    # It counts as put in now: that it waited is our fault, and no reason to give it up.
    row.created_at = now
    return row


def put_off(
    unit: Session, parcel: Parcel, result: PutOff, held: Mapping[str, Invitation], now: datetime
) -> None:
    """The mail waits, however long, and others like it are not tried meanwhile."""
    scope, words = result.domain, cleaned(result.words)
    if mail_pauses.put_back(unit, parcel.id, parcel.lease, scope, words):
        refusal = Refusal(result.stage, result.code, _for_all(words, parcel))
        refuse(unit, scope, refusal, now, tried=parcel.sees == scope)
        if parcel.kind == OutboxKind.JOINING and parcel.sees is None and parcel.invitation:
            notices.refresh(unit, held[parcel.invitation.id], now)


def _for_all(words: str, parcel: Parcel) -> str:
    """Without the invitee's address: admins of other workspaces read these words too."""
    about = parcel.invitation
    theirs = (
        {each.lower() for each in (about.address, about.email, about.envelope)} if about else {}
    )
    return _ADDRESS.sub(lambda found: "…" if found[0].lower() in theirs else found[0], words)


def see(
    unit: Session,
    done: Sequence[tuple[Parcel, Result]],
    held: Mapping[str, Invitation],
    now: datetime,
) -> None:
    """End each pause whose tried mail got an answer that is not about us. Other mails, on their way
    since before it began, say nothing of it.
    """
    for parcel, result in done:
        if parcel.sees is not None and _is_about_others(parcel.sees, result):
            mailed = held.get(parcel.invitation.id) if parcel.invitation else None
            sent = mailed and isinstance(result, Delivered)
            end(unit, parcel.sees, now, mailed.workspace_id if mailed and sent else "")


def _is_about_others(scope: str, result: Result) -> bool:
    match result:
        case PutOff(domain=domain, code=code):
            return code is not None and scope == EVERYTHING != domain
        case PermanentFailure(answered=answered) | TransientFailure(answered=answered):
            return answered
        case Delivered():
            return True
