"""The moves between states, and the steps of a schedule: days, nights, and clocks that change."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.lifecycle import (
    MOVES,
    WARN_BEFORE,
    ScheduledStep,
    awake,
    before,
    is_zone,
    next_due,
    reminder_days,
    schedule,
    state_of,
    zone_of,
)
from storage.models import State
from tests.people import MONDAY

DAY = timedelta(days=1)

TABLE = {
    State.REQUESTED: {"pending", "refused", "revoked", "expired"},
    State.PENDING: {"accepted", "declined", "revoked", "expired"},
    State.DECLINED: {"accepted"},
    State.ACCEPTED: set(),
    State.REVOKED: set(),
    State.EXPIRED: set(),
    State.REFUSED: set(),
}


@pytest.mark.parametrize("state", State)
def test_only_these_moves_exist(state: State) -> None:
    assert {str(each) for each in MOVES[state]} == TABLE[state]


@pytest.mark.parametrize("state", State)
def test_before_is_the_table_read_backwards(state: State) -> None:
    assert set(before(state)) == {each for each, onward in TABLE.items() if state in onward}


def invitation(state: State, expires_at: datetime) -> Any:
    return SimpleNamespace(state=state, expires_at=expires_at)


@pytest.mark.parametrize("state", State)
def test_an_open_one_is_expired_from_the_very_moment_of_its_end(state: State) -> None:
    row = invitation(state, MONDAY)
    assert state_of(row, MONDAY - timedelta(microseconds=1)) == state
    ended = State.EXPIRED if state in {State.REQUESTED, State.PENDING} else state
    assert state_of(row, MONDAY) == ended


DAYS = {
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
} | dict.fromkeys(range(13, 91), (2, 5, 10))


@pytest.mark.parametrize(("lifetime", "days"), DAYS.items())
def test_the_invitee_is_reminded_on_these_days(lifetime: int, days: tuple[int, ...]) -> None:
    assert reminder_days(lifetime) == days
    mails = [step for step in schedule(MONDAY, MONDAY + lifetime * DAY) if step.to == "invitee"]
    assert [step.at for step in mails] == [MONDAY + day * DAY for day in days]
    assert [step.ordinal for step in mails] == list(range(1, len(days) + 1))
    assert [step.last for step in mails] == [
        *([False] * (len(days) - 1)),
        *([True] if days else []),
    ]


@pytest.mark.parametrize("lifetime", range(1, 91))
def test_the_inviter_is_warned_two_days_before_the_end_of_four_days_and_more(
    lifetime: int,
) -> None:
    ends = MONDAY + lifetime * DAY
    warnings = [step for step in schedule(MONDAY, ends) if step.to == "inviter"]
    assert warnings == ([ScheduledStep(ends - WARN_BEFORE, "inviter")] if lifetime >= 4 else [])


@pytest.mark.parametrize("lifetime", range(1, 91))
def test_each_step_comes_after_the_one_before_and_none_after_the_end(lifetime: int) -> None:
    ends = MONDAY + lifetime * DAY
    steps = schedule(MONDAY, ends)
    due = [next_due(MONDAY, ends, taken, "Europe/Berlin") for taken in range(len(steps) + 1)]
    assert due.pop() is None
    moments = [MONDAY, *(moment for moment in due if moment)]
    assert len(moments) == 1 + len(steps)
    assert all(one <= other < ends for one, other in pairwise(moments))


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("lifetime", [2, 3, 4, 7, 14])
def test_a_night_never_puts_a_step_off_past_the_end(lifetime: int, hour: int) -> None:
    began = MONDAY.replace(hour=hour)
    ends = began + lifetime * DAY
    for taken in range(len(schedule(began, ends))):
        due = next_due(began, ends, taken, "Asia/Kolkata")
        assert due
        assert began < due < ends


def at(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "moment", "morning"),
    [
        ("Europe/Berlin", "2026-11-23T21:59:59", None),
        ("Europe/Berlin", "2026-11-23T22:00:00", "2026-11-24T08:00:00"),
        ("Europe/Berlin", "2026-11-23T23:59:59", "2026-11-24T08:00:00"),
        ("Europe/Berlin", "2026-11-24T00:00:00", "2026-11-24T08:00:00"),
        ("Europe/Berlin", "2026-11-24T07:59:59", "2026-11-24T08:00:00"),
        ("Europe/Berlin", "2026-11-24T08:00:00", None),
        ("Asia/Kolkata", "2026-11-23T21:59:00", None),
        ("Asia/Kolkata", "2026-11-23T22:30:00", "2026-11-24T08:00:00"),
        ("Asia/Kolkata", "2026-11-24T07:30:00", "2026-11-24T08:00:00"),
        # The clocks go forward, or back, in the night between: eight is eight.
        ("Europe/Berlin", "2026-03-28T23:00:00", "2026-03-29T08:00:00"),
        ("Europe/Berlin", "2026-10-24T23:00:00", "2026-10-25T08:00:00"),
        ("America/New_York", "2026-03-07T22:00:00", "2026-03-08T08:00:00"),
        ("America/New_York", "2026-11-01T01:30:00", "2026-11-01T08:00:00"),
        ("Pacific/Kiritimati", "2026-12-31T22:00:00", "2027-01-01T08:00:00"),
    ],
)
def test_a_night_ends_at_eight_on_the_clock_there(
    zone: str, moment: str, morning: str | None
) -> None:
    asleep = at(moment, zone)
    assert awake(asleep, zone) == at(morning or moment, zone)


def test_an_hour_that_comes_twice_is_night_both_times() -> None:
    eight = datetime(2026, 10, 25, 7, 0, tzinfo=UTC)
    for hour in (0, 1):  # 02:30 in summer time, and 02:30 again
        assert awake(datetime(2026, 10, 25, hour, 30, tzinfo=UTC), "Europe/Berlin") == eight


@given(
    st.timedeltas(timedelta(0), 3650 * DAY).map(lambda gone: MONDAY + gone),
    st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York", "Asia/Kathmandu"]),
)
def test_whatever_the_moment_it_is_put_off_by_one_night_at_most(
    moment: datetime, zone: str
) -> None:
    due = awake(moment, zone)
    assert moment <= due <= moment + timedelta(hours=11)
    assert 8 <= due.astimezone(ZoneInfo(zone)).hour < 22
    assert awake(due, zone) == due


def test_the_invitee_is_let_sleep_and_the_inviter_reads_it_at_once() -> None:
    began = at("2026-11-23T23:00:00", "Europe/Berlin")
    ends = began + 7 * DAY
    due = [next_due(began, ends, taken, "Europe/Berlin") for taken in range(4)]
    days = ["2026-11-25T08:00:00", "2026-11-27T08:00:00"]
    assert due[:2] == [at(day, "Europe/Berlin") for day in days]
    assert due[2] == ends - WARN_BEFORE
    assert due[3] == at("2026-11-29T08:00:00", "Europe/Berlin")


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "Asia/Kolkata"])
def test_a_zone_is_known(name: str) -> None:
    assert is_zone(name)


@pytest.mark.parametrize(
    "name", ["", "Europe", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "a\0b", "x" * 5000]
)
def test_anything_else_is_no_zone(name: str) -> None:
    assert not is_zone(name)


@pytest.mark.parametrize("name", ["Mars/Olympus", "Europe", "", "../../etc/passwd"])
def test_where_a_zone_is_not_known_it_is_utc(name: str) -> None:
    assert zone_of(name).key == "UTC"
    assert zone_of("Europe/Berlin").key == "Europe/Berlin"
