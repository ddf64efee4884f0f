"""Jobs and their times: what fails comes again, and nothing runs beside itself."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.worker import timetable
from bot.worker.timetable import Job, Timetable
from tests.patience import until

OFTEN = 0.01


async def test_a_job_runs_at_once_and_again() -> None:
    looks = []

    async def look() -> None:
        looks.append(1)

    table = Timetable([Job("look", OFTEN, look)])
    table.start()
    await until(lambda: len(looks) >= 3)
    await table.stop(1)
    ended = len(looks)
    await asyncio.sleep(5 * OFTEN)
    assert len(looks) == ended


async def test_a_job_that_takes_long_is_not_run_beside_itself() -> None:
    running, most, goes = 0, 0, asyncio.Event()

    async def slow() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await goes.wait()
        running -= 1

    async def tick() -> None:
        ticks.append(1)

    ticks: list[int] = []
    table = Timetable([Job("slow", OFTEN, slow), Job("tick", OFTEN, tick)])
    table.start()
    await until(lambda: len(ticks) >= 5)
    assert (running, most) == (1, 1)
    goes.set()
    await table.stop(1)


async def test_a_job_that_fails_comes_again_and_disturbs_no_other() -> None:
    tried, others = [], []

    async def fails() -> None:
        tried.append(1)
        raise LookupError("nothing there")

    async def other() -> None:
        others.append(1)

    table = Timetable([Job("fails", OFTEN, fails), Job("other", OFTEN, other)])
    with capture_logs() as logs:
        table.start()
        await until(lambda: len(tried) >= 4 and len(others) >= 4)
        await table.stop(1)
    [line] = logs
    assert (line["event"], line["job"]) == ("worker.failed", "fails")
    assert isinstance(line["exc_info"], LookupError)


Look = Callable[[Exception | None], Awaitable[list[str]]]


@pytest.fixture
def look() -> Look:
    """Run one job as it is told, and say what was logged."""
    table = Timetable([])
    outcome: list[Exception | None] = []

    async def work() -> None:
        if error := outcome.pop():
            raise error

    async def look(error: Exception | None) -> list[str]:
        outcome.append(error)
        with capture_logs() as logs:
            await table.look(Job("mail", 1, work))
        return [line["event"] for line in logs]

    return look


def away() -> Exception:
    return OperationalError("SELECT 'ivy@example.com'", {}, Exception("connection refused"))


async def test_a_database_that_is_away_is_said_once_in_a_while(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await look(away()) == ["worker.no_database"]
    assert await look(away()) == []
    monkeypatch.setattr(timetable, "SAY_AGAIN", 0.0)
    assert await look(away()) == ["worker.no_database"]


async def test_that_it_works_again_is_said_once(look: Look) -> None:
    assert await look(None) == []
    await look(away())
    assert await look(None) == ["worker.works_again"]
    assert await look(None) == []


async def test_the_statement_that_failed_stays_out_of_the_log() -> None:
    async def work() -> None:
        raise away()

    with capture_logs() as logs:
        await Timetable([]).look(Job("mail", 1, work))
    assert "ivy@" not in str(logs)


async def test_the_end_waits_for_what_runs() -> None:
    ended, goes, begun = [], asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        await goes.wait()
        ended.append(1)

    table = Timetable([Job("slow", OFTEN, slow)])
    table.start()
    await begun.wait()
    stopping = asyncio.create_task(table.stop(10))
    await asyncio.sleep(0)
    assert not ended
    goes.set()
    await stopping
    assert ended == [1]


async def test_what_does_not_end_in_time_is_broken_off_and_logged() -> None:
    broken, begun = [], asyncio.Event()

    async def endless() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            broken.append(1)
            raise

    table = Timetable([Job("endless", OFTEN, endless)])
    with capture_logs() as logs:
        table.start()
        await begun.wait()
        await table.stop(0.01)
        await until(lambda: broken)
        await until(lambda: logs)
    assert [line["event"] for line in logs] == ["worker.broken_off"]
