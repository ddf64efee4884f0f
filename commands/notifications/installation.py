"""What of Usher's installation in Slack is left to do: events that never came, scopes not granted.

Each is told once, to who can mend it, and kept with the workspace: neither a restart nor another
process tells it again. The messages that stand there follow how it is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commands.notifications import notices
from storage import channel_links, ids, invitations, members, outbox, workspaces
from storage.models import Member, Workspace
from storage.outbox import NewOutboxRow
from storage.vocabulary import OutboxKind

PATIENCE = timedelta(days=1)
"""Without any event. Slack sends one for every status and photo that anybody changes, and whenever
somebody opens Usher: where people work a day has some. Where nobody has used Usher meanwhile
nothing is said, so that a workspace that is new or on holiday is left alone. If it was quiet and
all is well, who opens the message causes the event that ends it.
"""
TELLING = frozenset({OutboxKind.SCOPES_MISSING, OutboxKind.EVENTS_SILENT})
MOST = 20
"""Workspaces of which the operator reads at once."""


@dataclass(frozen=True, slots=True)
class Installation:
    """How Usher is installed in a workspace, as far as its admins were told."""

    team: str
    heard: bool
    missing: tuple[str, ...]

    @classmethod
    def of(cls, workspace: Workspace) -> "Installation":
        heard = workspace.events_heard_at is not None
        return cls(workspace.team, heard, tuple(workspace.missing_scopes.split()))


def told_of(kind: str, workspace: Workspace) -> Installation | None:
    """What a message of this kind tells of it; other kinds nothing."""
    return Installation.of(workspace) if kind in TELLING else None


@dataclass(frozen=True, slots=True)
class Used:
    """Of the kinds of places that workgroups lead into, those that are linked."""

    channels: bool = False
    private_channels: bool = False
    usergroups: bool = False
    connect: bool = False


def describe_lacking(unit: Session) -> list[Installation]:
    """Where something is left to do."""
    return [Installation.of(each) for each in workspaces.lacking(unit, MOST)]


def hear(unit: Session, team: str, now: datetime) -> list[str]:
    """Write down that Slack's events come to this team, or, with "", to every one: their address
    was verified. The teams of which that is news.
    """
    heard = workspaces.unheard(unit, team, lock=True)
    for workspace in heard:
        workspace.events_heard_at = now
        _update(unit, workspace, OutboxKind.EVENTS_SILENT, now)
    return [each.team for each in heard]


def await_events(unit: Session, now: datetime) -> list[str]:
    """From now on, where they are not yet; the teams of which none was heard."""
    waiting = workspaces.unheard(unit, most=MOST)
    for workspace in waiting:
        workspace.events_awaited_at = workspace.events_awaited_at or now
    return [each.team for each in waiting]


def tell_silent(unit: Session, now: datetime) -> list[str]:
    """Tell the primary owner where events are missed; the teams of which that is news."""
    told = []
    for workspace in workspaces.silent(unit, now - PATIENCE):
        since = workspace.events_awaited_at or now
        readers = _owner(unit, workspace)
        if readers and invitations.any_since(unit, workspace.id, since):
            workspace.silence_told_at = now
            _tell(unit, workspace, OutboxKind.EVENTS_SILENT, readers, now)
            told.append(workspace.team)
    return told


def _owner(unit: Session, workspace: Workspace) -> list[Member]:
    """Who runs the workspace; its admins where that is nobody who can be written to."""
    admins = members.admins(unit, workspace.id)
    owner = [each for each in admins if each.slack_user == workspace.primary_owner]
    return owner or admins


def uses(unit: Session, team: str) -> tuple[Used, tuple[str, ...] | None] | None:
    """What the workgroups of a team lead into, and which scopes are known to be missing; of these
    None while nobody could be told of them.
    """
    workspace = workspaces.by_team(unit, team)
    if workspace is None:
        return None
    linked = channel_links.uses(unit, workspace.id)
    used = Used(
        channels=any(kind == "channel" and not private for kind, private, _ in linked),
        private_channels=any(kind == "channel" and private for kind, private, _ in linked),
        usergroups=any(kind == "usergroup" for kind, _, _ in linked),
        connect=any(connect for _, _, connect in linked),
    )
    missing = Installation.of(workspace).missing
    return used, missing if workspace.scopes_told_at or not missing else None


def tell_missing(unit: Session, team: str, missing: Collection[str], now: datetime) -> bool:
    """Write down which scopes are missing, and tell the admins of those that they were not told
    of, or, where nobody is known who could be told, as soon as somebody is; whether any is new or
    was granted.
    """
    workspace = workspaces.by_team(unit, team)
    if workspace is None:
        return False
    workspace = workspaces.lock(unit, workspace.id)
    before = set(workspace.missing_scopes.split())
    if changed := set(missing) != before:
        workspace.missing_scopes = " ".join(sorted(missing))
        _update(unit, workspace, OutboxKind.SCOPES_MISSING, now)
    if set(missing) - (before if workspace.scopes_told_at else set()):
        readers = members.admins(unit, workspace.id)
        workspace.scopes_told_at = now if readers else None
        _tell(unit, workspace, OutboxKind.SCOPES_MISSING, readers, now)
    return changed


def _tell(
    unit: Session,
    workspace: Workspace,
    kind: OutboxKind,
    readers: Sequence[Member],
    now: datetime,
) -> None:
    turn = ids.new(now)
    messages = [NewOutboxRow(kind, f"{kind}:{turn}:{each.id}", member=each.id) for each in readers]
    outbox.put(unit, workspace.id, now, *messages)


def _update(unit: Session, workspace: Workspace, kind: OutboxKind, now: datetime) -> None:
    posted = outbox.posted(unit, workspace.id, [kind], workspace.created_at)
    notices.update(unit, workspace.id, posted, now)
