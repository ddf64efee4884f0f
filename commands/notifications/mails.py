"""The mails of an invitation: each is numbered, so that it answers to the first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from storage import outbox
from storage.models import Invitation
from storage.outbox import NewOutboxRow
from storage.outbox_details import Mail, Reminder
from storage.vocabulary import MAILS, OutboxKind


def first(unit: Session, workspace_id: str, invitation_ids: Sequence[str], now: datetime) -> None:
    """The mail of each new invitation."""
    mails = [
        NewOutboxRow(OutboxKind.INVITATION, f"mail:{each}:1", invitation=each, details=Mail(1))
        for each in invitation_ids
    ]
    outbox.put(unit, workspace_id, now, *mails)


def again(unit: Session, row: Invitation, now: datetime) -> None:
    """The invitation's mail once more, after a resend; it takes the place of what still waits."""
    outbox.drop(unit, MAILS, "sent again", now, invitation_id=row.id)
    row.mails += 1
    row.mail, row.mail_error = "queued", ""
    mail = NewOutboxRow(
        OutboxKind.INVITATION,
        f"mail:{row.id}:{row.mails}",
        invitation=row.id,
        details=Mail(row.mails),
    )
    outbox.put(unit, row.workspace_id, now, mail)


def remind(unit: Session, row: Invitation, ordinal: int, *, last: bool, now: datetime) -> None:
    """A reminder: one for each invitation, cycle and ordinal, whoever sweeps how often."""
    row.mails += 1
    mail = NewOutboxRow(
        OutboxKind.REMINDER,
        f"reminder:{row.id}:{row.cycle}:{ordinal}",
        invitation=row.id,
        details=Reminder(row.mails, row.cycle, ordinal, last),
    )
    outbox.put(unit, row.workspace_id, now, mail)


def joining(unit: Session, row: Invitation, now: datetime) -> None:
    """The link into Slack for who accepted and has no account there: once, whoever looks how often.

    The invitation is held, since its mails are counted.
    """
    mail = NewOutboxRow(
        OutboxKind.JOINING, f"joining:{row.id}", invitation=row.id, details=Mail(row.mails + 1)
    )
    row.mails += outbox.put(unit, row.workspace_id, now, mail)
