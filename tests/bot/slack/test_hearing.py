"""The first event that comes is written down; what comes after it costs nothing."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from bot.slack.hearing import Hearing
from bot.slack.received import read
from storage import workspaces
from storage.models import Workspace
from tests.bot.slack.house import House
from tests.people import ELSEWHERE, NORTHWIND

CHALLENGE = {"type": "url_verification", "challenge": "c-1"}


def happened(kind: str = "user_change", team: str = NORTHWIND) -> dict[str, Any]:
    about = {"type": kind, "user": {"id": "U0MIA00000", "team_id": team}}
    return {"type": "event_callback", "team_id": team, "event": about}


def heard(unit: Session) -> list[datetime | None]:
    return list(unit.scalars(select(Workspace.events_heard_at).order_by(Workspace.id)))


async def note(hearing: Hearing, *bodies: dict[str, Any]) -> list[str]:
    """The statements that it takes."""
    seen: list[str] = []

    def keep(*args: Any) -> None:
        seen.append(str(args[2]))

    engine = hearing._parts.database.engine
    event.listen(engine, "before_cursor_execute", keep)
    for each in bodies:
        hearing.note(read(each))
    await hearing.close()
    event.remove(engine, "before_cursor_execute", keep)
    return seen


async def test_the_first_is_written_and_the_rest_costs_nothing(house: House) -> None:
    hearing = Hearing(house.parts)
    with capture_logs() as logs:
        assert await note(hearing, happened())
    assert [(line["event"], line["team"]) for line in logs] == [("slack.events_come", NORTHWIND)]
    assert await house.parts.read(heard) == [house.now]
    assert await note(hearing, happened(), happened("team_join")) == []


async def test_a_restart_says_nothing_anew(house: House) -> None:
    await note(Hearing(house.parts), happened())
    at = house.now
    house.clock.move(days=1)
    with capture_logs() as logs:
        await note(Hearing(house.parts), happened())
    assert logs == []
    assert await house.parts.read(heard) == [at]


async def test_what_comes_at_once_is_written_once(house: House) -> None:
    with capture_logs() as logs:
        await note(Hearing(house.parts), *[happened()] * 20)
    assert len(logs) == 1


async def test_slack_s_question_is_an_answer_too(house: House) -> None:
    await note(Hearing(house.parts), CHALLENGE)
    assert await house.parts.read(heard) == [house.now]


async def test_before_slack_has_said_which_team_is_ours_nothing_is_lost(house: House) -> None:
    hearing = Hearing(house.parts)
    await note(hearing, happened(team=ELSEWHERE))
    await house.parts.run(workspaces.add, ELSEWHERE, "Elsewhere", house.now)
    assert await house.parts.read(heard) == [None, None]
    await note(hearing, happened(team=ELSEWHERE))
    assert (await house.parts.read(heard)).count(None) == 1


async def test_a_command_is_no_event(house: House) -> None:
    command = {"command": "/invite", "team_id": NORTHWIND, "user_id": "U0MIA00000"}
    assert await note(Hearing(house.parts), command) == []


async def test_what_could_not_be_written_the_next_event_brings(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> list[str]:
        raise OperationalError("", None, Exception("the server closed the connection"))

    hearing = Hearing(house.parts)
    with monkeypatch.context() as gone:
        gone.setattr("bot.slack.hearing.hear", away)
        await note(hearing, happened())
    assert await house.parts.read(heard) == [None]
    await note(hearing, happened())
    assert await house.parts.read(heard) == [house.now]
