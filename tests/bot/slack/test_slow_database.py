"""While the database is slow: an answer in time that is true, and nothing of it afterwards."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.slack import gate
from storage.database import Database
from tests.bot.slack.door import signed
from tests.bot.slack.home_page import texts
from tests.bot.slack.house import House
from tests.bot.slack.invitations import lev_invites, states
from tests.bot.slack.messages import AGAIN, said
from tests.bot.slack.modals import shown
from tests.held import ENOUGH, held, little_time

SLACKS_OWN = aiohttp.ClientTimeout(total=3)
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Database:
    kind = getattr(request, "param", "sqlite")
    database: Database = request.getfixturevalue(f"fresh_{kind}")
    return database


async def settled(house: House) -> None:
    """All that was still in the queue has left it."""
    for _ in range(house.parts.database.threads):
        await house.parts.run(lambda _: None)


@BOTH
async def test_a_command_is_answered_before_slack_gives_up_while_the_database_is_held(
    house: House, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.slack.change("mia", locale="ru-RU")
    await said(house, "lev", "/invite help")
    await said(house, "mia", "/invite help")
    monkeypatch.undo()  # the real bounds, and Slack's own
    monkeypatch.setattr(house.slack.line, "_limit", SLACKS_OWN)
    with held(database):
        commands = ["/invite", "/invite ivy@example.com", "/invite list", "/invite export"]
        *outcomes, mias = await asyncio.gather(
            *(house.slack.command("lev", each) for each in commands),
            house.slack.command("mia", "/invite"),
        )
        assert {(outcome.error, outcome.body["text"]) for outcome in outcomes} == {("", AGAIN)}
        assert mias.body["text"].endswith("Пожалуйста, попробуйте ещё раз чуть позже.")
    await settled(house)
    assert house.opened() == []
    assert len(house.slack.messages("lev", place="app")) == 0


async def test_the_time_counts_from_when_the_request_came(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its body comes when all of it is over already, as it does where the machine is busy."""
    lev = house.person("lev")
    fields = {"command": "/invite", "text": "list", "team_id": lev.team, "user_id": lev.user}
    raw = urlencode(fields).encode()
    await said(house, "lev", "/invite list")
    monkeypatch.setattr(gate, "IN_TIME", 1.0)

    async def late() -> AsyncIterator[bytes]:
        yield raw[:1]
        await asyncio.sleep(1.0)
        yield raw[1:]

    async with aiohttp.ClientSession() as http:
        answer = await http.post(house.url, data=late(), headers=signed(raw))
        assert (await answer.json())["text"] == AGAIN


@BOTH
async def test_everywhere_else_the_person_reads_it_too_and_nothing_happens_later(
    house: House, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ivy = await lev_invites(house)
    await house.slack.open_home("lev")
    await house.slack.command("ada", "/invite bob@example.com")
    little_time(monkeypatch)
    with held(database):
        assert (await house.slack.submit("ada", {"note": "Hello"})).ok
        assert house.slack.errors("ada") == {"emails": AGAIN}
        view = house.slack.view("ada")
        assert view
        assert view["state"]["values"]["note"]["note"]["value"] == "Hello", "what was typed stays"
        await house.slack.click("lev", "invitation.menu", f"extend:{ivy}", place="home")
        assert AGAIN in shown(house, "lev")
        await house.slack.close("lev")
        await house.slack.shortcut("lev")
        assert AGAIN in shown(house, "lev")
        await house.slack.close("lev")
        await house.slack.open_home("lev")
        assert "Please open Home again in a moment." in texts(house, "lev")
        if not database.is_sqlite:
            assert await house.slack.suggest("ada", "workgroup") == []
    await settled(house)
    assert await states(house) == ["pending"]
    little_time(monkeypatch, ENOUGH)
    assert (await house.slack.submit("ada")).ok
    assert await states(house) == ["pending", "pending"]
