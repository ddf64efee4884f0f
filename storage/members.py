"""Members: find, add, link to Slack."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from storage import ids, workspaces
from storage.insert import new_rows
from storage.models import Member

GONE = or_(Member.left_at.is_not(None), Member.removed_at.is_not(None))
KEPT = Member.removed_at.is_(None)


def get_many(unit: Session, ids: Sequence[str]) -> dict[str, Member]:
    return {row.id: row for row in unit.scalars(select(Member).where(Member.id.in_(ids)))}


def by_slack_user(unit: Session, workspace_id: str, user: str) -> Member | None:
    """Also one who was removed."""
    return unit.scalar(
        select(Member).where(Member.workspace_id == workspace_id, Member.slack_user == user)
    )


def by_slack_users(unit: Session, workspace_id: str, users: Sequence[str]) -> dict[str, Member]:
    """Also those who were removed."""
    query = select(Member).where(Member.workspace_id == workspace_id, Member.slack_user.in_(users))
    return {row.slack_user: row for row in unit.scalars(query) if row.slack_user}


def by_email(unit: Session, workspace_id: str, email: str) -> Member | None:
    """Also one who was removed: their address is still theirs."""
    return unit.scalar(
        select(Member).where(Member.workspace_id == workspace_id, Member.email == email)
    )


def by_emails(unit: Session, workspace_id: str, emails: Sequence[str]) -> dict[str, Member]:
    """Who was removed is none."""
    rows = unit.scalars(
        select(Member).where(Member.workspace_id == workspace_id, Member.email.in_(emails), KEPT)
    )
    return {row.email: row for row in rows if row.email}


def not_in_slack(unit: Session, workspace_id: str, emails: Sequence[str]) -> dict[str, Member]:
    """Those of these addresses whom Slack does not know yet."""
    query = select(Member).where(
        Member.workspace_id == workspace_id,
        Member.email.in_(emails),
        Member.slack_user.is_(None),
        KEPT,
    )
    return {row.email: row for row in unit.scalars(query) if row.email}


def admins(unit: Session, workspace_id: str) -> list[Member]:
    """The admins who can be written to in Slack and are there, in the order they joined in."""
    return list(
        unit.scalars(
            select(Member)
            .where(
                Member.workspace_id == workspace_id,
                Member.role == "admin",
                Member.slack_user.is_not(None),
                ~GONE,
            )
            .order_by(Member.joined_at, Member.id)
        )
    )


def at_home(unit: Session, member_ids: Iterable[str]) -> list[str]:
    """Those of them who have opened App Home, in one order for everybody."""
    query = select(Member.id).where(
        Member.id.in_(list(member_ids)), Member.home.is_not(None), Member.slack_user.is_not(None)
    )
    return list(unit.scalars(query.order_by(Member.id)))


def running_slack(unit: Session, workspace_id: str) -> list[Member]:
    """Those whom Slack lets run the workspace, as far as is known."""
    query = select(Member).where(Member.workspace_id == workspace_id, Member.runs_slack)
    return list(unit.scalars(query.order_by(Member.id)))


def gone(unit: Session, member_ids: Iterable[str]) -> set[str]:
    """Those of them who left Slack or were removed."""
    return set(unit.scalars(select(Member.id).where(Member.id.in_(list(member_ids)), GONE)))


def lock(unit: Session, member: Member) -> None:
    """Read it anew, and let nobody else change it until the transaction ends."""
    unit.refresh(member, with_for_update={"key_share": True})


def lock_with_workspace(unit: Session, member: Member) -> None:
    """Read it anew with its workspace locked, like who invites: what refers to the member waits for
    a changed address or Slack user, so in another order two would wait for each other.
    """
    workspaces.lock(unit, member.workspace_id)
    unit.refresh(member)


def every(unit: Session, team_workspace: str | None) -> Iterator[Member]:
    """Without those who were removed."""
    query = select(Member).where(KEPT).order_by(Member.joined_at, Member.id)
    if team_workspace:
        query = query.where(Member.workspace_id == team_workspace)
    yield from unit.scalars(query.execution_options(yield_per=500))


def found(
    unit: Session, workspace_id: str, *, typed: str = "", limit: int, offset: int = 0
) -> tuple[list[Member], int]:
    """A page of members by name, admins and leads first; and how many in all."""
    query = select(Member).where(Member.workspace_id == workspace_id, KEPT, *Member.fits(typed))
    count = unit.scalar(select(func.count()).select_from(query.subquery())) or 0
    rank = case({"admin": 0, "lead": 1}, value=Member.role, else_=2)
    rows = unit.scalars(query.order_by(rank, Member.folded, Member.id).limit(limit).offset(offset))
    return list(rows), count


def other_admins(unit: Session, member: Member) -> bool:
    """Whether the workspace has an admin besides this member: one who is there, with a Slack user
    or without.
    """
    query = select(Member.id).where(
        Member.workspace_id == member.workspace_id,
        Member.role == "admin",
        Member.id != member.id,
        ~GONE,
    )
    return unit.scalar(query.limit(1)) is not None


def add(
    unit: Session,
    workspace_id: str,
    *,
    email: str | None,
    name: str,
    now: datetime,
    slack_user: str | None = None,
    role: str = "member",
    locale: str = "en",
) -> tuple[Member, bool]:
    """The member of this address or Slack user, and whether it is new.

    Two at once get the same row: the unique indexes decide.
    """
    row = {
        "id": ids.new(now),
        "workspace_id": workspace_id,
        "email": email,
        "name": name,
        "slack_user": slack_user,
        "role": role,
        "locale": locale,
        "joined_at": now,
    }
    unique = ["workspace_id", "email"] if email else ["workspace_id", "slack_user"]
    made = new_rows(unit, Member, [row], unique)
    same = Member.email == email if email else Member.slack_user == slack_user
    member = unit.scalars(
        select(Member).where(Member.workspace_id == workspace_id, or_(Member.id == row["id"], same))
    ).one()
    return member, bool(made)
