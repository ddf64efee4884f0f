"""Unsubscribe: an address asks this workspace for no more mail (RFC 8058)."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit
from commands.invitations.describe import get_answerable
from commands.invitations.suppression import suppress
from commands.notifications import notices
from storage.vocabulary import OutboxKind, Verb, Via


def unsubscribe(unit: Session, invitation_id: str, now: datetime) -> bool:
    """Never mail this mailbox again from this workspace; the invitation itself stays as it is.

    True for the first time. Raises NotFound.
    """
    row = get_answerable(unit, invitation_id)
    if not suppress(unit, row.workspace_id, row.email, now):
        return False
    audit.record(unit, row.workspace_id, [row.id], Verb.UNSUBSCRIBED, now, via=Via.PAGE)
    notices.tell_inviter(unit, row, OutboxKind.UNSUBSCRIBED, now)
    notices.refresh_address(unit, row, now)
    return True
