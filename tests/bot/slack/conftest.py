"""Usher behind its gate, on SQLite, with a strict Slack before it: all over HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
import uvicorn
from starlette.applications import Starlette

from bot.mail.preview import Preview
from bot.parts import Parts
from bot.sandbox import Sandbox, people
from bot.sandbox.app import Server
from bot.slack import app, gate, late
from bot.slack.client import Client
from bot.slack.manifest import SCOPES
from bot.slack.people import People
from storage.database import Database
from tests.beginnings import Beginnings
from tests.bot.slack.door import SECRET
from tests.bot.slack.house import TOKEN, House, made
from tests.clock import Clock
from tests.northwind import begin
from tests.patience import PATIENCE, unhurried
from tests.people import MONDAY


@pytest.fixture
def database(fresh_sqlite: Database) -> Database:
    return fresh_sqlite


@pytest.fixture
def clock() -> Clock:
    """Usher's; Slack has one of its own."""
    return Clock(stands=True)


@pytest.fixture
def parts(database: Database, clock: Clock) -> Iterator[Parts]:
    parts = made(database, clock)
    yield parts
    parts.close()


@pytest.fixture(autouse=True)
def _nobody_hurries(monkeypatch: pytest.MonkeyPatch) -> None:
    unhurried(monkeypatch)


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Sandbox]:
    slack = Sandbox(
        bot_url="",
        signing_secret=SECRET,
        bot_token=TOKEN,
        scopes=SCOPES,
        state_file=tmp_path / "slack.sqlite",
        clock=Clock(stands=True),
        retries=(0, 0),
        ack_limit=PATIENCE,
        trigger_life=PATIENCE,
    )
    await slack.start()
    yield slack
    await slack.stop()


@pytest.fixture
async def house(started: House, beginnings: Beginnings) -> House:
    """Ada runs the workspace, Lev is a lead; Mia, Gus and Nia are who they are."""
    started.people.home = people.TEAM
    beginnings.begin(started.parts.database, begin, MONDAY, started.person("ada"))
    return started


@pytest.fixture
async def started(slack: Sandbox, parts: Parts, clock: Clock) -> AsyncIterator[House]:
    """As at its first start: nothing is stored, and Slack has not said which team is ours."""
    known, answers = People(parts.texts), late.LateAnswers()
    async with aiohttp.ClientSession() as session:
        client = Client(TOKEN, slack.api_url, session)
        bolt = app.make(parts, client, known, compose=Preview(None, parts.settings.public_url))
        served = Starlette(routes=[gate.route(parts, bolt, answers)])
        server = Server(uvicorn.Config(served, log_config=None, lifespan="off"))
        listening = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}{gate.PATH}"
        serving = asyncio.create_task(server.serve([listening]))
        slack.line.bot_url = url
        yield House(slack, parts, clock, known, url, answers)
        server.should_exit = True
        await serving
