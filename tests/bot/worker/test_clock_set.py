"""The machine's clock is set while a worker runs, as a process of its own."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.database import Database
from tests.bot.worker.faked import FakedClock
from tests.bot.worker.office import Office
from tests.bot.worker.processes import Worker, worker
from tests.patience import until

pytestmark = pytest.mark.needs("faketime")


@pytest.fixture
def database(fresh_sqlite: Database) -> Database:
    """What is asked of either kind has its stories in tests/commands/delivery/test_misdated.py."""
    return fresh_sqlite


@pytest.fixture(autouse=True)
def today(office: Office) -> None:
    office.clock.set(datetime.now(UTC))


SOON = timedelta(minutes=1)


def told(running: Worker, event: str) -> list[str]:
    """By how much the clock was set, as the log has it."""
    return [line["by"] for line in running.lines if line["event"] == event]


async def test_mails_leave_whatever_the_clock_is_set_to(office: Office, tmp_path: Path) -> None:
    clock = FakedClock(tmp_path / "clock", "+7200")
    async with worker(office, **clock.environment) as running:
        office.clock.jump(hours=2)
        office.post_office.says["RCPT"] = "451 not today"
        office.invite("gus@example.com")
        await until(lambda: any(row.reason for row in office.rows("mail.%")))
        [postponed] = office.rows("mail.%")
        assert postponed.due_at > office.clock()
        del office.post_office.says["RCPT"]
        [ivy] = office.invite("ivy@example.com")
        await until(lambda: office.record(ivy).mail == "sent")
        clock.set("+0")
        # Whoever invites has the wrong clock still.
        [joe] = office.invite("joe@example.com")
        await until(lambda: office.record(joe).mail == "sent")
        office.clock.jump(hours=-2)
        await until(lambda: office.rows("mail.%")[0].due_at < office.clock() + SOON)
        clock.set("+366d")
        await until(lambda: len(told(running, "clock.set_forward")) == 1)
        office.clock.jump(days=366)
        [bob] = office.invite("bob@example.com")
        await until(lambda: office.record(bob).mail == "sent")
        assert await running.end() == 0
    assert told(running, "clock.set_back") == ["2:00:00"]
    assert told(running, "clock.was_ahead")
    assert told(running, "clock.set_forward") == ["366 days, 0:00:00"]
    assert Counter(letter["To"] for letter in office.letters).most_common(1)[0][1] == 1
