"""Workspaces: find, add, lock."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from storage import ids
from storage.insert import new_rows
from storage.models import Workgroup, Workspace


def by_team(unit: Session, team: str) -> Workspace | None:
    return unit.scalar(select(Workspace).where(Workspace.team == team))


def every(unit: Session) -> list[Workspace]:
    return list(unit.scalars(select(Workspace).order_by(Workspace.created_at)))


def add(unit: Session, team: str, name: str, now: datetime) -> Workspace:
    """The workspace of this Slack team, made with its public workgroup if it is new."""
    row = {"id": ids.new(now), "team": team, "name": name, "created_at": now}
    new_rows(unit, Workspace, [row], ["team"])
    workspace = unit.scalars(select(Workspace).where(Workspace.team == team)).one()
    public = {
        "id": ids.new(now),
        "workspace_id": workspace.id,
        "kind": "public",
        "name": "Public",
        "name_key": "public",
        "created_at": now,
    }
    new_rows(unit, Workgroup, [public], ["workspace_id"], "kind = 'public'")
    return workspace


def get_many(unit: Session, ids: Sequence[str]) -> dict[str, Workspace]:
    return {row.id: row for row in unit.scalars(select(Workspace).where(Workspace.id.in_(ids)))}


def lock(unit: Session, workspace_id: str) -> Workspace:
    """Let nobody else count or insert in this workspace until the transaction ends.

    FOR NO KEY UPDATE: whoever has inserted a row that refers to the workspace shares its key, and
    two of them that then wanted it whole would wait for each other for ever.
    """
    return unit.scalars(
        select(Workspace)
        .where(Workspace.id == workspace_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def lock_teams(unit: Session, teams: Collection[str]) -> None:
    """As `lock` does, those of these Slack teams."""
    _ordered(unit, select(Workspace).where(Workspace.team.in_(teams)), lock=True)


def has_webhooks(unit: Session, workspace_id: str) -> bool:
    """Whether anything is told of what happens here; without a query where it was read before."""
    workspace = unit.get(Workspace, workspace_id)
    return workspace is not None and workspace.has_webhooks


def digest_due(unit: Session, now: datetime) -> Workspace | None:
    """One workspace whose admins are to be reminded, locked; another worker gets the next."""
    return unit.scalar(
        select(Workspace)
        .where(Workspace.digest_at <= now)
        .order_by(Workspace.digest_at)
        .limit(1)
        .with_for_update(key_share=True, skip_locked=True)
    )


def unheard(
    unit: Session, team: str = "", *, most: int | None = None, lock: bool = False
) -> list[Workspace]:
    """Those of which no event was ever heard, in one order for everybody; or only this team's."""
    query = select(Workspace).where(Workspace.events_heard_at.is_(None))
    if team:
        query = query.where(Workspace.team == team)
    return _ordered(unit, query.limit(most), lock=lock)


def silent(unit: Session, since: datetime) -> list[Workspace]:
    """Those, locked, of which none was since then, and where that was not told yet."""
    query = select(Workspace).where(
        Workspace.events_heard_at.is_(None),
        Workspace.silence_told_at.is_(None),
        Workspace.events_awaited_at <= since,
    )
    return _ordered(unit, query, lock=True)


def lacking(unit: Session, most: int) -> list[Workspace]:
    """Those that scopes are missing of, or events; no more than so many."""
    short = or_(Workspace.missing_scopes != "", Workspace.events_heard_at.is_(None))
    return _ordered(unit, select(Workspace).where(short).limit(most))


def _ordered(unit: Session, query: Select[Workspace], *, lock: bool = False) -> list[Workspace]:
    query = query.order_by(Workspace.id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(unit.scalars(query))


def digests_after(unit: Session, moment: datetime, *, lock: bool = False) -> list[Workspace]:
    """Those whose admins are to be reminded later than that; with `lock` not who is locked."""
    query = select(Workspace).where(Workspace.digest_at > moment)
    if lock:
        query = query.with_for_update(key_share=True, skip_locked=True)
    return list(unit.scalars(query))
