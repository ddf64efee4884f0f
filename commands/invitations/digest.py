"""Digest: what the admins of a workspace are to see, on its days at its time."""

from collections.abc import Container
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from commands import lifecycle
from commands.notifications import digest_times
from storage import digests, members, outbox, workspaces
from storage.models import Invitation, Workspace
from storage.outbox import NewOutboxRow
from storage.outbox_details import Digest, DigestRow
from storage.vocabulary import OutboxKind, ShownFor

WAITED = timedelta(days=2)
ENDING = timedelta(days=2)
MOST_ROWS = 20
"""In one message, each in at most two of its fifty blocks; what more there is, Home shows."""


def digest(unit: Session, now: datetime) -> bool:
    """Remind the admins of one workspace that is due; False when none is.

    One that was missed is sent later the same day, and on another day left out: what no message
    showed is in the next. The first of a week lists all that is pending, oldest first; the others
    only what is new to see. What still waits to leave gives way to the new one.
    """
    workspace = workspaces.digest_due(unit, now)
    if workspace is None:
        return False
    local = now.astimezone(lifecycle.zone_of(workspace.zone))
    is_day = str(local.isoweekday()) in workspace.digest_days
    if is_day and local.time() >= time.fromisoformat(workspace.digest_time):
        _write(unit, workspace, local, now)
    digest_times.plan(workspace, now)
    return True


def _write(unit: Session, workspace: Workspace, local: datetime, now: datetime) -> None:
    week = digest_times.week(local)
    full = workspace.digested_week != week
    rows, total = _rows(unit, workspace, now, full=full)
    workspace.digested_week = week
    outbox.drop(unit, OutboxKind.DIGEST, "a newer one", now, workspace_id=workspace.id)
    if not rows:
        return
    gone = members.gone(unit, {row.inviter_id for row in rows})
    readers = members.admins(unit, workspace.id)
    if workspace.digest_channel:
        # In a channel there is one copy, in the language of the first admin.
        readers = readers[:1]
    details = Digest(
        full=full,
        total=total,
        rows=tuple(DigestRow(row.id, row.cycle, _why(row, gone, now)) for row in rows),
        channel=workspace.digest_channel,
    )
    messages = [
        NewOutboxRow(
            OutboxKind.DIGEST,
            f"digest:{workspace.id}:{local.date()}:{admin.id}",
            member=admin.id,
            details=details,
        )
        for admin in readers
    ]
    outbox.put(unit, workspace.id, now, *messages)


def _rows(
    unit: Session, workspace: Workspace, now: datetime, *, full: bool
) -> tuple[list[Invitation], int]:
    """The oldest, and how many there are in all."""
    if full:
        rows = digests.pending(unit, workspace.id, now, MOST_ROWS)
        return rows, digests.count_pending(unit, workspace.id, now)
    found = digests.worth_showing(
        unit, workspace.id, now, waiting_since=now - WAITED, ending_by=now + ENDING
    )
    return found[:MOST_ROWS], len(found)


def _why(row: Invitation, gone: Container[str], now: datetime) -> str:
    """What it is shown for, as `DigestRow` has it."""
    whys = {
        ShownFor.WAITING: row.cycle_at <= now - WAITED,
        ShownFor.ENDING: row.expires_at <= now + ENDING,
        ShownFor.FAILED: row.mail == "failed",
        ShownFor.LEFT: row.inviter_id in gone,
    }
    return " ".join(why for why, true in whys.items() if true)
