"""Claim mails and Slack messages that are due, and drop those that make no sense any more."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commands import lifecycle
from commands.delivery.parcels import holding
from commands.delivery.parcels.parcel import Known, Parcel, compose, drawn_where, load
from commands.invitations.describe import Invitation
from commands.notifications import notices
from commands.notifications.installation import TELLING
from storage import models, outbox
from storage.models import OutboxRow, State
from storage.outbox_details import LinkProblemNotice, Reminder
from storage.vocabulary import AdditionState, OutboxKind

SUPPRESSED = "asked not to be mailed"
PASSED_ON = "passed on to the admins"


def claim(unit: Session, now: datetime, lease: timedelta, most: int, kinds: str) -> list[Parcel]:
    """Lease up to `most` due rows of these kinds (LIKE); those without sense are dropped.

    Mails that are put off wait aside, but for one of each pause when it is time to see whether they
    go out again.
    """
    seeing = holding.hold_back(unit, now, now + lease, most) if kinds.startswith("mail.") else {}
    rows = [*seeing, *outbox.claim(unit, now, now + lease, most - len(seeing), kinds)]
    if not rows:
        return []
    known = load(unit, rows, now)
    parcels = []
    for row in rows:
        parcel, pause = compose(row, known, now), seeing.get(row)
        if reason := _why_drop(row, parcel, known):
            _drop(unit, row, known.records.get(row.invitation_id or ""), reason, now)
            if reason == PASSED_ON:
                notices.pass_on_to_admins(unit, row, now)
        elif morning := _sleeps(row, parcel, now):
            outbox.defer(unit, row.id, row.lease or "", now, morning)
        else:
            parcels.append(replace(parcel, sees=pause.scope) if pause else parcel)
            continue
        if pause:
            # Another mail is to see instead.
            pause.try_at = now
    return parcels


def _sleeps(row: OutboxRow, parcel: Parcel, now: datetime) -> datetime | None:
    """Until when a reminder waits that was put off, and would leave at night now."""
    if row.kind != OutboxKind.REMINDER or row.put_off is None:
        return None
    morning = lifecycle.awake(now, parcel.zone)
    return morning if morning > now else None


def _why_drop(row: OutboxRow, parcel: Parcel, known: Known) -> str:
    """Why it need not leave any more; empty when it must."""
    if row.kind.startswith("mail."):
        return _why_drop_mail(row, parcel, known)
    if parcel.recipient is None:
        member = known.people.get(row.member_id or "")
        passed_on = row.kind in notices.TO_INVITER and member and member.gone
        return PASSED_ON if passed_on else "nobody to tell in Slack"
    if row.id != known.last[drawn_where(row)]:
        return "a newer one"
    return _why_say_nothing(row, parcel)


def _why_say_nothing(row: OutboxRow, parcel: Parcel) -> str:
    """Why a new message has nothing to say; an update has, whatever it is."""
    about = parcel.invitation
    if row.kind in notices.UPDATED_LISTS:
        waits = any(each.invitation.state == State.PENDING for each in parcel.rows)
        return "" if waits else "nothing pending any more"
    if _is_decided(row, parcel):
        return "decided meanwhile"
    if row.kind == OutboxKind.MAIL_FAILED and about and about.mail != "failed":
        return "mailed meanwhile"
    return _why_no_trouble(row, parcel)


def _why_no_trouble(row: OutboxRow, parcel: Parcel) -> str:
    """Where the admins are told of something to be mended."""
    if row.kind == OutboxKind.ENDPOINT_PAUSED and not (
        parcel.endpoint and parcel.endpoint.paused_at
    ):
        return "removed or resumed meanwhile"
    if row.kind == OutboxKind.MAILS_PUT_OFF and not parcel.put_off:
        return "mails leave again"
    if (about := parcel.installation) and row.kind in TELLING:
        lacks = about.missing if row.kind == OutboxKind.SCOPES_MISSING else not about.heard
        return "" if lacks else "mended meanwhile"
    if row.kind == OutboxKind.LINK_PROBLEM:
        stays = parcel.link and parcel.link.problem == parcel.told(LinkProblemNotice).code
        return "" if stays else "mended meanwhile"
    return ""


def _is_decided(row: OutboxRow, parcel: Parcel) -> bool:
    """Whether what the admins are asked has its answer, or is gone."""
    if row.kind == OutboxKind.ADDITION_REQUEST:
        return parcel.addition is None or parcel.addition.state != AdditionState.REQUESTED
    if row.kind != OutboxKind.REQUEST:
        return False
    about = parcel.invitation
    asked = [about] if about else [each.invitation for each in parcel.rows]
    return not any(each.state == State.REQUESTED for each in asked)


def _why_drop_mail(row: OutboxRow, parcel: Parcel, known: Known) -> str:
    about = parcel.invitation
    if about and row.kind == OutboxKind.JOINING:
        return _why_drop_joining(about)
    if about is None or about.state != State.PENDING:
        return "not pending any more"
    if (row.workspace_id, about.email) in known.suppressed:
        return SUPPRESSED
    if row.kind == OutboxKind.REMINDER and about.mail != "sent":
        return "the invitation itself has not arrived"
    if isinstance(parcel.details, Reminder):
        return _why_drop_reminder(parcel.details, known.records[about.id])
    return ""


def _why_drop_reminder(details: Reminder, record: models.Invitation) -> str:
    if details.cycle != record.cycle:
        return "renewed meanwhile"
    return "a later one" if details.number < record.mails else ""


def _why_drop_joining(about: Invitation) -> str:
    if about.suppressed:
        return SUPPRESSED
    if not about.join_link:
        return "no link to join by any more"
    in_slack = any(step.kind == "account" and step.state == "done" for step in about.steps)
    return "in Slack by now" if in_slack else ""


def _drop(
    unit: Session, row: OutboxRow, record: models.Invitation | None, reason: str, now: datetime
) -> None:
    outbox.mark(unit, row.id, row.lease or "", "dropped", now, reason=reason)
    if record and row.kind == OutboxKind.JOINING:
        notices.refresh(unit, record, now)
    elif record and reason == SUPPRESSED:
        record.mail = "suppressed"
