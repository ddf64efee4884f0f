"""Pauses of mails, and the mails of the outbox that wait in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, literal_column, or_, select, update
from sqlalchemy.orm import Session

from storage.insert import new_rows
from storage.models import Invitation, MailPause, OutboxRow, State
from storage.models.outbox import PUT_OFF
from storage.outbox import HELD, IS_FREE, IS_PENDING, timed
from storage.vocabulary import MAILS, OutboxKind

WAITS: ColumnElement[bool] = literal_column(f"({PUT_OFF})")
LIVE = MailPause.ended_at.is_(None)


class DueMail(NamedTuple):
    """A mail that could leave, and the address (normalized) that it goes to."""

    row_id: int
    email: str


def everything(unit: Session) -> list[MailPause]:
    """Also what is over and was not told yet."""
    return list(unit.scalars(select(MailPause).order_by(MailPause.scope)))


def lock_all(unit: Session) -> list[MailPause]:
    """Until the transaction ends: else a mail could be put aside just after all were let go."""
    query = select(MailPause).order_by(MailPause.scope).with_for_update()
    return list(unit.scalars(query.execution_options(populate_existing=True)))


def count_live(unit: Session) -> tuple[int, int]:
    """How many pauses hold, and how many mails wait in them."""
    pauses = unit.scalar(select(func.count()).select_from(MailPause).where(LIVE)) or 0
    held = unit.scalar(select(func.count()).select_from(OutboxRow).where(WAITS, _is_held())) or 0
    return pauses, held


def is_due(unit: Session, now: datetime) -> bool:
    """Whether it is time to see whether mails go out again."""
    return (
        unit.scalar(select(MailPause.scope).where(LIVE, MailPause.try_at <= now).limit(1))
        is not None
    )


def begin(unit: Session, scope: str, now: datetime, **given: Any) -> bool:
    """False where there is one of this scope already."""
    row = {"scope": scope, "since": now, "told": {}, "waited": {}, **given}
    return bool(new_rows(unit, MailPause, [row], ["scope"]))


def remove(unit: Session, scope: str) -> None:
    unit.execute(
        delete(MailPause)
        .where(MailPause.scope == scope)
        .execution_options(synchronize_session=False)
    )


def is_due_after(unit: Session, moment: datetime) -> bool:
    """Whether any waits until later than that to see whether mails go out again."""
    later = select(MailPause.scope).where(LIVE, MailPause.try_at > moment)
    return unit.scalar(later.limit(1)) is not None


def hurry(unit: Session, now: datetime, later_than: datetime | None = None) -> None:
    """See at once whether mails go out again; only in those that else see it `later_than` that."""
    unit.execute(
        update(MailPause)
        .where(LIVE, MailPause.try_at > (later_than or now))
        .values(try_at=now)
        .execution_options(synchronize_session=False)
    )


def due(unit: Session, now: datetime, limit: int) -> list[DueMail]:
    """The mails that could leave now, the first first; nobody else takes them meanwhile."""
    email = select(Invitation.email).where(Invitation.id == OutboxRow.invitation_id)
    query = (
        select(OutboxRow.id, email.scalar_subquery())
        .where(IS_PENDING, IS_FREE, OutboxRow.due_at <= now, OutboxRow.kind.like(MAILS))
        .order_by(OutboxRow.due_at)
        .limit(limit)
        .with_for_update(of=OutboxRow, skip_locked=True)
    )
    return [DueMail(*row) for row in unit.execute(query)]


def put_aside(unit: Session, row_ids: Sequence[int], scope: str) -> None:
    """Let these wait in a pause. The caller has them from `due`."""
    unit.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(row_ids), IS_PENDING)
        .values(put_off=scope, due_at=HELD, set_at=None, lease=None)
        .execution_options(synchronize_session=False)
    )


def put_back(unit: Session, row_id: int, lease: str, scope: str, reason: str) -> bool:
    """Let one that was tried in vain wait in a pause; False when another worker holds it by now."""
    changed = unit.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row_id, OutboxRow.lease == lease, IS_PENDING)
        .values(put_off=scope, due_at=HELD, set_at=None, lease=None, reason=reason)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def first_waiting(unit: Session, scope: str) -> int | None:
    """One that waits in this pause, in turn: a mail that is itself at fault keeps no other back."""
    query = (
        select(OutboxRow.id)
        .where(OutboxRow.put_off == scope, WAITS, _is_held())
        .order_by(OutboxRow.attempts, OutboxRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return unit.scalar(query)


def drop_ended(unit: Session, scope: str, reason: str, now: datetime) -> None:
    """Take back what waits in this pause and whose invitation is over."""
    over = (
        select(Invitation.id)
        .where(
            Invitation.id == OutboxRow.invitation_id,
            or_(Invitation.state != State.PENDING, Invitation.expires_at <= now),
        )
        .exists()
    )
    unit.execute(
        update(OutboxRow)
        .where(
            and_(OutboxRow.put_off == scope, WAITS, _is_held()),
            OutboxRow.kind != OutboxKind.JOINING,
            over,
        )
        .values(state="dropped", done_at=now, reason=reason)
        .execution_options(synchronize_session=False)
    )


def waiting(unit: Session, scope: str) -> dict[str, int]:
    """By workspace, how many mails wait in this pause or are tried to see."""
    query = (
        select(OutboxRow.workspace_id, func.count())
        .where(OutboxRow.put_off == scope, WAITS)
        .group_by(OutboxRow.workspace_id)
    )
    return dict(list(unit.execute(query)))


def let_go(unit: Session, scope: str, now: datetime) -> None:
    """All that waits in it is due.

    It counts as put in now: that it waited is our fault, and no reason to give it up.
    """
    unit.execute(
        update(OutboxRow)
        .where(OutboxRow.put_off == scope, WAITS, _is_held())
        .values(created_at=now, attempts=0, **timed(now, now))
        .execution_options(synchronize_session=False)
    )


def is_leaving(unit: Session, scope: str, now: datetime) -> bool:
    """Whether some of what was let go is still to leave, or on its way at this moment."""
    going = or_(OutboxRow.due_at <= now, OutboxRow.lease.is_not(None))
    query = select(OutboxRow.id).where(OutboxRow.put_off == scope, WAITS, going)
    return unit.scalar(query.limit(1)) is not None


def _is_held() -> ColumnElement[bool]:
    return OutboxRow.due_at == HELD
