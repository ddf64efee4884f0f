"""A stand-in on its own ports, and a bot of a few lines that answers what a test tells it to."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from tests.bot.sandbox.bot import SCOPES, SECRET, TOKEN, Bot, Open, Trigger


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    bot = Bot()
    app = web.Application()
    app.router.add_post("/slack/events", bot.take)
    async with TestServer(app) as server:
        bot.url = str(server.make_url("/slack/events"))
        yield bot


@pytest.fixture
def build(bot: Bot, tmp_path: Path) -> Open:
    def build(**more: Any) -> Sandbox:
        settings: dict[str, Any] = {
            "bot_url": bot.url,
            "signing_secret": SECRET,
            "bot_token": TOKEN,
            "scopes": SCOPES,
            "state_file": tmp_path / "slack.sqlite",
            "retries": (0, 0.01),
        }
        return Sandbox(**{**settings, **more})

    return build


@pytest.fixture
async def sandbox(build: Open) -> AsyncIterator[Sandbox]:
    sandbox = build()
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(TOKEN, base_url=sandbox.api_url)


@pytest.fixture
async def trigger(sandbox: Sandbox, bot: Bot) -> Trigger:
    """Return what makes Lev do something, and hands out the trigger that came of it."""

    async def trigger() -> str:
        await sandbox.command("lev", "/invite")
        return str(bot.last["trigger_id"])

    return trigger
