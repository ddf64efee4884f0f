"""All of Usher as it runs, on either database, before the strict Slack and a real mailbox."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.app import make_parts
from bot.cli.running import everything
from bot.sandbox import Sandbox
from bot.settings import Settings
from bot.slack.manifest import SCOPES
from bot.web.server import listen
from commands.directory.change_role import set_role
from storage.database import Database
from tests.clock import Clock
from tests.flows.usher import Usher, zone
from tests.patience import PATIENCE, unhurried, until
from tests.people import LEV, NORTHWIND


@pytest.fixture(autouse=True)
def _nobody_hurries(monkeypatch: pytest.MonkeyPatch) -> None:
    unhurried(monkeypatch)


@pytest.fixture
async def usher(database: Database, tmp_path: Path) -> AsyncIterator[Usher]:
    """Web and worker in one process; Ada runs the workspace, and Lev is a lead."""
    clock, stop = Clock(), asyncio.Event()
    listening = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    slack = Sandbox(
        bot_url=f"{url}/slack/events",
        signing_secret="s" * 32,
        bot_token="xoxb-sandbox",
        scopes=SCOPES,
        state_file=tmp_path / "slack.sqlite",
        clock=clock,
        advance=clock.move,
        ack_limit=PATIENCE,
        trigger_life=PATIENCE,
    )
    await slack.start()
    settings = Settings.model_validate(
        {
            "slack_signing_secret": "s" * 32,
            "slack_bot_token": "xoxb-sandbox",
            "slack_api_url": slack.api_url,
            "smtp_url": slack.smtp_url,
            "mail_from": "Usher <invites@example.com>",
            "secret_keys": "a-key-of-the-tests-long-enough",
            "public_url": url,
            "database_url": database.engine.url.render_as_string(hide_password=False),
            "webhook_networks": "127.0.0.0/8",
            "deliver_every": 0.05,
            "sweep_every": 0.05,
        }
    )
    # The engine of all stories keeps what SQLAlchemy has compiled.
    parts = replace(make_parts(settings, clock), database=database)
    await parts.run(set_role, LEV.email, "lead", clock(), NORTHWIND)
    # Usher closes an idle connection when httpx still thinks it open: each request has its own.
    alone = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(follow_redirects=True, limits=alone) as browser:
        running = asyncio.create_task(everything(parts, listening, stop))
        usher = Usher(slack, parts, clock, browser)
        # A zone that is learnt later plans the reminders anew: no story moves the clock before.
        await until(lambda: parts.database.read(zone) == "Europe/Berlin")
        yield usher
        stop.set()
        await running
    await slack.stop()
    await asyncio.to_thread(parts.close)
