"""What Slack takes no more of for a while, and the rows of the outbox that wait for it."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage import workspaces
from storage.models import OutboxRow, SlackLimit
from storage.outbox import IS_FREE, IS_PENDING, timed

AHEAD = timedelta(seconds=5)
"""By more a clock was ahead that dated a turn; who waits for whoever takes it at the same time
comes with a `now` that is older than that.
"""

METHODS_OWN = SlackLimit.channel == ""


class Held(NamedTuple):
    """A method that a team's Slack takes no more of: until when, and when that was written."""

    team: str
    method: str
    until: datetime
    set_at: datetime

    def left(self, now: datetime) -> timedelta:
        """No longer than was said, whatever the clocks."""
        return self.until - max(now, self.set_at)


def hold(unit: Session, team: str, method: str, now: datetime, until: datetime) -> None:
    """Of a team that is not known here nothing is written. What was said last counts."""
    if workspaces.by_team(unit, team):
        row = {"team": team, "method": method, "channel": "", "until": until, "set_at": now}
        unit.execute(_put(unit), [row])


def held(unit: Session, now: datetime) -> list[Held]:
    """All that holds now, also where a clock that was ahead has written it."""
    query = select(SlackLimit.team, SlackLimit.method, SlackLimit.until, SlackLimit.set_at)
    still = or_(SlackLimit.until > now, SlackLimit.set_at > now)
    return [Held(*row) for row in unit.execute(query.where(METHODS_OWN, still))]


def take_turns(
    unit: Session, method: str, places: Collection[tuple[str, str]], now: datetime, until: datetime
) -> dict[tuple[str, str], datetime]:
    """Take the turn of each place (team, channel) that is free: nobody else has it `until` then.
    Gives those that are not, and when they are.

    One whose turn a clock that was ahead gave away is free.
    """
    rows = [
        {"team": team, "method": method, "channel": channel, "until": until, "set_at": now}
        for team, channel in sorted(places)
    ]
    if not rows:
        return {}
    free = or_(SlackLimit.until <= now, SlackLimit.set_at > now + AHEAD)
    taking = _put(unit, free).returning(SlackLimit.team, SlackLimit.channel)
    taken = {(team, channel) for team, channel in unit.execute(taking, rows)}
    others = sorted(set(places) - taken)
    if not others:
        return {}
    query = select(SlackLimit.team, SlackLimit.channel, SlackLimit.until).where(
        SlackLimit.method == method, tuple_(SlackLimit.team, SlackLimit.channel).in_(others)
    )
    return {(team, channel): at for team, channel, at in unit.execute(query)}


def end_turns(
    unit: Session,
    method: str,
    places: Collection[tuple[str, str]],
    now: datetime,
    free_at: datetime,
) -> None:
    """Let the next have the turn of each of these places from then on, if not before."""
    ending = (
        update(SlackLimit)
        .where(
            SlackLimit.method == method,
            SlackLimit.team == bindparam("whose"),
            SlackLimit.channel == bindparam("where"),
            SlackLimit.until > free_at,
        )
        .values(until=free_at, set_at=now)
    )
    if rows := [{"whose": team, "where": channel} for team, channel in sorted(places)]:
        unit.connection().execute(ending, rows)


def _put(unit: Session, where: ColumnElement[bool] | None = None) -> Any:
    """Write rows, over those that are there already and are so (`where`)."""
    dialect = postgresql if unit.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(SlackLimit)
    written = {name: statement.excluded[name] for name in ("until", "set_at")}
    unique = ["team", "method", "channel"]
    return statement.on_conflict_do_update(index_elements=unique, set_=written, where=where)


def wait_in_turn(unit: Session, turns: Mapping[tuple[int, str], datetime], now: datetime) -> None:
    """Let each of these rows (its id and lease) be taken from a time of its own on, as if it had
    not been.
    """
    deferring = (
        update(OutboxRow)
        .where(OutboxRow.id == bindparam("row"), OutboxRow.lease == bindparam("held"), IS_PENDING)
        .values(
            lease=None,
            attempts=OutboxRow.attempts - 1,
            due_at=bindparam("turn"),
            set_at=now,
        )
    )
    if rows := [{"row": row, "held": held, "turn": turn} for (row, held), turn in turns.items()]:
        unit.connection().execute(deferring, rows)


def postpone_like(unit: Session, row_ids: Collection[int], now: datetime, until: datetime) -> None:
    """What is due by then, and of the kind and the workspace of one of these, waits as long."""
    alike = select(OutboxRow.workspace_id, OutboxRow.kind).where(OutboxRow.id.in_(row_ids))
    for workspace_id, kind in unit.execute(alike.distinct()).all():
        waiting = (
            select(OutboxRow.id)
            .where(
                IS_PENDING,
                IS_FREE,
                OutboxRow.due_at < until,
                OutboxRow.workspace_id == workspace_id,
                OutboxRow.kind == kind,
            )
            .with_for_update(skip_locked=True)
        )
        unit.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_(waiting))
            .values(**timed(now, until))
            .execution_options(synchronize_session=False)
        )
