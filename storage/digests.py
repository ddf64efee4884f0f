"""What the admins' digest shows: what is pending, what is new to see, and what was shown."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from storage.invitations import IS_OPEN, IS_PENDING, lock
from storage.members import GONE
from storage.models import Invitation, Member
from storage.vocabulary import ShownFor


def _pending(workspace_id: str, now: datetime) -> Select[Invitation]:
    return select(Invitation).where(
        Invitation.workspace_id == workspace_id,
        IS_PENDING,
        Invitation.expires_at > now,
        or_(Invitation.snoozed_until.is_(None), Invitation.snoozed_until <= now),
    )


def pending(unit: Session, workspace_id: str, now: datetime, limit: int) -> list[Invitation]:
    """Oldest first; what is snoozed rests."""
    query = _pending(workspace_id, now).order_by(Invitation.created_at, Invitation.id)
    return list(unit.scalars(query.limit(limit)))


def count_pending(unit: Session, workspace_id: str, now: datetime) -> int:
    query = _pending(workspace_id, now).with_only_columns(func.count())
    return unit.scalar(query) or 0


def worth_showing(
    unit: Session,
    workspace_id: str,
    now: datetime,
    *,
    waiting_since: datetime,
    ending_by: datetime,
) -> list[Invitation]:
    """Waiting that long, ending that soon, not deliverable, or of an inviter who is gone; and not
    shown for it yet.
    """
    gone = select(Member.id).where(Member.workspace_id == workspace_id, GONE)

    def unseen(why: ShownFor) -> ColumnElement[bool]:
        return ~Invitation.shown.contains(why)

    return list(
        unit.scalars(
            _pending(workspace_id, now)
            .where(
                or_(
                    and_(Invitation.cycle_at <= waiting_since, unseen(ShownFor.WAITING)),
                    and_(Invitation.expires_at <= ending_by, unseen(ShownFor.ENDING)),
                    and_(Invitation.mail == "failed", unseen(ShownFor.FAILED)),
                    and_(Invitation.inviter_id.in_(gone), unseen(ShownFor.LEFT)),
                )
            )
            .order_by(Invitation.created_at, Invitation.id)
        )
    )


def forget_shown(unit: Session, inviter_id: str, why: ShownFor) -> None:
    """Let the admins be shown their open invitations for this once more."""
    query = select(Invitation.id).where(
        Invitation.inviter_id == inviter_id, IS_OPEN, Invitation.shown.contains(why)
    )
    for row in lock(unit, list(unit.scalars(query))).values():
        row.shown -= {why}
    unit.flush()


def mark_shown(unit: Session, invitation_id: str, cycle: int, whys: frozenset[ShownFor]) -> None:
    """Add to what the admins were shown it for, unless it was renewed meanwhile."""
    row = unit.get(Invitation, invitation_id)
    if row and row.cycle == cycle:
        row.shown |= whys
