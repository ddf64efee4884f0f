"""Digest: what the admins of a workspace are to see, on its days at its time."""

from collections.abc import Container
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from commands import presence
from storage import invitations, members, outbox, workspaces
from storage.models import Invitation, Workspace
from storage.outbox import Leaving

WAITED = timedelta(days=2)
ENDING = timedelta(days=2)
MOST = 20


def next_at(zone: str, now: datetime, at: str = "09:00", days: str = "12345") -> datetime:
    """The first of the times after `now`, `at` that time on those ISO weekdays there.

    Clocks that change don't move it.
    """
    there = ZoneInfo(zone)
    due = datetime.combine(now.astimezone(there).date(), time.fromisoformat(at), there)
    while due <= now or str(due.isoweekday()) not in days:
        due += timedelta(days=1)
    return due


def begin(workspace: Workspace, now: datetime) -> None:
    """Start with the next of its times; the full list comes with its first whole week."""
    workspace.digested_week = _week(now.astimezone(ZoneInfo(workspace.zone)))
    plan(workspace, now)


def plan(workspace: Workspace, now: datetime) -> None:
    """Set when the next is due; again when the workspace's zone, days or time change."""
    at, days = workspace.digest_time, workspace.digest_days
    workspace.digest_at = next_at(workspace.zone, now, at, days)


def _week(local: datetime) -> str:
    return local.strftime("%G-W%V")


def digest(unit: Session, now: datetime) -> bool:
    """Remind the admins of one workspace that is due; False when none is.

    One that was missed is sent later the same day, and on another day left out: what no message
    showed is in the next. The first of a week lists all that is pending, oldest first; the others
    only what is new to see. What still waits to leave gives way to the new one.
    """
    workspace = workspaces.digest_due(unit, now)
    if workspace is None:
        return False
    local = now.astimezone(ZoneInfo(workspace.zone))
    is_day = str(local.isoweekday()) in workspace.digest_days
    if is_day and local.time() >= time.fromisoformat(workspace.digest_time):
        _write(unit, workspace, local, now)
    plan(workspace, now)
    return True


def _write(unit: Session, workspace: Workspace, local: datetime, now: datetime) -> None:
    week = _week(local)
    full = workspace.digested_week != week
    rows, total = _rows(unit, workspace, now, full=full)
    workspace.digested_week = week
    outbox.drop(unit, "slack.digest", "a newer one", now, workspace_id=workspace.id)
    if not rows:
        return
    gone = members.gone(unit, {row.inviter_id for row in rows})
    details: dict[str, object] = {
        "full": full,
        "total": total,
        "rows": [[row.id, row.cycle, _why(row, gone, now)] for row in rows],
    }
    readers = members.admins(unit, workspace.id)
    if workspace.digest_channel:
        # In a channel there is one copy, in the language of the first admin.
        details["channel"] = workspace.digest_channel
        readers = readers[:1]
    messages = [
        Leaving(
            "slack.digest",
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
        rows = invitations.pending(unit, workspace.id, now, MOST)
        return rows, invitations.count_pending(unit, workspace.id, now)
    found = invitations.worth_showing(
        unit, workspace.id, now, waiting_since=now - WAITED, ending_by=now + ENDING
    )
    return found[:MOST], len(found)


def _why(row: Invitation, gone: Container[str], now: datetime) -> str:
    """What it is shown for, as words that `Invitation.shown` remembers."""
    whys = {
        "waiting": row.cycle_at <= now - WAITED,
        "ending": row.expires_at <= now + ENDING,
        "failed": row.mail == "failed",
        presence.LEFT: row.inviter_id in gone,
    }
    return " ".join(why for why, true in whys.items() if true)
