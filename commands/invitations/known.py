"""Known: what stands in the way of a request. The admins see it; who asked must not."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from commands import lifecycle
from commands.invitations.suppression import suppressed_emails
from commands.outcomes import AlreadyInvited, AlreadyMember, Known, Suppressed
from storage import invitations, members
from storage.models import Invitation, State


def known(unit: Session, rows: Sequence[Invitation], now: datetime) -> dict[str, Known]:
    """What is known, by the ids of those of the requests of which anything is."""
    asked: dict[str, list[Invitation]] = {}
    for row in rows:
        if row.state == State.REQUESTED:
            asked.setdefault(row.workspace_id, []).append(row)
    return {
        row_id: found
        for workspace_id, theirs in asked.items()
        for row_id, found in _in(unit, workspace_id, theirs, now)
    }


def _in(
    unit: Session, workspace_id: str, rows: Sequence[Invitation], now: datetime
) -> Iterator[tuple[str, Known]]:
    emails = [row.email for row in rows]
    already = members.by_emails(unit, workspace_id, emails)
    unwanted = suppressed_emails(unit, workspace_id, emails)
    beside = [row.email for row in rows if row.duplicate]
    holders = invitations.open_by_email(unit, workspace_id, beside) if beside else {}
    for row in rows:
        holder = holders.get(row.email) if row.duplicate else None
        if member := already.get(row.email):
            yield row.id, AlreadyMember(row.address, member.name)
        elif row.email in unwanted:
            yield row.id, Suppressed(row.address)
        elif holder and not holder.duplicate and lifecycle.state_of(holder, now) != State.EXPIRED:
            yield row.id, already_invited(holder, mine=True)


def already_invited(row: Invitation, *, mine: bool) -> AlreadyInvited:
    """The open invitation of an address; `mine` says whether it may be managed."""
    requested = row.state == State.REQUESTED
    return AlreadyInvited(row.address, row.id, row.inviter.name, row.created_at, mine, requested)
