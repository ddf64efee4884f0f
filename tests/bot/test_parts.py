"""The one hop into a thread."""

import asyncio
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.i18n import Texts
from bot.links import Links
from bot.parts import Parts, real_time
from bot.settings import Settings
from commands.limits import Limits
from storage import workspaces
from storage.database import Database
from tests.people import MONDAY


@pytest.fixture
def parts(database: Database) -> Parts:
    settings = Settings(inviter_daily=7, workspace_daily=70, address_daily=3)
    return Parts(settings, database, Texts.load(), Links(["k" * 32], "http://localhost:3000"))


def name_of_thread(unit: Session) -> str:
    unit.execute(text("SELECT 1"))
    return threading.current_thread().name


async def test_a_command_runs_in_a_writers_thread_and_is_committed(parts: Parts) -> None:
    await parts.run(workspaces.add, "T1", "Northwind", MONDAY)
    found = await parts.read(workspaces.by_team, "T1")
    assert found
    assert found.name == "Northwind"
    assert (await parts.run(name_of_thread)).startswith("writer")
    assert (await parts.read(name_of_thread)).startswith("reader")
    parts.close()


async def test_what_fails_leaves_nothing(parts: Parts) -> None:
    def stumble(unit: Session) -> None:
        workspaces.add(unit, "T1", "Northwind", MONDAY)
        raise LookupError

    with pytest.raises(LookupError):
        await parts.run(stumble)
    assert await parts.read(workspaces.by_team, "T1") is None
    parts.close()


async def test_thirty_two_at_once_all_get_through(parts: Parts) -> None:
    await asyncio.gather(
        *(parts.run(workspaces.add, f"T{n}", "Northwind", MONDAY) for n in range(32))
    )
    assert len(await parts.read(workspaces.every)) == 32
    parts.close()


def test_the_limits_are_those_of_the_settings(parts: Parts) -> None:
    assert parts.limits == Limits(inviter=7, workspace=70, address=3)
    parts.close()


def test_the_clock_is_the_real_one_unless_another_is_given(parts: Parts) -> None:
    assert parts.clock is real_time
    assert abs((real_time() - datetime.now(UTC)).total_seconds()) < 60
    parts.close()
