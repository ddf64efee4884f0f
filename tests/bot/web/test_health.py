"""Alive is not ready: ready needs the database, and a schema that is new enough."""

import threading
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.web.health import Health
from storage import schema
from storage.database import Database
from tests.bot.web.site import Site
from tests.bot.web.site import site as made


async def test_all_is_well(site: Site) -> None:
    for path in ("/healthz", "/readyz"):
        answer = await site.get(path)
        assert (answer.status_code, answer.text.splitlines()[0]) == (200, "ok")
        assert (await site.client.head(path)).status_code == 200


async def test_without_a_database_it_is_alive_and_not_ready(site: Site, tmp_path: Path) -> None:
    (tmp_path / "gone").write_text("where a folder should be")
    away = made(Database(f"sqlite:///{tmp_path / 'gone' / 'usher.db'}"), site.story)

    assert (await away.get("/healthz")).status_code == 200
    answer = await away.get("/readyz")
    assert answer.status_code == 503
    assert "database" in answer.text
    await away.close()


async def test_an_old_schema_is_not_ready(site: Site, tmp_path: Path) -> None:
    empty = made(Database(f"sqlite:///{tmp_path / 'empty.db'}"), site.story)

    answer = await empty.get("/readyz")

    assert answer.status_code == 503
    assert "usher migrate" in answer.text
    await empty.close()


async def test_a_newer_schema_serves_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "HEAD", "0000")

    assert (await site.get("/readyz")).status_code == 200


async def test_a_database_that_does_not_answer_is_not_waited_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_at_last = threading.Event()
    monkeypatch.setattr(schema, "is_new_enough", lambda _database: answer_at_last.wait(30))
    app = Starlette(routes=[Route("/readyz", Health(site.parts, patience=0.05).ready)])

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://a") as one:
        answer = await one.get("/readyz")

    answer_at_last.set()
    assert (answer.status_code, answer.text) == (503, "the database can't be reached")
