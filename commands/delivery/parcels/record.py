"""Record what became of a mail or Slack message: sent, retried, or given up."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit
from commands.delivery.parcels import holding
from commands.delivery.parcels.parcel import Parcel, outdated
from commands.delivery.results import (
    Delivered,
    Limited,
    PermanentFailure,
    PutOff,
    Result,
    TransientFailure,
    Withheld,
    cleaned,
    is_over,
    retry_later,
    wait,
)
from commands.notifications import notices
from commands.notifications.installation import TELLING
from storage import digests, invitations, mail_pauses, models, outbox, workspaces
from storage.audit_details import ServerSaid
from storage.outbox_details import Digest
from storage.vocabulary import OutboxKind, Verb, Via

Held = Mapping[str, models.Invitation]

SENT_AS: Mapping[str, Verb] = {
    OutboxKind.INVITATION: Verb.MAILED,
    OutboxKind.REMINDER: Verb.REMINDED,
    OutboxKind.JOINING: Verb.JOINING_SENT,
}


def record(unit: Session, done: Sequence[tuple[Parcel, Result]], now: datetime) -> None:
    """Write down what became of each; one whose lease another worker holds by now is left alone."""
    held = _lock(unit, [parcel for parcel, _ in done])
    _mailed(unit, [parcel for parcel, result in done if _is_mailed(parcel, result)], held, now)
    stand: list[Parcel] = []
    limited: list[tuple[Parcel, Limited]] = []
    for parcel, result in done:
        match result:
            case Delivered() if _is_mailed(parcel, result):
                continue
            case Delivered():
                if _posted(unit, parcel, result, now) and parcel.kind in notices.KEPT_TRUE:
                    stand.append(parcel)
            case PermanentFailure(words):
                _refused(unit, parcel, words, held, now)
            case Limited():
                limited.append((parcel, result))
            case TransientFailure():
                _postponed(unit, parcel, result, held, now)
            case PutOff():
                holding.put_off(unit, parcel, result, held, now)
    wait(unit, limited, now)
    _posted_late(unit, stand, now)
    holding.see(unit, done, held, now)


def _lock(unit: Session, parcels: Sequence[Parcel]) -> Held:
    """What a message follows, so that whoever changes that finds it posted, or it finds what they
    wrote; and the invitations that a result may change. In the order of everybody.
    """
    if about := {parcel.team for parcel in parcels if parcel.kind in TELLING}:
        workspaces.lock_teams(unit, about)
    held = invitations.lock(unit, [each for parcel in parcels for each in _concerned(parcel)])
    if any(parcel.kind == OutboxKind.MAILS_PUT_OFF for parcel in parcels):
        mail_pauses.lock_all(unit)
    return held


def _is_mailed(parcel: Parcel, result: Result) -> bool:
    return isinstance(result, Delivered) and parcel.kind.startswith("mail.")


def _concerned(parcel: Parcel) -> list[str]:
    """The invitations that its result may change; they are locked before the rows of the outbox,
    as who resends does it.
    """
    mailed_or_shown = parcel.kind.startswith("mail.") or parcel.kind in notices.UPDATED
    if parcel.invitation and mailed_or_shown:
        return [parcel.invitation.id]
    return [each.invitation.id for each in parcel.rows]


def _mailed(unit: Session, parcels: Sequence[Parcel], held: Held, now: datetime) -> None:
    """Write down all at once: most mails arrive, and a statement each would be their price."""
    sent = outbox.mark_sent(unit, [(parcel.id, parcel.lease) for parcel in parcels], now)
    sent_by_verb: dict[tuple[str, Verb], list[models.Invitation]] = {}
    for parcel in parcels:
        if parcel.id in sent and parcel.invitation:
            verb = SENT_AS[parcel.kind]
            record = held[parcel.invitation.id]
            sent_by_verb.setdefault((record.workspace_id, verb), []).append(record)
    for (workspace_id, verb), records in sent_by_verb.items():
        ids = [record.id for record in records]
        audit.record(unit, workspace_id, ids, verb, now, via=Via.MAIL)
        if verb == Verb.JOINING_SENT:
            notices.refresh_all(unit, records, now)
        else:
            invitations.mark_mailed(unit, ids)


def _posted(unit: Session, parcel: Parcel, result: Delivered, now: datetime) -> bool:
    """True for a new message that stands in a place from now on."""
    fresh = parcel.replaces is None
    channel, ts = (result.channel, result.ts) if fresh else (None, None)
    if not outbox.mark(unit, parcel.id, parcel.lease, "sent", now, channel=channel, ts=ts):
        return False
    if parcel.kind == OutboxKind.DIGEST and fresh:
        for row in parcel.told(Digest).rows:
            if result.shown is None or row.invitation_id in result.shown:
                digests.mark_shown(unit, row.invitation_id, row.cycle, row.shown_for)
    return ts is not None


def _posted_late(unit: Session, stand: Sequence[Parcel], now: datetime) -> None:
    """What was done while a message was on its way found none to update: it has to say so too."""
    for row in outdated(unit, stand, now) if stand else ():
        notices.update(unit, row.workspace_id, [row], now)


def _refused(unit: Session, parcel: Parcel, words: str, held: Held, now: datetime) -> None:
    words = cleaned(words)
    if not outbox.mark(unit, parcel.id, parcel.lease, "failed", now, reason=words):
        return
    if parcel.kind == OutboxKind.JOINING and parcel.invitation:
        _joining_refused(unit, held[parcel.invitation.id], words, now)
    elif parcel.kind.startswith("mail.") and parcel.invitation:
        record = held[parcel.invitation.id]
        record.mail, record.mail_error = "failed", words
        audit.record(
            unit,
            record.workspace_id,
            [record.id],
            Verb.MAIL_FAILED,
            now,
            via=Via.MAIL,
            details=ServerSaid(words),
        )
        notices.tell_inviter(unit, record, OutboxKind.MAIL_FAILED, now, ServerSaid(words))
    if parcel.kind == OutboxKind.EXPORT:
        notices.tell_no_file(unit, parcel.id, words, now)
    if parcel.channel and parcel.replaces is None:
        notices.send_digest_directly(unit, parcel.id, words, now)


def _joining_refused(unit: Session, record: models.Invitation, words: str, now: datetime) -> None:
    """The invitation itself has arrived, or it would not have been accepted."""
    audit.record(
        unit,
        record.workspace_id,
        [record.id],
        Verb.JOINING_FAILED,
        now,
        via=Via.MAIL,
        details=ServerSaid(words),
    )
    notices.refresh(unit, record, now)


def _postponed(
    unit: Session, parcel: Parcel, result: TransientFailure, held: Held, now: datetime
) -> None:
    """Try again, unless it has been tried for long enough."""
    row = outbox.get_many(unit, [parcel.id]).get(parcel.id)
    if row is None:
        return
    if not isinstance(result, Withheld) and is_over(row, row.created_at, now):
        _refused(unit, parcel, result.words, held, now)
        return
    if parcel.sees is not None and result.answered:
        # So often it was tried for our sake, and not in vain for its own.
        row.attempts = 1
    retry_later(unit, row, parcel.lease, result, now)
