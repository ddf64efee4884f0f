"""Write an audit entry of what happened, and the webhook deliveries that tell of it.

Every command comes by here; nothing else writes the audit log.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from commands import events
from commands.actors import Actor
from storage import audit_log
from storage.record import NOTHING, Record
from storage.vocabulary import Verb, Via


def record(
    unit: Session,
    workspace_id: str,
    subjects: Sequence[str],
    verb: Verb,
    now: datetime,
    *,
    via: Via,
    actor: str | None = None,
    details: Record = NOTHING,
) -> None:
    """The same of each of `subjects` (ids); `actor` is the id of the member who did it, and
    `details` the verb's record (`storage.audit_details`).
    """
    audit_log.append(unit, workspace_id, subjects, verb, now, via=via, actor=actor, details=details)
    events.tell(unit, workspace_id, subjects, verb, now, actor=actor, details=details)


def record_by(
    unit: Session,
    actor: Actor,
    subject: str,
    verb: Verb,
    now: datetime,
    details: Record = NOTHING,
) -> None:
    """What somebody did in Slack, to one thing of their workspace."""
    record(
        unit,
        actor.workspace.id,
        [subject],
        verb,
        now,
        via=Via.SLACK,
        actor=actor.member.id,
        details=details,
    )
