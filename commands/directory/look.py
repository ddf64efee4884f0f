"""A look at everybody in Slack: once a day, page by page.

Of each page what differs is taken over (`sync.differing`), of few people in a transaction, so that
nobody has to wait for long. How far it is, is stored: one process at a time is at it, and what one
left off another goes on with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commands.actors import Person
from commands.directory.join import workspace_of
from commands.directory.standing import take_over
from commands.directory.sync import follow_all, introduce
from storage import looks, members, workspaces
from storage.models import Look, Workspace

EVERY = timedelta(days=1)
HELD = timedelta(minutes=1)
"""How long a look is the process's that turned its last page: longer than the next one takes."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of Slack's list of everybody: `following` is the cursor of the next, empty behind the
    last. It is not `whole` where Slack named somebody in no shape of its own.
    """

    team: str
    cursor: str
    following: str
    people: Sequence[Person]
    whole: bool = True


def until_due(unit: Session, team: str, holder: str, now: datetime) -> timedelta | None:
    """How long this holder has to wait until there is something to look at; None: today nothing."""
    workspace = workspaces.by_team(unit, team)
    row = looks.of(unit, workspace.id) if workspace else None
    if row is None:
        return timedelta()
    if row.done:
        return timedelta() if _is_old(row, now) else None
    return _held_by_others(row, holder, now)


def begin(unit: Session, team: str, name: str, holder: str, now: datetime) -> str | None:
    """Begin the look that is due, or go on with it: the cursor of its next page, empty for the
    first. None where another holder was quicker. The workspace is called as Slack calls it.
    """
    workspace = workspace_of(unit, team, now)
    # Before the workspace, like who turns a page: in another order two would wait for each other.
    row = looks.take(unit, workspace.id, now)
    if until_due(unit, team, holder, now) != timedelta():
        return None
    introduce(unit, team, name, now)
    if row.done or _is_old(row, now):
        row.begun_at, row.cursor, row.whole, row.done = now, "", True, False
    if not row.cursor:
        running = members.running_slack(unit, workspace.id)
        row.unseen = [member.slack_user for member in running if member.slack_user]
    row.holder, row.held_until = holder, now + HELD
    return row.cursor


def take(unit: Session, page: Page, people: Sequence[Person], holder: str, now: datetime) -> bool:
    """Take over what the page says of these; False where another holder has gone on from it."""
    found = _opened(unit, page, holder)
    if found is None:
        return False
    workspace, row = found
    follow_all(unit, workspace, people, now)
    row.held_until = now + HELD
    return True


def turn(unit: Session, page: Page, holder: str, now: datetime) -> bool:
    """Go on from a page of which all is taken over; False where another holder has done so.

    Behind the last page is known who of those that ran Slack is not there at all any more.
    """
    found = _opened(unit, page, holder)
    if found is None:
        return False
    workspace, row = found
    seen = {person.user for person in page.people}
    row.unseen = [user for user in row.unseen if user not in seen]
    row.whole = row.whole and page.whole
    row.cursor, row.held_until = page.following, now + HELD
    if not page.following:
        _end(unit, workspace, row, now)
    return True


def hold(unit: Session, team: str, holder: str, until: datetime) -> None:
    """Keep others from the look for so long, and no longer."""
    if found := _mine(unit, team, holder):
        found[1].held_until = until


def forget(unit: Session, team: str, holder: str) -> None:
    """Have it begun anew: Slack does not know the cursor any more."""
    if found := _mine(unit, team, holder):
        unit.delete(found[1])


def _end(unit: Session, workspace: Workspace, row: Look, now: datetime) -> None:
    running = members.running_slack(unit, workspace.id) if row.whole else []
    for member in running:
        if member.slack_user in row.unseen:
            take_over(unit, member, Person(workspace.team, member.slack_user), now)
    row.done, row.unseen = True, []


def _opened(unit: Session, page: Page, holder: str) -> tuple[Workspace, Look] | None:
    """The look of this holder, locked, if it is at this page."""
    found = _mine(unit, page.team, holder)
    return found if found and found[1].cursor == page.cursor else None


def _mine(unit: Session, team: str, holder: str) -> tuple[Workspace, Look] | None:
    """The look of this holder, locked."""
    workspace = workspaces.by_team(unit, team)
    row = looks.lock(unit, workspace.id) if workspace else None
    if workspace is None or row is None or row.done or row.holder != holder:
        return None
    return workspace, row


def _is_old(row: Look, now: datetime) -> bool:
    """What is written in the future, by a clock that was wrong, is not waited for either."""
    return abs(now - row.begun_at) >= EVERY


def _held_by_others(row: Look, holder: str, now: datetime) -> timedelta:
    if row.holder == holder:
        return timedelta()
    return max(row.held_until - now, timedelta())
