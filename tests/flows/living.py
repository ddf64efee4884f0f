"""All of Usher, alive: web and worker in one process, a Slack to be used from, and a mailbox."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from bot.app import make_parts
from bot.cli.running import Ports, everything
from bot.sandbox import Sandbox
from bot.settings import Settings
from bot.slack.manifest import SCOPES
from bot.web.server import listen
from commands.directory.change_role import set_role
from storage.database import Database
from tests.clock import Clock
from tests.flows.usher import Usher
from tests.patience import PATIENCE
from tests.people import LEV, NORTHWIND


@asynccontextmanager
async def living(
    database: Database, folder: Path, *nameservers: str, **given: Any
) -> AsyncIterator[Usher]:
    """With these settings beside its own, and these name servers; Lev is a lead."""
    clock, stop = Clock(), asyncio.Event()
    listening = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    slack = _slack(url, folder, clock)
    await slack.start()
    settings = Settings.model_validate({**_settings(url, slack, database), **given})
    # The engine of all stories keeps what SQLAlchemy has compiled.
    parts = replace(make_parts(settings, clock), database=database, nameservers=nameservers)
    await parts.run(set_role, LEV.email, "lead", clock(), NORTHWIND)
    # Usher closes an idle connection when httpx still thinks it open: each request has its own.
    alone = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(follow_redirects=True, limits=alone) as browser:
        running = asyncio.create_task(everything(parts, Ports(listening), stop))
        try:
            yield Usher(slack, parts, clock, browser)
        finally:
            stop.set()
            await running
            await slack.stop()
            await asyncio.to_thread(parts.close)


def _slack(url: str, folder: Path, clock: Clock) -> Sandbox:
    return Sandbox(
        bot_url=f"{url}/slack/events",
        signing_secret="s" * 32,
        bot_token="xoxb-sandbox",
        scopes=SCOPES,
        state_file=folder / "slack.sqlite",
        clock=clock,
        advance=clock.move,
        hosts={"slack.test"},
        ack_limit=PATIENCE,
        trigger_life=PATIENCE,
    )


def _settings(url: str, slack: Sandbox, database: Database) -> dict[str, Any]:
    return {
        "slack_signing_secret": "s" * 32,
        "slack_bot_token": "xoxb-sandbox",
        "slack_api_url": slack.api_url,
        "smtp_url": slack.smtp_url.replace("127.0.0.1", "localhost"),
        "mail_from": "Usher <invites@example.com>",
        "secret_keys": "a-key-of-the-tests-long-enough",
        "public_url": url,
        "database_url": database.engine.url.render_as_string(hide_password=False),
        "webhook_networks": "127.0.0.0/8",
        "deliver_every": 0.05,
        "sweep_every": 0.05,
    }
