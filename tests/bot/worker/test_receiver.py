"""The receiver in docs/ takes what Usher really sends, and nothing else."""

import asyncio
import importlib.util
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from http.server import HTTPServer
from pathlib import Path

import pytest

from bot.parts import real_time
from bot.signing import headers, new_secret
from bot.worker import webhook
from bot.worker.webhook import Webhooks
from commands.delivery.results import Delivered
from commands.delivery.webhooks.record import Result
from storage.database import Database
from tests.bot.worker.sending import EVENT, answered, made, telling

EXAMPLE = Path(__file__).parents[3] / "docs" / "receiver.py"
SECRET = new_secret()
REFUSED = answered(401, "Unauthorized")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    """The example as it runs."""
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    spec = importlib.util.spec_from_file_location("receiver", EXAMPLE)
    assert spec
    assert spec.loader
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    server = HTTPServer(("127.0.0.1", 0), example.Receiver)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def url(server: HTTPServer) -> str:
    """Where it listens."""
    return f"http://127.0.0.1:{server.server_port}/"


@pytest.fixture
async def hooks(fresh_sqlite: Database) -> AsyncIterator[Webhooks]:
    parts = made(fresh_sqlite, "127.0.0.1")
    hooks = Webhooks(parts)
    yield hooks
    await hooks.close()
    await asyncio.to_thread(parts.close)


async def send(hooks: Webhooks, url: str, *secrets: str) -> Result:
    return await hooks.send(telling(url, *secrets))


async def test_what_is_signed_with_its_secret_is_taken(
    hooks: Webhooks, url: str, server: HTTPServer, capfd: pytest.CaptureFixture[str]
) -> None:
    assert await send(hooks, url, SECRET) == Delivered()
    # It answers first, and does its work after; it ends when that is done.
    await asyncio.to_thread(server.shutdown)
    assert capfd.readouterr().out == f"{EVENT} usher.test\n"


async def test_while_the_secret_is_replaced_either_will_do(hooks: Webhooks, url: str) -> None:
    assert await send(hooks, url, new_secret(), SECRET) == Delivered()
    assert await send(hooks, url, SECRET, new_secret()) == Delivered()


async def test_what_another_has_signed_is_refused(hooks: Webhooks, url: str) -> None:
    assert await send(hooks, url, new_secret()) == REFUSED


@pytest.mark.parametrize("hours", [-1, 1])
async def test_what_is_too_old_or_from_the_future_is_refused(
    hooks: Webhooks, url: str, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "real_time", lambda: real_time() + timedelta(hours=hours))
    assert await send(hooks, url, SECRET) == REFUSED


async def test_what_was_changed_on_the_way_is_refused(
    hooks: Webhooks, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forged(keys: list[str], name: str, at: datetime, body: bytes) -> object:
        return headers(keys, name, at, body + b" ")

    monkeypatch.setattr(webhook, "headers", forged)
    assert await send(hooks, url, SECRET) == REFUSED


def test_it_is_short_and_needs_nothing_but_python() -> None:
    lines = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(lines) <= 28
