"""Workspaces: find, add, lock."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage import ids
from storage.inserting import new_rows
from storage.models import Suppression, Workgroup, Workspace


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


def these(unit: Session, ids: Sequence[str]) -> dict[str, Workspace]:
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


def is_hooked(unit: Session, workspace_id: str) -> bool:
    """Whether anything is told of what happens here; without a query where it was read before."""
    workspace = unit.get(Workspace, workspace_id)
    return workspace is not None and workspace.hooked


def digest_due(unit: Session, now: datetime) -> Workspace | None:
    """One workspace whose admins are to be reminded, locked; another worker gets the next."""
    return unit.scalar(
        select(Workspace)
        .where(Workspace.digest_at <= now)
        .order_by(Workspace.digest_at)
        .limit(1)
        .with_for_update(key_share=True, skip_locked=True)
    )


def suppressed(unit: Session, workspace_id: str, emails: Sequence[str]) -> set[str]:
    """Which of `emails` asked this workspace not to mail them."""
    return set(
        unit.scalars(
            select(Suppression.email).where(
                Suppression.workspace_id == workspace_id, Suppression.email.in_(emails)
            )
        )
    )


def silent(unit: Session, emails: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Of these addresses, the pairs of a workspace and an address that asked for silence."""
    rows = unit.execute(
        select(Suppression.workspace_id, Suppression.email).where(Suppression.email.in_(emails))
    )
    return frozenset((workspace_id, email) for workspace_id, email in rows)


def release(unit: Session, workspace_id: str, email: str) -> bool:
    """True when it had asked for silence."""
    gone = unit.execute(
        delete(Suppression).where(
            Suppression.workspace_id == workspace_id, Suppression.email == email
        )
    )
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def suppress(unit: Session, workspace_id: str, email: str, now: datetime) -> bool:
    """True when it is new."""
    row = {"workspace_id": workspace_id, "email": email, "created_at": now}
    return bool(new_rows(unit, Suppression, [row], ["workspace_id", "email"]))
