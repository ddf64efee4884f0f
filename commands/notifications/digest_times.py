"""When the admins' reminder (the digest) of a workspace is due."""

from datetime import datetime, time, timedelta

from commands import lifecycle
from storage.models import Workspace


def next_at(zone: str, now: datetime, at: str = "09:00", days: str = "12345") -> datetime:
    """The first of the times after `now`, `at` that time on those ISO weekdays there.

    Clocks that change don't move it.
    """
    there = lifecycle.zone_of(zone)
    due = datetime.combine(now.astimezone(there).date(), time.fromisoformat(at), there)
    while due <= now or str(due.isoweekday()) not in days:
        due += timedelta(days=1)
    return due


def begin(workspace: Workspace, now: datetime) -> None:
    """Start with the next of its times; the full list comes with its first whole week."""
    workspace.digested_week = week(now.astimezone(lifecycle.zone_of(workspace.zone)))
    plan(workspace, now)


def plan(workspace: Workspace, now: datetime) -> None:
    """Set when the next is due; again when the workspace's zone, days or time change."""
    workspace.digest_at = after(workspace, now)


def after(workspace: Workspace, moment: datetime) -> datetime:
    """The first of its times after that."""
    return next_at(workspace.zone, moment, workspace.digest_time, workspace.digest_days)


def week(local: datetime) -> str:
    return local.strftime("%G-W%V")
