"""What happened is written down here, and nowhere else: in the history of what it happened to, and
for the endpoints that are told of it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commands import events
from storage import audit_log


def record(
    unit: Session,
    workspace_id: str,
    subjects: Sequence[str],
    verb: str,
    now: datetime,
    *,
    place: str,
    actor: str | None = None,
    **details: Any,
) -> None:
    """The same of each of `subjects` (ids); `place` is slack, page, mail, system or cli."""
    audit_log.append(unit, workspace_id, subjects, verb, now, place=place, actor=actor, **details)
    events.tell(unit, workspace_id, subjects, verb, now, actor=actor, facts=details)
