"""The outbox: rows added with what caused them, claimed for a lease, marked by its holder."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, select, update
from sqlalchemy.orm import Session, aliased

from storage import ids, outbox_details
from storage.insert import new_rows
from storage.models import PENDING, Invitation, OutboxRow
from storage.models.outbox import LEASED
from storage.record import NOTHING, Record

T = TypeVar("T")
IS_PENDING: ColumnElement[bool] = literal_column(f"({PENDING})")
IS_FREE = OutboxRow.lease.is_(None)
"""Nobody has taken it."""

HELD = datetime(9999, 1, 1, tzinfo=UTC)
"""When what is held back is due: no look finds it, however much of it there is."""


@dataclass(frozen=True, slots=True)
class NewOutboxRow:
    """One thing to leave the process; `key` is unique for ever, `details` is its kind's record.

    It is due at once, or at `due_at`. `link` is the link that it serves or speaks of.
    """

    kind: str
    key: str
    invitation: str | None = None
    member: str | None = None
    details: Record = NOTHING
    due_at: datetime | None = None
    endpoint: str | None = None
    link: str | None = None


def put(unit: Session, workspace_id: str, now: datetime, *leaving: NewOutboxRow) -> int:
    """Write them; one whose key is there already is left out. Returns how many are new.

    Raises TypeError for details that are another kind's.
    """
    rows = [
        {
            "workspace_id": workspace_id,
            "kind": each.kind,
            "key": each.key,
            "invitation_id": each.invitation,
            "member_id": each.member,
            "endpoint_id": each.endpoint,
            "details": _checked(each).written(),
            "created_at": now,
            **timed(now, each.due_at or now),
            "link_id": each.link,
        }
        for each in leaving
    ]
    return len(new_rows(unit, OutboxRow, rows, ["key"]))


def _checked(row: NewOutboxRow) -> Record:
    if type(row.details) is not outbox_details.record_of(row.kind):
        raise TypeError(f"{row.kind} leaves with {type(row.details).__name__}")
    return row.details


def timed(now: datetime, until: datetime) -> dict[str, datetime | None]:
    """The columns that say until when a row waits."""
    return {"due_at": until, "set_at": None if until == HELD else now}


def is_due(unit: Session, now: datetime, kinds: str) -> bool:
    """Whether anything of these kinds (LIKE) could be taken."""
    due = select(OutboxRow.id).where(
        IS_PENDING, IS_FREE, OutboxRow.due_at <= now, OutboxRow.kind.like(kinds)
    )
    return unit.scalar(due.limit(1)) is not None


def next_due(unit: Session, now: datetime, until: datetime, kinds: str) -> datetime | None:
    """When the next of these kinds (LIKE) is due that is not yet; None if none is by then."""
    coming = select(OutboxRow.due_at).where(
        IS_PENDING,
        IS_FREE,
        OutboxRow.due_at > now,
        OutboxRow.due_at <= until,
        OutboxRow.kind.like(kinds),
    )
    return unit.scalar(coming.order_by(OutboxRow.due_at).limit(1))


def find_due(
    unit: Session, now: datetime, limit: int, kinds: str, full: Mapping[str, Collection[str]]
) -> list[OutboxRow]:
    """What can be taken, the first first, and by nobody else until this transaction ends.

    Nothing of which a column is one of those in `full`.
    """
    query = _due(select(OutboxRow), now, limit, kinds)
    for column, values in full.items():
        if values:
            query = query.where(getattr(OutboxRow, column).not_in(sorted(values)))
    return list(unit.scalars(query))


def claim(
    unit: Session, now: datetime, until: datetime, limit: int, kinds: str = "%"
) -> list[OutboxRow]:
    """Lease what is due: nobody else takes it until it is let go (`let_go`)."""
    return take(unit, list(unit.scalars(_due(select(OutboxRow.id), now, limit, kinds))), now, until)


def _due(query: Select[T], now: datetime, limit: int, kinds: str) -> Select[T]:
    return (
        query.where(IS_PENDING, IS_FREE, OutboxRow.due_at <= now, OutboxRow.kind.like(kinds))
        .order_by(OutboxRow.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def take(unit: Session, ids_: Sequence[int], now: datetime, until: datetime) -> list[OutboxRow]:
    """Lease these. What is between `now` and `until` is how long others wait for who takes them."""
    taken = unit.scalars(
        update(OutboxRow)
        .where(OutboxRow.id.in_(ids_))
        .values(lease=ids.new(now), attempts=OutboxRow.attempts + 1, **timed(now, until))
        .returning(OutboxRow),
        execution_options={"synchronize_session": False, "populate_existing": True},
    )
    return sorted(taken, key=lambda row: row.id)


def leases(unit: Session) -> dict[str, timedelta]:
    """Those that are held, by whomever, and how long each lasts."""
    query = select(OutboxRow.lease, func.max(OutboxRow.due_at)).where(literal_column(LEASED))
    held = unit.execute(query.group_by(OutboxRow.lease))
    return {lease: until - ids.made_at(lease) for lease, until in held if lease}


def is_ahead(unit: Session, now: datetime) -> bool:
    """Whether the time of anything was written later than that: by a clock that was ahead."""
    return unit.scalar(_ahead(select(OutboxRow.id), now).limit(1)) is not None


def ahead(unit: Session, now: datetime, limit: int) -> list[OutboxRow]:
    """Those, the first first; nobody else takes them meanwhile."""
    query = _ahead(select(OutboxRow), now).order_by(OutboxRow.set_at).limit(limit)
    return list(unit.scalars(query.with_for_update(skip_locked=True)))


def _ahead(query: Select[T], now: datetime) -> Select[T]:
    return query.where(IS_PENDING, OutboxRow.set_at > now, IS_FREE)


def date_anew(unit: Session, rows: Sequence[OutboxRow], now: datetime) -> None:
    """Let these wait from now on as long as they were to wait."""
    anew = [
        {
            "id": row.id,
            "created_at": min(row.created_at, now),
            **timed(now, now + max(row.due_at - (row.set_at or row.due_at), timedelta())),
        }
        for row in rows
    ]
    if anew:
        unit.execute(update(OutboxRow), anew)


def is_leased(unit: Session, row_id: int, lease: str) -> bool:
    """Whether who took it so has it still."""
    query = select(OutboxRow.id).where(OutboxRow.id == row_id, OutboxRow.lease == lease)
    return unit.scalar(query) is not None


def let_go(unit: Session, leases: Sequence[str], now: datetime) -> None:
    """Let what was taken so be taken again, as whoever took it did not come back in time."""
    unit.execute(
        update(OutboxRow)
        .where(OutboxRow.lease.in_(leases), literal_column(LEASED))
        .values(lease=None, created_at=_no_later_than(now), **timed(now, now))
        .execution_options(synchronize_session=False)
    )


def _no_later_than(now: datetime) -> ColumnElement[datetime]:
    """Since when it is tried, also where the clock was ahead by then."""
    return case((OutboxRow.created_at > now, now), else_=OutboxRow.created_at)


def mark(
    unit: Session,
    row_id: int,
    lease: str,
    state: str,
    now: datetime,
    *,
    reason: str = "",
    channel: str | None = None,
    ts: str | None = None,
    reference: str | None = None,
) -> bool:
    """End it as `sent`, `failed` or `dropped`; False when another worker holds it by now."""
    return _change_claimed(
        unit,
        row_id,
        lease,
        state=state,
        done_at=now,
        reason=reason,
        channel=channel,
        ts=ts,
        reference=reference,
    )


def mark_sent(unit: Session, held: Sequence[tuple[int, str]], now: datetime) -> set[int]:
    """End those whose lease (the second of each pair) is still held; which ones they were."""
    by_lease: dict[str, list[int]] = {}
    for row_id, lease in held:
        by_lease.setdefault(lease, []).append(row_id)
    done: set[int] = set()
    for lease, ids_ in by_lease.items():
        done |= set(
            unit.scalars(
                update(OutboxRow)
                .where(OutboxRow.id.in_(ids_), OutboxRow.lease == lease, IS_PENDING)
                .values(state="sent", done_at=now, lease=None, reason="")
                .returning(OutboxRow.id)
                .execution_options(synchronize_session=False)
            )
        )
    return done


def release(unit: Session, row_id: int, lease: str, now: datetime) -> bool:
    """Let it be taken at once, as if it had not been."""
    return defer(unit, row_id, lease, now, now)


def defer(unit: Session, row_id: int, lease: str, now: datetime, until: datetime) -> bool:
    """Let it be taken from `until` on, as if it had not been."""
    attempts = OutboxRow.attempts - 1
    return _change_claimed(unit, row_id, lease, attempts=attempts, **timed(now, until))


def defer_all(
    unit: Session, row_ids: Collection[int], lease: str, now: datetime, until: datetime
) -> None:
    """Let these be taken from `until` on, as if they had not been."""
    unit.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(row_ids), OutboxRow.lease == lease, IS_PENDING)
        .values(lease=None, attempts=OutboxRow.attempts - 1, **timed(now, until))
        .execution_options(synchronize_session=False)
    )


def retry_at(
    unit: Session, row_id: int, lease: str, now: datetime, until: datetime, *, reason: str
) -> bool:
    """Let it be taken again from `until` on."""
    values = {"created_at": _no_later_than(now), "reason": reason, **timed(now, until)}
    return _change_claimed(unit, row_id, lease, **values)


def expedite(unit: Session, row_id: int, now: datetime, details: Record) -> bool:
    """Let one that waits leave at once; False when it has left or is on its way at this moment."""
    changed = unit.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row_id, IS_PENDING, IS_FREE)
        .values(details=details.written(), **timed(now, now))
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def _change_claimed(unit: Session, row_id: int, held: str, **values: Any) -> bool:
    changed = unit.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row_id, OutboxRow.lease == held, IS_PENDING)
        .values(lease=None, **values)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def drop(unit: Session, kinds: str, reason: str, now: datetime, **same: str) -> None:
    """Take back what has not left yet: of these kinds (LIKE) and with these columns."""
    unit.execute(
        update(OutboxRow)
        .where(IS_PENDING, OutboxRow.kind.like(kinds))
        .filter_by(**same)
        .values(state="dropped", done_at=now, lease=None, reason=reason)
        .execution_options(synchronize_session=False)
    )


def get_many(unit: Session, ids: Sequence[int]) -> dict[int, OutboxRow]:
    return {row.id: row for row in unit.scalars(select(OutboxRow).where(OutboxRow.id.in_(ids)))}


def posted(
    unit: Session, workspace_id: str, kinds: Sequence[str], since: datetime
) -> list[OutboxRow]:
    """Messages of these kinds that stand in Slack and were written since then."""
    return list(
        unit.scalars(
            select(OutboxRow).where(
                OutboxRow.workspace_id == workspace_id,
                OutboxRow.kind.in_(kinds),
                OutboxRow.created_at >= since,
                OutboxRow.ts.is_not(None),
            )
        )
    )


def posted_about(
    unit: Session, kinds: Sequence[str], invitation_ids: Sequence[str]
) -> list[OutboxRow]:
    """Messages of these kinds that stand in Slack and are each about one of these."""
    return list(
        unit.scalars(
            select(OutboxRow).where(
                OutboxRow.invitation_id.in_(invitation_ids),
                OutboxRow.kind.in_(kinds),
                OutboxRow.ts.is_not(None),
            )
        )
    )


def posted_about_forms(unit: Session, kind: str, invitation_ids: Sequence[str]) -> list[OutboxRow]:
    """Messages of this kind that stand in Slack and are about one that was asked for together with
    any of these: by the same person at the same time.
    """
    about, changed = aliased(Invitation), aliased(Invitation)
    together = (
        select(about.id)
        .join(
            changed,
            and_(changed.inviter_id == about.inviter_id, changed.created_at == about.created_at),
        )
        .where(changed.id.in_(invitation_ids))
    )
    return list(
        unit.scalars(
            select(OutboxRow).where(
                OutboxRow.invitation_id.in_(together),
                OutboxRow.kind == kind,
                OutboxRow.ts.is_not(None),
            )
        )
    )


def written_about(
    unit: Session, kinds: Sequence[str], invitation_ids: Sequence[str]
) -> list[OutboxRow]:
    """What of these kinds was written about these, oldest first, but for what was dropped."""
    return list(
        unit.scalars(
            select(OutboxRow)
            .where(
                OutboxRow.invitation_id.in_(invitation_ids),
                OutboxRow.kind.in_(kinds),
                OutboxRow.state != "dropped",
            )
            .order_by(OutboxRow.id)
        )
    )


def count_due(unit: Session, now: datetime) -> tuple[int, timedelta]:
    """How many are due, and for how long the first of them has been."""
    due = select(OutboxRow.due_at).where(IS_PENDING, OutboxRow.due_at <= now)
    count = unit.scalar(select(func.count()).select_from(due.subquery())) or 0
    first = unit.scalar(due.order_by(OutboxRow.due_at).limit(1))
    return count, (timedelta() if first is None else now - first)
