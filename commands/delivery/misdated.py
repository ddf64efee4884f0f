"""What a clock that was ahead has dated: it would wait until the right one gets there.

Each row of the outbox says when its time was written, by the same clock. Where that is still to
come, the row waits as long as was meant, from now on; what was due at once is due at once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commands.notifications import digest_times
from commands.notifications.pauses import LATE
from storage import mail_pauses, outbox, workspaces
from storage.models import Workspace

DIFFER = timedelta(seconds=1)
"""By so much the clocks of two machines may differ, or one be set, and nobody minds."""

DAY = timedelta(days=1)
"""By no more a reminder to admins was early: today's may have been sent, and comes no second time.
"""

BATCH = 1000


def needs_mending(unit: Session, now: datetime) -> bool:
    return (
        outbox.is_ahead(unit, now + DIFFER)
        or mail_pauses.is_due_after(unit, now + LATE + DIFFER)
        or bool(_too_late(workspaces.digests_after(unit, now + DAY), now))
    )


def _too_late(found: Sequence[Workspace], now: datetime) -> list[Workspace]:
    """Where admins are to be reminded later than at the first of their times from tomorrow on."""
    return [
        each
        for each in found
        if each.digest_at and each.digest_at > digest_times.after(each, now + DAY)
    ]


def mend(unit: Session, now: datetime) -> timedelta:
    """Date up to a thousand rows anew; by how much the clock that dated them was ahead, nought
    where none is left.
    """
    mail_pauses.hurry(unit, now, later_than=now + LATE + DIFFER)
    for workspace in _too_late(workspaces.digests_after(unit, now + DAY, lock=True), now):
        digest_times.plan(workspace, now)
    unit.flush()
    rows = outbox.ahead(unit, now + DIFFER, BATCH)
    ahead = [row.set_at - now for row in rows if row.set_at]
    outbox.date_anew(unit, rows, now)
    return max(ahead, default=timedelta())
