"""What Slack does not take comes in another way: who can mend it hears of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from storage import members, outbox
from storage.outbox import Leaving


def no_file(unit: Session, row_id: int, said: str, now: datetime) -> None:
    """Who waits for a file reads that it does not come, and what Slack said."""
    row = outbox.these(unit, [row_id])[row_id]
    message = Leaving("slack.no_file", f"no_file:{row.id}", None, row.member_id, {"said": said})
    outbox.put(unit, row.workspace_id, now, message)


def to_the_admins(unit: Session, row_id: int, said: str, now: datetime) -> None:
    """The same to each of them directly, with where it was meant to go and what Slack said."""
    row = outbox.these(unit, [row_id])[row_id]
    kept = {name: value for name, value in row.details.items() if name != "channel"}
    direct = kept | {"meant_for": row.details["channel"], "said": said}
    messages = [
        Leaving(row.kind, f"detour:{row.id}:{admin.id}", member=admin.id, details=direct)
        for admin in members.admins(unit, row.workspace_id)
    ]
    outbox.put(unit, row.workspace_id, now, *messages)
