"""An invitation's states, the moves between them, and the steps of its schedule."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from storage.models import Invitation, State, Workspace

OPEN = frozenset({State.REQUESTED, State.PENDING})

MOVES: dict[State, frozenset[State]] = {
    State.REQUESTED: frozenset({State.PENDING, State.REFUSED, State.REVOKED, State.EXPIRED}),
    State.PENDING: frozenset({State.ACCEPTED, State.DECLINED, State.REVOKED, State.EXPIRED}),
    State.DECLINED: frozenset({State.ACCEPTED}),
    State.ACCEPTED: frozenset(),
    State.REVOKED: frozenset(),
    State.EXPIRED: frozenset(),
    State.REFUSED: frozenset(),
}
"""A closed invitation never opens again; only a decline, a wrong press perhaps, can be undone."""


def before(to: State) -> tuple[State, ...]:
    """The states from which an invitation may move to `to`."""
    return tuple(state for state, onward in MOVES.items() if to in onward)


def state_of(invitation: Invitation, now: datetime) -> State:
    """Past its end it is expired, whether or not a sweep has written it down."""
    if invitation.state in OPEN and invitation.expires_at <= now:
        return State.EXPIRED
    return State(invitation.state)


_DAYS: dict[int, tuple[int, ...]] = {
    1: (),
    2: (1,),
    3: (1, 2),
    4: (1, 2, 3),
    5: (1, 2, 4),
    6: (1, 3, 5),
    7: (1, 3, 5),
    8: (2, 3, 6),
    9: (2, 4, 7),
    10: (2, 4, 8),
    11: (2, 4, 8),
    12: (2, 5, 9),
}
_LONG = (2, 5, 10)
WARN_BEFORE = timedelta(days=2)
WARN_FROM = 4
"""The inviter is warned two days before the end, of lifetimes from four days on."""

NIGHT_ENDS = 8
NIGHT_BEGINS = 22


@dataclass(frozen=True, slots=True)
class ScheduledStep:
    """Something that is due in a cycle: a reminder to the invitee, or a word to the inviter."""

    at: datetime
    to: Literal["invitee", "inviter"]
    ordinal: int = 0
    last: bool = False


def reminder_days(lifetime: int) -> tuple[int, ...]:
    """On which days after the mail the invitee is reminded, for a lifetime in days."""
    return _DAYS.get(lifetime, _LONG)


def schedule(began: datetime, ends: datetime) -> list[ScheduledStep]:
    """The schedule of one cycle, in order; the inviter first, who need not wait for the morning."""
    lifetime = (ends - began).days
    days = reminder_days(lifetime)
    schedule = [
        ScheduledStep(began + timedelta(days=day), "invitee", number, last=number == len(days))
        for number, day in enumerate(days, 1)
    ]
    if lifetime >= WARN_FROM:
        schedule.append(ScheduledStep(ends - WARN_BEFORE, "inviter"))
    return sorted(schedule, key=lambda step: (step.at, step.to == "invitee"))


def is_zone(name: str) -> bool:
    """Whether it is an IANA zone that is known here."""
    return _found(name) is not None


def zone_of(name: str) -> ZoneInfo:
    """UTC where this machine does not know it: what is stored another may have written, that has a
    newer tzdata (Europe/Kyiv since 2022), and one zone must not stop all that waits.
    """
    return _found(name) or ZoneInfo("UTC")


def _found(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # Malformed names, and "Europe", which is a folder: https://bugs.python.org/issue41530
        return None


def awake(moment: datetime, zone: str) -> datetime:
    """The moment itself, or eight in the morning there where it falls into the night."""
    local = moment.astimezone(zone_of(zone))
    if NIGHT_ENDS <= local.hour < NIGHT_BEGINS:
        return moment
    morning = local.replace(hour=NIGHT_ENDS, minute=0, second=0, microsecond=0)
    if local.hour >= NIGHT_BEGINS:
        morning = (morning + timedelta(days=1)).replace(hour=NIGHT_ENDS)
    return morning.astimezone(moment.tzinfo)


def next_due(began: datetime, ends: datetime, taken: int, zone: str) -> datetime | None:
    """When the next step of the schedule is due, after so many were taken."""
    for step in schedule(began, ends)[taken:]:
        return awake(step.at, zone) if step.to == "invitee" else step.at
    return None


def renew(row: Invitation, workspace: Workspace, now: datetime) -> None:
    """Begin a new cycle of reminders; what the admins were shown of it is forgotten."""
    row.cycle += 1
    row.cycle_at, row.expires_at = now, now + timedelta(days=workspace.lifetime_days)
    row.reminded, row.shown, row.snoozed_until = 0, frozenset(), None
    row.remind_at = next_due(now, row.expires_at, 0, workspace.zone)
