"""App Home: where in it people are, and when it is drawn anew."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from commands.actors import Person
from storage import ids, members, outbox, workspaces
from storage.models import Member
from storage.outbox import NewOutboxRow
from storage.vocabulary import OutboxKind

TURN = timedelta(seconds=3)


def enter(member: Member, at: str) -> None:
    """Remember where this member is, in the words of who draws it."""
    if member.home != at:
        member.home = at


def last_seen(unit: Session, team: str, slack_user: str) -> tuple[Person, str] | None:
    """A member, known by their id alone, and where they were last; None for who was never there."""
    workspace = workspaces.by_team(unit, team)
    member = members.by_slack_user(unit, workspace.id, slack_user) if workspace else None
    if member is None or member.home is None:
        return None
    return Person(team, slack_user, locale=member.locale), member.home


def redraw(unit: Session, workspace_id: str, member_ids: Iterable[str], now: datetime) -> None:
    """Have their Homes drawn anew, of those who ever opened theirs.

    All of a few seconds are due at the same moment, so that one drawing shows it all. Their keys
    differ: nobody waits for somebody else who writes the same.
    """
    due = next_turn(now)
    homes = [
        NewOutboxRow(OutboxKind.HOME, f"home:{each}:{ids.new(now)}", member=each, due_at=due)
        for each in members.at_home(unit, member_ids)
    ]
    outbox.put(unit, workspace_id, now, *homes)


def next_turn(now: datetime) -> datetime:
    """The same moment for all that happens within a few seconds."""
    turn = int(now.timestamp() / TURN.total_seconds()) + 1
    return datetime.fromtimestamp(turn * TURN.total_seconds(), UTC)
