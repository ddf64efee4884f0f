"""Channel links: which Slack channels and user group a workgroup's members are to be in."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from storage import ids
from storage.insert import new_rows
from storage.models import ChannelLink, Member, Membership, Workgroup

IN_SLACK = (
    Member.slack_user.is_not(None),
    Member.left_at.is_(None),
    Member.removed_at.is_(None),
)
ALIVE = Workgroup.archived_at.is_(None)


def get_many(unit: Session, ids: Iterable[str]) -> dict[str, ChannelLink]:
    return {
        row.id: row
        for row in unit.scalars(select(ChannelLink).where(ChannelLink.id.in_(list(ids))))
    }


def of_groups(unit: Session, group_ids: Sequence[str]) -> list[ChannelLink]:
    """In one order for everybody."""
    query = select(ChannelLink).where(ChannelLink.workgroup_id.in_(group_ids))
    return list(unit.scalars(query.order_by(ChannelLink.created_at, ChannelLink.id)))


def of_member(unit: Session, member_id: str) -> list[ChannelLink]:
    """Those of every workgroup that this member is in."""
    query = (
        select(ChannelLink)
        .join(Membership, Membership.workgroup_id == ChannelLink.workgroup_id)
        .join(Workgroup, Workgroup.id == ChannelLink.workgroup_id)
        .where(Membership.member_id == member_id, ALIVE)
    )
    return list(unit.scalars(query.order_by(ChannelLink.created_at, ChannelLink.id)))


def uses(unit: Session, workspace_id: str) -> set[tuple[str, bool, bool]]:
    """What kinds of places are linked here, whether there are private ones of which Slack has said
    so, and whether any invites by Slack Connect.
    """
    known_private = and_(ChannelLink.private, ChannelLink.name != "")
    query = (
        select(ChannelLink.kind, known_private, ChannelLink.connect)
        .join(Workgroup, Workgroup.id == ChannelLink.workgroup_id)
        .where(ChannelLink.workspace_id == workspace_id, ALIVE)
        .distinct()
    )
    return {(kind, bool(private), connect) for kind, private, connect in unit.execute(query)}


def lock(unit: Session, link_ids: Sequence[str]) -> dict[str, ChannelLink]:
    """Lock them until the transaction ends, in one order for everybody.

    Who writes what leads to them shares their keys, and is not waited for.
    """
    return _locked(unit, ChannelLink.id.in_(link_ids))


def lock_by_slack_id(unit: Session, workspace_id: str, slack_id: str) -> dict[str, ChannelLink]:
    """Every link of a workspace with this channel or user group, locked."""
    return _locked(unit, ChannelLink.workspace_id == workspace_id, ChannelLink.slack_id == slack_id)


def _locked(unit: Session, *which: object) -> dict[str, ChannelLink]:
    rows = unit.scalars(
        select(ChannelLink)
        .where(*which)  # type: ignore[arg-type]
        .order_by(ChannelLink.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def add(
    unit: Session,
    workspace_id: str,
    group_id: str,
    kind: str,
    slack_id: str,
    now: datetime,
    *,
    connect: bool,
) -> ChannelLink:
    """The caller holds the workspace: nobody links the same meanwhile."""
    row = {
        "id": ids.new(now),
        "workspace_id": workspace_id,
        "workgroup_id": group_id,
        "kind": kind,
        "slack_id": slack_id,
        "name": "",
        "connect": connect,
        "problem": "",
        "problem_with": "",
        "created_at": now,
    }
    new_rows(unit, ChannelLink, [row], ["workgroup_id", "slack_id"])
    return unit.get_one(ChannelLink, row["id"])


def remove(unit: Session, link_id: str) -> None:
    unit.execute(delete(ChannelLink).where(ChannelLink.id == link_id))


def members_in_slack(unit: Session, group_id: str) -> list[Member]:
    """Who is in a workgroup and has a Slack account that is open."""
    query = (
        select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.workgroup_id == group_id, *IN_SLACK)
    )
    return list(unit.scalars(query.order_by(Member.joined_at, Member.id)))


def belonging(
    unit: Session, workspace_id: str, slack_id: str, member_ids: Sequence[str]
) -> set[str]:
    """Those of them whom any workgroup brings there that is linked with this place."""
    query = (
        select(Membership.member_id)
        .join(ChannelLink, ChannelLink.workgroup_id == Membership.workgroup_id)
        .join(Workgroup, Workgroup.id == ChannelLink.workgroup_id)
        .join(Member, Member.id == Membership.member_id)
        .where(
            ChannelLink.workspace_id == workspace_id,
            ChannelLink.slack_id == slack_id,
            Membership.member_id.in_(member_ids),
            Member.removed_at.is_(None),
            ALIVE,
        )
    )
    return set(unit.scalars(query))


def inside(
    unit: Session, link_ids: Sequence[str], member_ids: Sequence[str]
) -> set[tuple[str, str]]:
    """The pairs of a link and a member who is in its workgroup, archived ones aside."""
    query = (
        select(ChannelLink.id, Membership.member_id)
        .join(Membership, Membership.workgroup_id == ChannelLink.workgroup_id)
        .join(Workgroup, Workgroup.id == ChannelLink.workgroup_id)
        .where(ChannelLink.id.in_(link_ids), Membership.member_id.in_(member_ids), ALIVE)
    )
    return {(link_id, member_id) for link_id, member_id in unit.execute(query)}


def workgroups(unit: Session, link_ids: Sequence[str]) -> dict[str, Workgroup]:
    """The workgroup of each link."""
    query = (
        select(ChannelLink.id, Workgroup)
        .join(Workgroup, Workgroup.id == ChannelLink.workgroup_id)
        .where(ChannelLink.id.in_(link_ids))
    )
    return {link_id: group for link_id, group in unit.execute(query)}  # noqa: C416 - rows are no pairs
