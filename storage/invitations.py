"""Invitations: find, add, and change them only from the states they may be in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select, update
from sqlalchemy.orm import Session, aliased, joinedload

from storage import folding, ids
from storage.insert import new_rows
from storage.models import HOLDING, OPEN, PENDING, Invitation, Member, State, Workgroup

IS_OPEN: ColumnElement[bool] = literal_column(f"({OPEN})")
IS_PENDING: ColumnElement[bool] = literal_column(f"({PENDING})")
# Literals, because with a bound parameter PostgreSQL's generic plan passes the partial index by.

WHOLE = (
    joinedload(Invitation.inviter),
    joinedload(Invitation.workgroup),
    joinedload(Invitation.workspace),
)


def add(unit: Session, rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Insert, but for addresses that have an open invitation; the ids of the new ones.

    A `duplicate` is inserted whatever there is.
    """
    return new_rows(unit, Invitation, rows, ["workspace_id", "email"], HOLDING)


def get(unit: Session, invitation_id: str, *, lock: bool = False) -> Invitation | None:
    """With what belongs to it; `lock` holds the row until the transaction ends."""
    query = select(Invitation).where(Invitation.id == invitation_id).options(*WHOLE)
    if lock:
        query = query.with_for_update(key_share=True, of=Invitation)
        query = query.execution_options(populate_existing=True)
    return unit.scalar(query)


def lock(unit: Session, invitation_ids: Sequence[str]) -> dict[str, Invitation]:
    """Lock them until the transaction ends, in one order for everybody: then no two who hold
    several wait for each other.
    """
    rows = unit.scalars(
        select(Invitation)
        .where(Invitation.id.in_(invitation_ids))
        .order_by(Invitation.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def get_many(unit: Session, invitation_ids: Sequence[str]) -> dict[str, Invitation]:
    rows = unit.scalars(select(Invitation).where(Invitation.id.in_(invitation_ids)).options(*WHOLE))
    return {row.id: row for row in rows}


def from_source(
    unit: Session, workspace_id: str, source: str, emails: Sequence[str]
) -> dict[str, Invitation]:
    """What this Slack view has invited before, by address."""
    rows = unit.scalars(
        select(Invitation)
        .where(
            Invitation.workspace_id == workspace_id,
            Invitation.email.in_(emails),
            Invitation.source == source,
        )
        .options(joinedload(Invitation.inviter))
    )
    return {row.email: row for row in rows}


def open_by_email(unit: Session, workspace_id: str, emails: Sequence[str]) -> dict[str, Invitation]:
    """The open invitation of each address; where none holds it the first request beside that."""
    rows = unit.scalars(
        select(Invitation)
        .where(Invitation.workspace_id == workspace_id, Invitation.email.in_(emails), IS_OPEN)
        .order_by(Invitation.duplicate.desc(), Invitation.id.desc())
        .options(joinedload(Invitation.inviter))
    )
    return {row.email: row for row in rows}


def open_to_mailbox(unit: Session, workspace_id: str, mailbox: str) -> list[str]:
    """The ids of the open ones of all its spellings."""
    return list(
        unit.scalars(
            select(Invitation.id).where(
                Invitation.workspace_id == workspace_id, Invitation.mailbox == mailbox, IS_OPEN
            )
        )
    )


def latest(unit: Session, workspace_id: str, email: str, inviter_id: str = "") -> Invitation | None:
    """The address's newest invitation, of one inviter where that is named, else no duplicate."""
    query = select(Invitation).where(
        Invitation.workspace_id == workspace_id, Invitation.email == email
    )
    if inviter_id:
        query = query.where(Invitation.inviter_id == inviter_id)
    else:
        query = query.where(~Invitation.duplicate)
    return unit.scalar(query.order_by(Invitation.created_at.desc(), Invitation.id.desc()).limit(1))


def accepted_by(unit: Session, member: Member) -> Invitation | None:
    """The newest that brought this member in, with their address."""
    query = select(Invitation).where(
        Invitation.workspace_id == member.workspace_id,
        Invitation.email == member.email,
        Invitation.member_id == member.id,
        Invitation.state == State.ACCEPTED,
    )
    newest = query.order_by(Invitation.closed_at.desc(), Invitation.id.desc())
    return unit.scalar(newest.options(*WHOLE).limit(1))


def _newer() -> ColumnElement[bool]:
    newer = aliased(Invitation)
    return (
        select(newer.id)
        .where(
            newer.workspace_id == Invitation.workspace_id,
            newer.email == Invitation.email,
            newer.id != Invitation.id,
            newer.created_at >= Invitation.created_at,
            ~newer.duplicate,
        )
        .exists()
    )


def newer_exists(unit: Session, invitation: Invitation) -> bool:
    """Whether the address was invited again since."""
    query = select(Invitation.id).where(Invitation.id == invitation.id, _newer())
    return unit.scalar(query) is not None


def move(
    unit: Session,
    invitation: Invitation,
    since: Sequence[State],
    to: State,
    now: datetime,
    **values: Any,
) -> bool:
    """Change the state if it is one of `since` and the end is not reached; who gets True did it.

    A decline is undone only while no newer invitation of the address exists.
    """
    changed = unit.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.state.in_(since),
            Invitation.expires_at > now,
            or_(Invitation.state != State.DECLINED, ~_newer()),
        )
        .values(state=to, closed_at=now, **values)
        .execution_options(synchronize_session=False)
    )
    unit.refresh(invitation, ["state", "closed_at", *values])
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def mark_mailed(unit: Session, invitation_ids: Sequence[str]) -> None:
    """Their mail was taken by the mail server."""
    unit.execute(
        update(Invitation)
        .where(Invitation.id.in_(invitation_ids))
        .values(mail="sent", mail_error="")
        .execution_options(synchronize_session="fetch")
    )


def expired(
    unit: Session,
    now: datetime,
    limit: int | None,
    workspace_id: str = "",
    emails: Sequence[str] = (),
) -> list[Invitation]:
    """Open on paper, past the end: locked, so that one worker writes it down.

    Of named addresses one waits for who holds them; a sweep passes over what another holds.
    """
    query = select(Invitation).where(IS_OPEN, Invitation.expires_at <= now)
    if workspace_id:
        query = query.where(Invitation.workspace_id == workspace_id, Invitation.email.in_(emails))
    return list(
        unit.scalars(
            query.order_by(Invitation.id if workspace_id else Invitation.expires_at)
            .limit(limit)
            .with_for_update(key_share=True, skip_locked=not workspace_id)
        )
    )


def leading_into(
    unit: Session,
    workspace_id: str,
    group_id: str,
    now: datetime,
    states: Sequence[State] = (State.REQUESTED, State.PENDING),
) -> list[Invitation]:
    """Those into a workgroup that are open, in one of these states, locked as `hold` locks them."""
    return list(
        unit.scalars(
            select(Invitation)
            .where(
                Invitation.workspace_id == workspace_id,
                IS_OPEN,
                Invitation.expires_at > now,
                Invitation.workgroup_id == group_id,
                Invitation.state.in_(states),
            )
            .order_by(Invitation.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def count_acceptable(unit: Session, workspace_id: str, group_id: str, now: datetime) -> int:
    """How many into a workgroup can be accepted: those that are pending, and declines that can be
    undone.
    """
    query = select(func.count()).where(
        Invitation.workspace_id == workspace_id,
        Invitation.workgroup_id == group_id,
        Invitation.expires_at > now,
        or_(IS_PENDING, and_(Invitation.state == State.DECLINED, ~_newer())),
    )
    return unit.scalar(query) or 0


def to_remind(unit: Session, now: datetime, limit: int) -> list[Invitation]:
    """Of whom something is due, locked; what another worker holds is passed over."""
    return list(
        unit.scalars(
            select(Invitation)
            .where(IS_PENDING, Invitation.remind_at <= now)
            .order_by(Invitation.remind_at)
            .limit(limit)
            .with_for_update(key_share=True, of=Invitation, skip_locked=True)
            .options(joinedload(Invitation.workspace))
        )
    )


def any_since(unit: Session, workspace_id: str, since: datetime) -> bool:
    """Whether anybody was invited or asked for here; ids are in the order of their making."""
    query = select(Invitation.id).where(
        Invitation.id >= ids.first_at(since), Invitation.workspace_id == workspace_id
    )
    return unit.scalar(query.limit(1)) is not None


def of_inviter(unit: Session, inviter_id: str, limit: int, offset: int = 0) -> list[Invitation]:
    """Open ones first, newest first."""
    return list(
        unit.scalars(
            select(Invitation)
            .where(Invitation.inviter_id == inviter_id)
            .options(*WHOLE)
            .order_by(IS_OPEN.desc(), Invitation.created_at.desc(), Invitation.id.desc())
            .limit(limit)
            .offset(offset)
        )
    )


def count_of_inviter(unit: Session, inviter_id: str) -> int:
    return unit.scalar(select(func.count()).where(Invitation.inviter_id == inviter_id)) or 0


def found(
    unit: Session,
    workspace_id: str,
    now: datetime,
    *,
    state: str = "",
    typed: str = "",
    inviter_id: str = "",
    open_first: bool = True,
    limit: int,
    offset: int = 0,
) -> tuple[list[Invitation], int]:
    """A page of a workspace's invitations, open ones first, newest first; and how many in all.

    `state` is as of now: what is over is "expired". Each word of `typed` is looked for in the
    address, the names of invitee and inviter, the inviter's address, and the workgroup's name.
    """
    query = select(Invitation).where(Invitation.workspace_id == workspace_id, *_fits(typed))
    if state:
        query = query.where(_is(state, now))
    if inviter_id:
        query = query.where(Invitation.inviter_id == inviter_id)
    count = unit.scalar(select(func.count()).select_from(query.subquery())) or 0
    newest = (Invitation.created_at.desc(), Invitation.id.desc())
    rows = unit.scalars(
        query.options(*WHOLE)
        .order_by(*((IS_OPEN.desc(),) if open_first else ()), *newest)
        .limit(limit)
        .offset(offset)
    )
    return list(rows), count


def _is(state: str, now: datetime) -> ColumnElement[bool]:
    if state == State.EXPIRED:
        return or_(Invitation.state == state, and_(IS_OPEN, Invitation.expires_at <= now))
    if state in {State.REQUESTED, State.PENDING}:
        return and_(Invitation.state == state, Invitation.expires_at > now)
    return Invitation.state == state


def _fits(typed: str) -> list[ColumnElement[bool]]:
    return [
        or_(
            Invitation.has(word),
            Invitation.inviter.has(Member.has(word)),
            Invitation.workgroup.has(Workgroup.has(word)),
        )
        for word in folding.wanted(typed)
    ]


def every(unit: Session, workspace_id: str | None, inviter_id: str = "") -> Iterator[Invitation]:
    """Of all of a workspace without duplicates: there an address has one that is open."""
    query = select(Invitation).options(*WHOLE).order_by(Invitation.created_at, Invitation.id)
    if workspace_id:
        query = query.where(Invitation.workspace_id == workspace_id)
    query = query.where(
        Invitation.inviter_id == inviter_id if inviter_id else ~Invitation.duplicate
    )
    yield from unit.scalars(query.execution_options(yield_per=500))
