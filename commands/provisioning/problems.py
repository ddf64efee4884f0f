"""Problems of a linked channel: what Slack refuses and an admin can mend is told once.

What waits is not given up; it is tried again at growing intervals, by one step at a time, and all
at once when a step has got through.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from commands.notifications import app_home, notices
from storage import ids, members, outbox, provisioning_tasks
from storage.models import ChannelLink
from storage.outbox import NewOutboxRow
from storage.outbox_details import LinkProblemNotice
from storage.vocabulary import OutboxKind


def begin(
    unit: Session, link: ChannelLink, kind: str, code: str, until: datetime, now: datetime
) -> None:
    """A task of this kind was refused; the others of its kind wait as long as it does.

    What has a problem already with another kind of task is told of that alone.
    """
    provisioning_tasks.postpone(unit, link.id, kind, now, until)
    if link.problem and (link.problem == code or link.problem_with != kind):
        return
    link.problem, link.problem_with, link.problem_at = code, kind, now
    unit.flush()
    _tell(unit, link, now)
    refresh(unit, link, now)


def end(unit: Session, link: ChannelLink, kind: str, now: datetime) -> None:
    """A task of this kind got through: a problem is over, and all that waits is tried at once."""
    if not link.problem or link.problem_with not in {kind, OutboxKind.FIND_NAME}:
        return
    link.problem = link.problem_with = ""
    link.problem_at, link.mended_at = None, now
    unit.flush()
    if kind != OutboxKind.FIND_NAME:
        # What may not be asked need not be: the place was found without.
        outbox.drop(unit, OutboxKind.FIND_NAME, "found without", now, link_id=link.id)
    provisioning_tasks.retry_now(unit, link.id, now)
    refresh(unit, link, now)


def refresh(unit: Session, link: ChannelLink, now: datetime) -> None:
    """Bring up to date what tells of this link: messages, and the admins' Homes."""
    notices.update(unit, link.workspace_id, provisioning_tasks.problem_messages(unit, link.id), now)
    admins = members.admins(unit, link.workspace_id)
    app_home.redraw(unit, link.workspace_id, [admin.id for admin in admins], now)


def _tell(unit: Session, link: ChannelLink, now: datetime) -> None:
    messages = [
        NewOutboxRow(
            OutboxKind.LINK_PROBLEM,
            f"trouble:{link.id}:{ids.new(now)}:{admin.id}",
            member=admin.id,
            details=LinkProblemNotice(link.id, link.problem),
            link=link.id,
        )
        for admin in members.admins(unit, link.workspace_id)
    ]
    outbox.put(unit, link.workspace_id, now, *messages)
