"""Each kind of Slack's requests, a little wrong: an answer of its kind, no 5xx and no traceback."""

import asyncio
import json
import random
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.parts import Parts
from bot.slack import received
from bot.slack.received import Challenge, Command, Malformed, Suggestion, ViewSubmission
from storage.database import Database
from storage.models import Workspace
from tests.bot.slack.door import door, signed
from tests.bot.slack.house import made
from tests.bot.slack.mutations import everything, mutated, written
from tests.clock import Clock
from tests.northwind import SlackTeam, sync
from tests.people import ADA, MONDAY

SEED = 2026


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def database(request: pytest.FixtureRequest) -> Database:
    """Each has refusals of its own: what is too long for a column, or for a number."""
    database: Database = request.getfixturevalue(f"fresh_{request.param}")
    return database


@pytest.fixture(autouse=True)
def _every_fault_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.logs.bounded.admits", lambda *_, **__: True)


@pytest.fixture
def parts(database: Database) -> Iterator[Parts]:
    parts = made(database, Clock(stands=True))
    parts.database.run(sync, SlackTeam(ADA.team, "Northwind", "UTC", [ADA]), MONDAY)
    yield parts
    parts.close()


def fits(body: dict[str, Any], answer: httpx.Response) -> bool:
    """Whether it is answered in the form in which Slack awaits it."""
    try:
        kind = received.read(json.loads(json.dumps(body)))
    except (Malformed, ValueError):
        return True
    if answer.status_code == 400:
        # What no form can hold is malformed only once it is written into one.
        return "command" in body
    told: dict[str, Any] = json.loads(answer.text) if answer.text else {}
    return told.keys() <= FORMS.get(type(kind), set())


FORMS: dict[type, set[str]] = {
    Challenge: {"challenge"},
    Command: {"text", "blocks", "response_type"},
    Suggestion: {"options"},
    ViewSubmission: {"response_action", "errors", "view"},
}


async def hold(parts: Parts, bodies: Iterator[dict[str, Any]], chance: random.Random) -> None:
    async with door(parts) as knock:
        for body in bodies:
            # One of them may have made Usher forget her.
            knock.people._keep(ADA)
            raw, kind = written(body, chance)
            answer = await knock.post(raw, signed(raw, kind))
            assert answer.status_code in {200, 400}, body
            assert fits(body, answer), (body, answer.text)


def holds(parts: Parts, many: int, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(SEED)
    asyncio.run(hold(parts, (mutated(chance) for _ in range(many)), chance))
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []
    assert parts.database.read(teams) == [ADA.team]


def teams(unit: Session) -> list[str]:
    return list(unit.scalars(select(Workspace.team)))


def test_what_slack_sends_is_taken(parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    async def post() -> list[Any]:
        async with door(parts) as knock:
            return [
                body
                for body in everything()
                for raw, kind in [written(body, random.Random(SEED))]
                if (await knock.post(raw, signed(raw, kind))).status_code != 200
            ]

    assert asyncio.run(post()) == []
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


def test_a_few_that_are_wrong_end_well(parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    holds(parts, 150, caplog)


@pytest.mark.long
def test_thousands_that_are_wrong_end_well(parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    holds(parts, 2_000, caplog)
