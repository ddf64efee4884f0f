"""All of Usher as it runs, on either database, before the strict Slack and a real mailbox."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import make_parts
from bot.cli.running import everything
from bot.parts import Parts
from bot.sandbox import Sandbox
from bot.settings import Settings
from bot.slack.manifest import SCOPES
from bot.web.server import listen
from commands.directory.change_role import set_role
from storage.database import Database
from storage.models import OutboxRow, Workspace
from tests.patience import PATIENCE, unhurried
from tests.people import LEV, MONDAY, NORTHWIND

T = TypeVar("T")


class Clock:
    """Goes on by itself, and is moved by the story."""

    def __init__(self) -> None:
        self._start, self._began = MONDAY, time.monotonic()

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._began)

    def move(self, by: timedelta) -> None:
        self._start += by


@dataclass
class Usher:
    """What a story needs: Slack to act in, the invitee's browser, and the time."""

    slack: Sandbox
    parts: Parts
    clock: Clock
    browser: httpx.AsyncClient

    async def until(self, look: Callable[[], T]) -> T:
        """What `look` gives as soon as it gives something."""
        async with asyncio.timeout(PATIENCE):
            while not (found := look()):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            return found

    async def rest(self) -> None:
        """Wait until nothing is in hand: what is, and takes days by a moved clock, is not tried."""
        await self.until(lambda: not self.parts.database.read(in_hand))

    async def mail_to(self, address: str, count: int = 1) -> dict[str, Any]:
        """The newest mail to this address, once there are `count`."""

        def arrived() -> list[dict[str, Any]]:
            mails = [mail for mail in self.slack.mails if address in mail["rcpt_to"]]
            return mails if len(mails) >= count else []

        return (await self.until(arrived))[-1]

    async def message(self, who: str, words: str) -> dict[str, Any]:
        """The first direct message from Usher with these words in it."""

        def arrived() -> list[dict[str, Any]]:
            return [each for each in self.slack.messages(who) if words in str(each)]

        return (await self.until(arrived))[0]

    async def invite(self, who: str, emails: str, **fields: Any) -> None:
        """`/invite`, fill in, press Invite."""
        assert (await self.slack.command(who, "/invite")).ok
        outcome = await self.slack.submit(who, {"emails": emails, **fields})
        assert outcome.ok, outcome
        assert self.slack.errors(who) == {}

    def link_in(self, mail: dict[str, Any]) -> str:
        found = re.search(r"^http://\S+/i/\S+\r?$", mail["text"], re.MULTILINE)
        assert found
        return found[0].strip()

    def header(self, mail: dict[str, Any], name: str) -> str:
        return str(dict(mail["headers"])[name])


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
            "secret_keys": "k" * 32,
            "public_url": url,
            "database_url": database.engine.url.render_as_string(hide_password=False),
            "webhook_networks": "127.0.0.0/8",
            "deliver_every": 0.05,
            "sweep_every": 0.05,
        }
    )
    parts = make_parts(settings, clock)
    await parts.run(set_role, LEV.email, "lead", clock(), NORTHWIND)
    async with httpx.AsyncClient(follow_redirects=True) as browser:
        running = asyncio.create_task(everything(parts, listening, stop))
        usher = Usher(slack, parts, clock, browser)
        # A zone that is learnt later plans the reminders anew: no story moves the clock before.
        await usher.until(lambda: parts.database.read(zone) == "Europe/Berlin")
        yield usher
        stop.set()
        await running
    await slack.stop()
    await asyncio.to_thread(parts.close)


def in_hand(unit: Session) -> int | None:
    """A row that a worker has taken."""
    return unit.scalar(select(OutboxRow.id).where(OutboxRow.lease.is_not(None)).limit(1))


def zone(unit: Session) -> str | None:
    """Of the workspace, as Slack says it once it was asked."""
    return unit.scalar(select(Workspace.zone))
