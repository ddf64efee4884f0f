"""Suppressions: addresses that asked a workspace not to mail them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.insert import new_rows
from storage.models import Suppression

UNKNOWN = ""
"""In a row of a process of before there were mailboxes, which may still run."""


def of_mailboxes(
    unit: Session, mailboxes: Sequence[str], workspace_id: str = ""
) -> list[tuple[str, str]]:
    """The suppressions of these mailboxes, in one workspace or in all: pairs of a workspace and the
    address that asked. Those of which the mailbox is unknown are among them.
    """
    query = select(Suppression.workspace_id, Suppression.email).where(
        Suppression.mailbox.in_([*mailboxes, UNKNOWN])
    )
    if workspace_id:
        query = query.where(Suppression.workspace_id == workspace_id)
    return [(workspace, email) for workspace, email in unit.execute(query)]


def remove(unit: Session, workspace_id: str, emails: Sequence[str]) -> bool:
    """True when one of them was suppressed."""
    gone = unit.execute(
        delete(Suppression).where(
            Suppression.workspace_id == workspace_id, Suppression.email.in_(emails)
        )
    )
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def add(unit: Session, workspace_id: str, email: str, mailbox: str, now: datetime) -> bool:
    """True when it is new."""
    row = {"workspace_id": workspace_id, "email": email, "mailbox": mailbox, "created_at": now}
    return bool(new_rows(unit, Suppression, [row], ["workspace_id", "email"]))
