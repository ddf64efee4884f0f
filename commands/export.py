"""Export: everything of one workspace, or of all, row by row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from commands import lifecycle
from commands.actors import Person
from commands.directory.identify import identify
from commands.errors import NotFound
from storage import invitations, members, outbox, workgroups, workspaces
from storage.models import Member, State
from storage.outbox import NewOutboxRow
from storage.vocabulary import OutboxKind

Row = tuple[str | bool | datetime | None, ...]
BATCH = 500
BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Table:
    """Its columns, and what reads its rows in that order."""

    columns: tuple[str, ...]
    rows: Callable[[Session, str | None, datetime], Iterator[Row]]


def read(unit: Session, table: Table, team: str | None, now: datetime) -> Iterator[Row]:
    """The rows of one workspace, or of all where `team` is None.

    Raises NotFound, before the first row is read, for a team that is not here.
    """
    workspace = workspaces.by_team(unit, team) if team else None
    if team and workspace is None:
        raise NotFound
    return table.rows(unit, workspace.id if workspace else None, now)


def ask(unit: Session, person: Person, now: datetime) -> int:
    """Have a file of the invitations that this person may see sent to them; how many these are.

    Of none there is no file, and of several wishes in a minute one. Raises NotAllowed.
    """
    actor = identify(unit, person, now)
    _, total = invitations.found(
        unit, actor.workspace.id, now, inviter_id=_own(actor.member), limit=0
    )
    if total:
        key = f"export:{actor.member.id}:{now:%Y%m%d%H%M}"
        outbox.put(
            unit,
            actor.workspace.id,
            now,
            NewOutboxRow(OutboxKind.EXPORT, key, member=actor.member.id),
        )
    return total


def seen_by(unit: Session, team: str, slack_user: str, now: datetime) -> Iterator[Row]:
    """The invitations that a member may see at this moment, as the table "invitations" has them.

    Raises NotFound for somebody who is no member, or not here any more.
    """
    workspace = workspaces.by_team(unit, team)
    member = members.by_slack_user(unit, workspace.id, slack_user) if workspace else None
    if workspace is None or member is None or member.gone:
        raise NotFound
    return _invitations(unit, workspace.id, now, _own(member))


def _own(member: Member) -> str:
    """Admins see everybody's."""
    return "" if member.role == "admin" else member.id


def _invitations(
    unit: Session, workspace: str | None, now: datetime, inviter_id: str = ""
) -> Iterator[Row]:
    for row in invitations.every(unit, workspace, inviter_id):
        state = lifecycle.state_of(row, now)
        yield (
            row.id,
            row.email,
            str(state),
            row.workgroup.name if row.workgroup else None,
            row.personal,
            row.inviter.email,
            row.note,
            row.locale,
            row.created_at,
            row.expires_at,
            row.expires_at if state == State.EXPIRED else row.closed_at,
            row.mail,
            row.name,
        )


def _members(unit: Session, workspace: str | None, _now: datetime) -> Iterator[Row]:
    everybody = members.every(unit, workspace)
    while some := list(islice(everybody, BATCH)):
        names = workgroups.names_of(unit, [member.id for member in some])
        for member in some:
            yield (
                member.id,
                member.email,
                member.name,
                member.slack_user,
                member.role,
                BETWEEN.join(names.get(member.id, [])),
                member.joined_at,
            )


def _workgroups(unit: Session, workspace: str | None, _now: datetime) -> Iterator[Row]:
    for group in workgroups.every(unit, workspace):
        addresses = BETWEEN.join(workgroups.addresses_in(unit, group.id))
        yield (group.id, group.name, group.kind, group.description, addresses)


TABLES = {
    "invitations": Table(
        (
            "id",
            "email",
            "state",
            "workgroup",
            "personal_workgroup",
            "inviter",
            "note",
            "locale",
            "created_at",
            "expires_at",
            "closed_at",
            "mail",
            "name",
        ),
        _invitations,
    ),
    "members": Table(
        ("id", "email", "name", "slack_user", "role", "workgroups", "joined_at"), _members
    ),
    "workgroups": Table(("id", "name", "kind", "description", "members"), _workgroups),
}
