"""Usher behind its gate, on SQLite, with a strict Slack before it: all over HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvicorn
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette

from bot.i18n import Texts
from bot.links import Links
from bot.mail.preview import Preview
from bot.parts import Parts
from bot.sandbox import Sandbox, people
from bot.sandbox.app import Server
from bot.settings import Settings
from bot.slack import app, gate
from bot.slack.manifest import SCOPES
from bot.slack.people import People
from commands.directory.change_role import set_role
from commands.directory.sync import SlackTeam, sync
from commands.invitations.describe import Invitation, describe_invitation
from commands.workgroups import manage
from storage import invitations
from storage.database import Database
from tests.patience import PATIENCE, unhurried
from tests.people import MONDAY

SECRET = "a-signing-secret"
TOKEN = "xoxb-sandbox"


@dataclass
class House:
    """What a story needs: Slack to act in, and what the bot keeps."""

    slack: Sandbox
    parts: Parts
    people: People
    url: str

    @property
    def now(self) -> datetime:
        return self.parts.clock()

    def person(self, who: str) -> Any:
        return self.people.read(people.TEAM, self.id(who), self.slack.workspace.person(who))

    def id(self, who: str) -> str:
        return str(self.slack.workspace.person(who)["id"])

    async def group(self, name: str, description: str = "") -> str:
        made = await self.parts.run(manage.create, self.person("ada"), name, description, self.now)
        return made.id

    async def invited(self) -> list[Invitation]:
        """Every invitation there is, oldest first."""

        def look(unit: Any) -> list[Invitation]:
            return [describe_invitation(row, self.now) for row in invitations.every(unit, None)]

        return await self.parts.read(look)

    def opened(self) -> list[dict[str, Any]]:
        """The views that Slack was asked to open."""
        methods = ("views.open", "views.push")
        return [call.args["view"] for call in self.slack.calls if call.method in methods]


@pytest.fixture
def database(fresh_sqlite: Database) -> Database:
    return fresh_sqlite


@pytest.fixture
def parts(database: Database) -> Iterator[Parts]:
    settings = Settings(
        slack_signing_secret=SECRET,
        slack_bot_token=TOKEN,
        secret_keys="k" * 32,
        inviter_daily=5,
        address_daily=3,
    )
    parts = Parts(
        settings,
        database,
        Texts.load(),
        Links(["k" * 32], "http://localhost:3000"),
        lambda: MONDAY,
    )
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
        clock=lambda: MONDAY,
        retries=(0, 0),
        ack_limit=PATIENCE,
        trigger_life=PATIENCE,
    )
    await slack.start()
    yield slack
    await slack.stop()


@pytest.fixture
async def house(slack: Sandbox, parts: Parts) -> AsyncIterator[House]:
    """Ada runs the workspace, Lev is a lead; Mia, Gus and Nia are who they are."""
    known = People(parts.texts)
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(TOKEN, base_url=slack.api_url, session=session)
        bolt = app.make(parts, client, known, compose=Preview(None, parts.settings.public_url))
        server = Server(
            uvicorn.Config(
                Starlette(routes=[gate.route(parts, bolt)]), log_config=None, lifespan="off"
            )
        )
        listening = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}{gate.PATH}"
        serving = asyncio.create_task(server.serve([listening]))
        slack.line.bot_url = url
        house = House(slack, parts, known, url)
        home = SlackTeam(people.TEAM, "Northwind", "Europe/Berlin", [house.person("ada")])
        await parts.run(sync, home, MONDAY)
        await parts.run(set_role, "lev@northwind.example", "lead", MONDAY)
        yield house
        server.should_exit = True
        await serving
