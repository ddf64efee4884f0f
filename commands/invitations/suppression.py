"""Suppression: an address that wants no mail from a workspace, in whatever spelling."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from commands.addresses import mailbox
from storage import suppressions


def suppressed_emails(unit: Session, workspace_id: str, emails: Sequence[str]) -> set[str]:
    """Which of `emails` this workspace may not mail: a spelling of theirs asked it not to."""
    return {email for _, email in _covered(unit, emails, workspace_id)}


def suppressed_pairs(unit: Session, emails: Sequence[str]) -> frozenset[tuple[str, str]]:
    """The same in all workspaces: pairs of a workspace and an address of these."""
    return frozenset(_covered(unit, emails))


def suppress(unit: Session, workspace_id: str, email: str, now: datetime) -> bool:
    """True when no spelling of it was suppressed before."""
    if suppressed_emails(unit, workspace_id, [email]):
        return False
    return suppressions.add(unit, workspace_id, email, mailbox(email), now)


def lift(unit: Session, workspace_id: str, email: str) -> bool:
    """Of all its spellings. True when it was suppressed."""
    asked = suppressions.of_mailboxes(unit, [mailbox(email)], workspace_id)
    spelled = [by for _, by in asked if mailbox(by) == mailbox(email)]
    return suppressions.remove(unit, workspace_id, spelled)


def _covered(unit: Session, emails: Sequence[str], workspace_id: str = "") -> set[tuple[str, str]]:
    spelled: dict[str, set[str]] = {}
    for email in emails:
        spelled.setdefault(mailbox(email), set()).add(email)
    if not spelled:
        return set()
    asked = suppressions.of_mailboxes(unit, list(spelled), workspace_id)
    return {(workspace, email) for workspace, by in asked for email in spelled.get(mailbox(by), ())}
