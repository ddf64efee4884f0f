"""Expire: write down what is over already, and tell the inviters."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit
from commands.notifications import notices
from storage import invitations
from storage.models import Invitation, State
from storage.vocabulary import OutboxKind, Verb, Via

BATCH = 100


def expire(unit: Session, now: datetime) -> int:
    """Write down up to a hundred expired invitations; how many there were."""
    rows = invitations.expired(unit, now, BATCH)
    _write_down(unit, rows, now)
    return len(rows)


def write_down(unit: Session, now: datetime, workspace_id: str, emails: Sequence[str]) -> None:
    """Do it for these addresses, so that they can be invited anew: an index knows no clock."""
    rows = invitations.expired(unit, now, None, workspace_id, emails)
    _write_down(unit, rows, now)


def _write_down(unit: Session, rows: Sequence[Invitation], now: datetime) -> None:
    asked: list[Invitation] = []
    by_workspace: dict[str, list[Invitation]] = {}
    # Those of one form end at the same instant: people read them in the order in which they came.
    for row in sorted(rows, key=lambda each: each.id):
        if row.state == State.REQUESTED:
            asked.append(row)
        row.state, row.closed_at = State.EXPIRED, row.expires_at
        by_workspace.setdefault(row.workspace_id, []).append(row)
    unit.flush()
    for workspace_id, theirs in by_workspace.items():
        ids = [row.id for row in theirs]
        audit.record(unit, workspace_id, ids, Verb.EXPIRED, now, via=Via.SYSTEM)
        invited = [row for row in theirs if row not in asked]
        notices.tell_inviters(unit, invited, OutboxKind.EXPIRED, now)
        notices.refresh_all(unit, theirs, now)
    for workspace_id in by_workspace:
        lapsed = [row for row in asked if row.workspace_id == workspace_id]
        notices.tell_lapsed(unit, lapsed, now)
