"""What the stand-in remembers outlives it, and whoever waits for a change is woken."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from bot.sandbox.store import Store
from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.blocks import home, modal
from tests.bot.sandbox.bot import TOKEN, Bot, Open
from tests.bot.sandbox.mails import letter, send


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "slack.sqlite"


async def live(sandbox: Sandbox, bot: Bot) -> None:
    """Let something of each kind happen."""
    client = AsyncWebClient(TOKEN, base_url=sandbox.api_url)
    await client.chat_postMessage(channel="U0LEV00000", text="Hello")
    await client.views_publish(user_id="U0LEV00000", view=home())
    await sandbox.command("lev", "/invite")
    await client.views_open(trigger_id=bot.last["trigger_id"], view=modal())
    await sandbox.change("lev", locale="ru-RU")
    sandbox.read("lev", "app")
    await send(sandbox, letter())


async def test_a_restart_forgets_nothing(build: Open, bot: Bot) -> None:
    before = build()
    await before.start()
    await live(before, bot)
    await before.stop()
    after = build()
    assert after.messages("lev") == before.messages("lev") != []
    assert after.home("lev") == before.home("lev") is not None
    assert after.views("lev") == before.views("lev") != []
    assert after.mails == before.mails != []
    assert after.workspace.person("lev")["locale"] == "ru-RU"
    assert after.workspace.reads == before.workspace.reads != {}
    await after.stop()


async def test_without_its_file_it_begins_anew(build: Open, bot: Bot, tmp_path: Path) -> None:
    before = build()
    await before.start()
    await live(before, bot)
    await before.stop()
    (tmp_path / "slack.sqlite").unlink()
    after = build()
    assert (after.messages("lev"), after.mails, after.home("lev")) == ([], [], None)
    assert after.workspace.person("lev")["locale"] == "en-US"
    await after.stop()


async def test_a_killed_process_has_written_what_it_knew(path: Path) -> None:
    store = Store(path)
    store.shelf("thing")["a"] = {"n": 1}
    other = Store(path)  # while the first has not been closed
    assert other.shelf("thing") == {"a": {"n": 1}}
    other.close()
    store.close()


def test_things_are_kept_by_kind_in_their_order(path: Path) -> None:
    store = Store(path)
    things, others = store.shelf("thing"), store.shelf("other")
    things["b"], things["a"], others["c"] = 1, 2, 3
    things["b"] = 4
    del things["a"]
    things["a"], things["gone"] = 5, 6
    del things["gone"]
    store.close()
    store = Store(path)
    assert list(store.shelf("thing").items()) == [("b", 4), ("a", 5)]
    assert store.shelf("other") == {"c": 3}
    store.close()


async def test_whoever_waits_is_woken_by_a_change(path: Path) -> None:
    store = Store(path)
    before = store.version
    waiting = asyncio.create_task(store.other_than(before, 30))
    await asyncio.sleep(0)
    store.shelf("thing")["a"] = 1
    assert await waiting != before
    store.close()


async def test_whoever_knows_another_version_does_not_wait(path: Path) -> None:
    store = Store(path)
    assert await store.other_than(0, 30) == store.version
    assert await store.other_than(store.version + 5, 30) == store.version
    store.close()


async def test_whoever_waits_in_vain_is_told_the_same_version(path: Path) -> None:
    store = Store(path)
    assert await store.other_than(store.version, 0.01) == store.version
    store.close()


def test_no_two_messages_have_one_stamp_even_if_the_clock_stands_still(path: Path) -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    store = Store(path)
    workspace = Workspace(store, lambda: noon)
    stamps = [workspace.post("C0GENERAL1", {"text": "x"})["ts"] for _ in range(3)]
    again = Workspace(store, lambda: noon - timedelta(days=1))
    stamps.append(again.post("C0GENERAL1", {"text": "x"})["ts"])
    store.close()
    assert stamps == sorted(set(stamps))
    assert stamps[0] == f"{noon.timestamp():.6f}"
