"""Mailboxes: what each was sent, from all workspaces together."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from storage.models import Invitation, OutboxRow
from storage.vocabulary import MAILS

_LOCK = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")


def lock(unit: Session, mailboxes: Sequence[str]) -> None:
    """Let nobody else count or mail to these until the transaction ends, in whatever workspace.

    In one order for everybody, and after workspaces and invitations: then no two wait for each
    other. There need be no row to lock. SQLite has one writer anyway.
    """
    if mailboxes and unit.get_bind().dialect.name == "postgresql":
        unit.execute(_LOCK, {"keys": sorted(map(_key, mailboxes))})


def _key(mailbox: str) -> int:
    """Two of the same key wait for each other, no more."""
    return int.from_bytes(blake2b(mailbox.encode(), digest_size=8).digest(), signed=True)


def mailed(
    unit: Session, mailboxes: Sequence[str], since: datetime
) -> list[tuple[str, str, datetime]]:
    """The mails that were written to these since then, oldest first: mailbox, workspace, when."""
    rows = unit.execute(
        select(Invitation.mailbox, Invitation.workspace_id, OutboxRow.created_at)
        .join(Invitation, Invitation.id == OutboxRow.invitation_id)
        .where(
            Invitation.mailbox.in_(mailboxes),
            OutboxRow.kind.like(MAILS),
            OutboxRow.created_at > since,
        )
        .order_by(OutboxRow.created_at)
    )
    return [(mailbox, workspace_id, at) for mailbox, workspace_id, at in rows]
