"""Usher is told to stop while a COMMIT is under way of which somebody at Slack is to be told."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.cli import running
from bot.parts import Parts
from bot.slack.client import Client
from bot.slack.sync import Sync
from storage.database import Database
from tests.flows.living import living
from tests.flows.usher import zone
from tests.held import slow_to_commit
from tests.patience import until


async def no_more_than_sync(
    _parts: Parts, _client: Client, sync: Sync, stop: asyncio.Event
) -> None:
    """A worker that has no COMMIT of its own."""
    await sync.want()
    await stop.wait()


async def test_whoever_was_told_to_wait_is_told_what_became_of_it(
    fresh_sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "work", no_more_than_sync)
    async with AsyncExitStack() as stack:
        slow = stack.enter_context(slow_to_commit(fresh_sqlite))
        slow.go_on()
        usher = await stack.enter_async_context(living(fresh_sqlite, tmp_path))
        await until(lambda: fresh_sqlite.read(zone) == "Europe/Berlin")
        await usher.invite("lev", "ivy@example.com")
        slow.begin()
        slow.nobody_waits(monkeypatch)
        assert (await usher.slack.command("lev", "/invite revoke ivy@example.com")).ok
        # It is told to stop now, and the COMMIT ends after that.
        asyncio.get_running_loop().call_later(0.5, slow.go_on)
    said = [message["text"] for message in usher.slack.messages("lev", place="general")]
    assert said == [
        "This is taking longer than usual. The result will appear here.",
        "The invitation of ivy@example.com is revoked.",
    ]
