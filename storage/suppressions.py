"""Suppressions: addresses that asked a workspace not to mail them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.insert import new_rows
from storage.models import Suppression


def suppressed_emails(unit: Session, workspace_id: str, emails: Sequence[str]) -> set[str]:
    """Which of `emails` asked this workspace not to mail them."""
    return set(
        unit.scalars(
            select(Suppression.email).where(
                Suppression.workspace_id == workspace_id, Suppression.email.in_(emails)
            )
        )
    )


def suppressed_pairs(unit: Session, emails: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Of these addresses, the pairs of a workspace and an address that asked for no more mail."""
    rows = unit.execute(
        select(Suppression.workspace_id, Suppression.email).where(Suppression.email.in_(emails))
    )
    return frozenset((workspace_id, email) for workspace_id, email in rows)


def remove(unit: Session, workspace_id: str, email: str) -> bool:
    """True when it was suppressed."""
    gone = unit.execute(
        delete(Suppression).where(
            Suppression.workspace_id == workspace_id, Suppression.email == email
        )
    )
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def add(unit: Session, workspace_id: str, email: str, now: datetime) -> bool:
    """True when it is new."""
    row = {"workspace_id": workspace_id, "email": email, "created_at": now}
    return bool(new_rows(unit, Suppression, [row], ["workspace_id", "email"]))
