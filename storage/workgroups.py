"""Workgroups and who is in them."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime

import regex
from sqlalchemy import case, delete, func, select
from sqlalchemy.orm import Session

from storage import ids
from storage.insert import new_rows
from storage.models import ChannelLink, Member, Membership, Workgroup

LONGEST_KEY = 300
_UNSEEN = regex.compile(r"\p{Default_Ignorable_Code_Point}")
ALIVE = Workgroup.archived_at.is_(None)


def key(name: str) -> str:
    """What makes two names the same: case, width, spaces and what is not seen don't count.

    Some characters become eighteen, so it is cut to what the column holds.
    """
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", name))
    return " ".join(seen.casefold().split())[:LONGEST_KEY]


def get(unit: Session, workspace_id: str, group_id: str, *, lock: bool = False) -> Workgroup | None:
    """`lock` waits for whoever is coming into it, and lets nobody in until the transaction ends."""
    query = select(Workgroup).where(
        Workgroup.workspace_id == workspace_id, Workgroup.id == group_id
    )
    return unit.scalar(query.with_for_update() if lock else query)


def with_links(
    unit: Session, workspace_id: str, group_id: str
) -> tuple[Workgroup | None, list[ChannelLink]]:
    """A workgroup with what it is linked with, in one statement: people wait for it."""
    query = (
        select(Workgroup, ChannelLink)
        .outerjoin(ChannelLink, ChannelLink.workgroup_id == Workgroup.id)
        .where(Workgroup.workspace_id == workspace_id, Workgroup.id == group_id)
        .order_by(ChannelLink.created_at, ChannelLink.id)
    )
    rows: list[tuple[Workgroup, ChannelLink | None]] = [
        (group, link) for group, link in unit.execute(query)
    ]
    group: Workgroup | None = rows[0][0] if rows else None
    return group, [link for _, link in rows if link is not None]


def public(unit: Session, workspace_id: str) -> Workgroup:
    return unit.scalars(
        select(Workgroup).where(Workgroup.workspace_id == workspace_id, Workgroup.kind == "public")
    ).one()


def personal(unit: Session, member_id: str) -> Workgroup | None:
    return unit.scalar(
        select(Workgroup).where(
            Workgroup.owner_id == member_id, Workgroup.kind == "personal", ALIVE
        )
    )


def of_member(unit: Session, member_id: str) -> list[Workgroup]:
    """Those that this member is in, in one order for everybody."""
    query = (
        select(Workgroup)
        .join(Membership, Membership.workgroup_id == Workgroup.id)
        .where(Membership.member_id == member_id, ALIVE)
    )
    return list(unit.scalars(query.order_by(Workgroup.created_at, Workgroup.id)))


def search(unit: Session, workspace_id: str, typed: str, limit: int) -> list[Workgroup]:
    """Custom workgroups whose name has what was typed; those that begin with it come first."""
    query = select(Workgroup).where(
        Workgroup.workspace_id == workspace_id, Workgroup.kind == "custom", ALIVE
    )
    if fitting := Workgroup.fits(typed):
        query = query.where(*fitting).order_by(Workgroup.begins(typed).desc())
    return list(unit.scalars(query.order_by(Workgroup.name_key).limit(limit)))


def found(
    unit: Session, workspace_id: str, *, typed: str = "", limit: int, offset: int = 0
) -> tuple[list[tuple[Workgroup, int]], int]:
    """A page of workgroups with their number of members, public first; and how many in all."""
    query = select(Workgroup.id).where(
        Workgroup.workspace_id == workspace_id, ALIVE, *Workgroup.fits(typed)
    )
    count = unit.scalar(select(func.count()).select_from(query.subquery())) or 0
    size = (
        select(func.count())
        .where(Membership.workgroup_id == Workgroup.id)
        .correlate(Workgroup)
        .scalar_subquery()
    )
    rank = case({"public": 0, "custom": 1}, value=Workgroup.kind, else_=2)
    rows = unit.execute(
        select(Workgroup, size)
        .where(Workgroup.id.in_(query))
        .order_by(rank, Workgroup.name_key)
        .limit(limit)
        .offset(offset)
    )
    return [(group, number) for group, number in rows], count


def rename(unit: Session, group: Workgroup, name: str, description: str) -> bool:
    """False when the name is taken. The caller holds the workspace: nobody takes it meanwhile."""
    taken = select(Workgroup.id).where(
        Workgroup.workspace_id == group.workspace_id,
        Workgroup.name_key == key(name),
        Workgroup.id != group.id,
        ALIVE,
    )
    if unit.scalar(taken):
        return False
    group.name, group.name_key, group.description = name, key(name), description
    unit.flush()
    return True


def members_of(unit: Session, group_id: str, ids: Sequence[str]) -> list[Member]:
    """Those of `ids` who are in it."""
    query = (
        select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.workgroup_id == group_id, Member.id.in_(ids))
    )
    return list(unit.scalars(query.order_by(Member.name, Member.id)))


def members_found(
    unit: Session, group_id: str, *, typed: str = "", limit: int
) -> tuple[list[Member], int]:
    """The first members by name, with what was typed in name or address; and how many in all."""
    query = (
        select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.workgroup_id == group_id, *Member.fits(typed))
    )
    count = unit.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = unit.scalars(query.order_by(Member.folded, Member.id).limit(limit))
    return list(rows), count


def leave(unit: Session, group_id: str, member_ids: Sequence[str]) -> None:
    unit.execute(
        delete(Membership).where(
            Membership.workgroup_id == group_id, Membership.member_id.in_(member_ids)
        )
    )


def add(
    unit: Session,
    workspace_id: str,
    *,
    kind: str,
    name: str,
    now: datetime,
    description: str = "",
    owner_id: str | None = None,
) -> str | None:
    """The id of the new workgroup, or None when the name is taken."""
    group_id = ids.new(now)
    row = {
        "id": group_id,
        "workspace_id": workspace_id,
        "kind": kind,
        "name": name,
        "name_key": key(name),
        "description": description,
        "owner_id": owner_id,
        "created_at": now,
    }
    made = new_rows(unit, Workgroup, [row], ["workspace_id", "name_key"], "archived_at IS NULL")
    return group_id if made else None


def join(unit: Session, group_id: str, member_id: str, now: datetime) -> None:
    """Being in it already is fine."""
    row = {"workgroup_id": group_id, "member_id": member_id, "joined_at": now}
    new_rows(unit, Membership, [row], ["workgroup_id", "member_id"])


def names_of(unit: Session, member_ids: list[str]) -> dict[str, list[str]]:
    """For each member the names of their workgroups."""
    rows = unit.execute(
        select(Membership.member_id, Workgroup.name)
        .join(Workgroup, Workgroup.id == Membership.workgroup_id)
        .where(Membership.member_id.in_(member_ids), ALIVE)
        .order_by(Workgroup.created_at, Workgroup.id)
    )
    found: dict[str, list[str]] = {}
    for member_id, name in rows:
        found.setdefault(member_id, []).append(name)
    return found


def get_many(unit: Session, ids: Sequence[str]) -> dict[str, Workgroup]:
    return {row.id: row for row in unit.scalars(select(Workgroup).where(Workgroup.id.in_(ids)))}


def of_members(unit: Session, member_ids: Sequence[str]) -> dict[str, list[Workgroup]]:
    """For each member the workgroups they are in, but for the public one: everybody is in that."""
    rows = unit.execute(
        select(Membership.member_id, Workgroup)
        .join(Workgroup, Workgroup.id == Membership.workgroup_id)
        .where(Membership.member_id.in_(member_ids), ALIVE, Workgroup.kind != "public")
        .order_by(Workgroup.created_at, Workgroup.id)
    )
    found: dict[str, list[Workgroup]] = {}
    for member_id, group in rows:
        found.setdefault(member_id, []).append(group)
    return found


def addresses_in(unit: Session, group_id: str) -> list[str]:
    """The addresses of its members; who has none is shown by name."""
    shown = func.coalesce(Member.email, Member.name)
    return list(
        unit.scalars(
            select(shown)
            .join(Membership, Membership.member_id == Member.id)
            .where(Membership.workgroup_id == group_id)
            .order_by(shown)
        )
    )


def every(unit: Session, workspace_id: str | None) -> Iterator[Workgroup]:
    query = select(Workgroup).where(ALIVE).order_by(Workgroup.created_at, Workgroup.id)
    if workspace_id:
        query = query.where(Workgroup.workspace_id == workspace_id)
    yield from unit.scalars(query.execution_options(yield_per=500))
