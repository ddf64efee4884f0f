"""Trouble with a link: what Slack refuses and an admin can mend is told once, and ends by itself.

What waits is not given up; it is tried again at growing intervals, by one step at a time, and all
at once when a step has got through.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import homes, notices
from storage import ids, members, outbox, steps
from storage.models import Link
from storage.outbox import Leaving

LOOK = "place.look"


def meet(unit: Session, link: Link, kind: str, code: str, until: datetime, now: datetime) -> None:
    """A step of this kind was refused; the others of its kind wait as long as it does.

    What is in trouble already with another kind of step is told of that alone.
    """
    steps.put_off(unit, link.id, kind, until)
    if link.trouble and (link.trouble == code or link.trouble_with != kind):
        return
    link.trouble, link.trouble_with, link.trouble_at = code, kind, now
    unit.flush()
    _tell(unit, link, now)
    show(unit, link, now)


def end(unit: Session, link: Link, kind: str, now: datetime) -> None:
    """A step of this kind got through: if it was in trouble, all that waits is tried at once."""
    if not link.trouble or link.trouble_with not in {kind, LOOK}:
        return
    link.trouble = link.trouble_with = ""
    link.trouble_at, link.mended_at = None, now
    unit.flush()
    if kind != LOOK:
        # What may not be asked need not be: the place was found without.
        outbox.drop(unit, LOOK, "found without", now, link_id=link.id)
    steps.wake(unit, link.id, now)
    show(unit, link, now)


def show(unit: Session, link: Link, now: datetime) -> None:
    """Bring up to date what tells of this link: messages, and the admins' Homes."""
    notices.update(unit, link.workspace_id, steps.told_of(unit, link.id), now)
    admins = members.admins(unit, link.workspace_id)
    homes.redraw(unit, link.workspace_id, [admin.id for admin in admins], now)


def _tell(unit: Session, link: Link, now: datetime) -> None:
    messages = [
        Leaving(
            notices.TROUBLE,
            f"trouble:{link.id}:{ids.new(now)}:{admin.id}",
            member=admin.id,
            details={"link": link.id, "code": link.trouble},
            link=link.id,
        )
        for admin in members.admins(unit, link.workspace_id)
    ]
    outbox.put(unit, link.workspace_id, now, *messages)
