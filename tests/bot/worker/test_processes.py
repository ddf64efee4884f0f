"""Several workers as processes, which are killed, frozen and stopped in the middle of a mail."""

import asyncio
import signal
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from storage.models import OutboxRow
from tests.bot.worker.office import Held, Office
from tests.bot.worker.processes import worker
from tests.patience import until


@pytest.fixture(autouse=True)
def today(office: Office) -> None:
    """The processes go by the real time."""
    office.clock.set(datetime.now(UTC))


def arrivals(office: Office) -> Counter[str]:
    return Counter(letter["To"] for letter in office.letters)


def its_lease_ends(office: Office) -> None:
    """Of the mail in hand, without a wait; its worker is as patient as before."""
    with office.parts.database.transaction() as unit:
        taken = update(OutboxRow).where(OutboxRow.kind.like("mail.%"), OutboxRow.lease.is_not(None))
        unit.execute(taken.values(due_at=office.clock()))


async def test_two_workers_send_each_mail_once(office: Office) -> None:
    async with worker(office) as one, worker(office) as other:
        for batch in range(5):
            office.invite(*(f"guest{batch}.{n}@example.com" for n in range(8)))
        await until(lambda: {row.state for row in office.rows("mail.%")} == {"sent"})
        assert await one.end() == 0
        assert await other.end() == 0
    assert set(arrivals(office).values()) == {1}
    assert len(arrivals(office)) == 40
    assert {row.attempts for row in office.rows("mail.%")} == {1}


async def test_what_a_killed_worker_had_in_hand_is_sent_by_the_next(office: Office) -> None:
    [ivy] = office.invite("ivy@example.com")
    held = Held(office.post_office, "DATA")
    async with worker(office) as dying:
        await until(lambda: held.reached)
        await dying.kill()
        # Its mail must never arrive: the server would take it now.
        office.post_office.says["DATA"] = "554 dropped with its connection"
        held.goes.set()
        await asyncio.sleep(0.05)
        del office.post_office.says["DATA"]
    its_lease_ends(office)
    async with worker(office) as next_one:
        await until(lambda: office.record(ivy).mail == "sent")
        assert await next_one.end() == 0
    assert arrivals(office) == {"ivy@example.com": 1}
    [row] = office.rows("mail.%")
    assert row.attempts == 2


async def test_a_frozen_worker_that_comes_back_late_changes_nothing(office: Office) -> None:
    [ivy] = office.invite("ivy@example.com")
    held = Held(office.post_office, "RCPT")
    async with worker(office) as frozen:
        await until(lambda: held.reached)
        frozen.freeze(office.parts.database)
        held.goes.set()
        its_lease_ends(office)
        async with worker(office) as awake:
            await until(lambda: office.record(ivy).mail == "sent")
            office.post_office.says["DATA"] = "550 too late"
            frozen.thaw()
            assert await frozen.end() == 0
            assert await awake.end() == 0
    assert arrivals(office) == {"ivy@example.com": 1}
    assert office.record(ivy).mail == "sent"
    assert [(row.kind, row.attempts) for row in office.rows("mail.%")] == [("mail.invitation", 2)]


async def test_sigterm_lets_the_current_mail_end(office: Office) -> None:
    [ivy] = office.invite("ivy@example.com")
    held = Held(office.post_office, "DATA")
    async with worker(office) as ending:
        await until(lambda: held.reached)
        ending.signal(signal.SIGTERM)
        await asyncio.sleep(0.2)
        held.goes.set()
        assert await ending.process.wait() == 0
    assert office.record(ivy).mail == "sent"
    assert arrivals(office) == {"ivy@example.com": 1}
