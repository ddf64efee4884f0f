"""When the admins are reminded: at nine on working days, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from commands.notifications.digest_times import next_at

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC")


@pytest.mark.parametrize("zone", ZONES)
def test_a_year_has_its_working_days_each_once_at_nine(zone: str) -> None:
    now, met = datetime(2026, 1, 1, tzinfo=UTC), []
    while now.year == 2026:
        now = next_at(zone, now)
        met.append(now.astimezone(ZoneInfo(zone)))
    assert {(at.hour, at.minute) for at in met} == {(9, 0)}
    days = [at.date() for at in met[:-1]]
    assert (days[0].month, days[0].day) in {(1, 1), (1, 2)}
    year = [days[0] + timedelta(days=day) for day in range((days[-1] - days[0]).days + 1)]
    assert days == [day for day in year if day.weekday() < 5]


@pytest.mark.parametrize(
    ("zone", "before", "hours"),
    [
        # Friday to Monday: the clocks go an hour back, or forward, in between.
        ("Europe/Berlin", datetime(2026, 10, 23, 7, tzinfo=UTC), 73),
        ("Europe/Berlin", datetime(2026, 3, 27, 8, tzinfo=UTC), 71),
        ("America/New_York", datetime(2026, 10, 30, 13, tzinfo=UTC), 73),
        ("America/New_York", datetime(2026, 3, 6, 14, tzinfo=UTC), 71),
        ("Asia/Kolkata", datetime(2026, 10, 23, 3, 30, tzinfo=UTC), 72),
    ],
)
def test_a_weekend_in_which_the_clocks_change(zone: str, before: datetime, hours: int) -> None:
    assert next_at(zone, before - timedelta(seconds=1)) == before
    assert next_at(zone, before) == before + timedelta(hours=hours)
