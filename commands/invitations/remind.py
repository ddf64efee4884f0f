"""Remind: invitees, and inviters before the end. What is due is "due and not taken"."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from sqlalchemy.orm import Session

from commands import lifecycle
from commands.lifecycle import ScheduledStep
from commands.limits import Limits, MailRoom
from commands.notifications import mails, notices
from storage import invitations
from storage.models import Invitation
from storage.vocabulary import OutboxKind

BATCH = 100


def remind(unit: Session, limits: Limits, now: datetime) -> int:
    """Take what is due of up to a hundred invitations; how many there were.

    The rows are locked and their step is written down with the mail, so neither a restart nor a
    second worker loses or doubles one. Where two reminders are overdue, only the later is sent. A
    reminder to a mailbox that has had its mails of a day waits until there is room.
    """
    rows = invitations.to_remind(unit, now, BATCH)
    room = MailRoom(unit, [row.email for row in rows], limits, now)
    warned = [row for row in rows if _take_steps(unit, row, room, now)]
    unit.flush()
    notices.tell_inviters(unit, warned, OutboxKind.ENDING, now)
    return len(rows)


def _take_steps(unit: Session, row: Invitation, room: MailRoom, now: datetime) -> bool:
    """Whether the inviter is to be warned."""
    if row.expires_at <= now:
        row.remind_at = None
        return False
    if row.snoozed_until and row.snoozed_until > now:
        row.remind_at = row.snoozed_until
        return False
    zone = row.workspace.zone
    due = [
        step
        for step in lifecycle.schedule(row.cycle_at, row.expires_at)[row.reminded :]
        if step.at <= now
    ]
    if waits := _waits(row, due, room, now):  # only what comes before the next mail
        due = list(takewhile(lambda step: step.to == "inviter", due))
    row.reminded += len(due)
    row.remind_at = waits or lifecycle.next_due(row.cycle_at, row.expires_at, row.reminded, zone)
    if reminders := [step for step in due if step.to == "invitee"]:
        mails.remind(unit, row, reminders[-1].ordinal, last=reminders[-1].last, now=now)
    return any(step.to == "inviter" for step in due)


def _waits(
    row: Invitation, due: Sequence[ScheduledStep], room: MailRoom, now: datetime
) -> datetime | None:
    """Until when the mail among what is due has to wait: for the morning, or for room."""
    if not any(step.to == "invitee" for step in due):
        return None
    zone = row.workspace.zone
    morning = lifecycle.awake(now, zone)
    if morning > now:
        return morning
    again = room.take(row.workspace, row.email)
    return lifecycle.awake(again, zone) if again else None
