"""What says more than a stranger should know answers where the operator has put it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from bot.app import make_apps
from storage.database import Database
from tests.bot.web.site import Site
from tests.bot.web.site import site as made

# Nothing here depends on the kind of database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Both(NamedTuple):
    public: httpx.AsyncClient
    own: httpx.AsyncClient


@asynccontextmanager
async def apart(site: Site, database: Database) -> AsyncIterator[Both]:
    there = made(database, site.story, metrics_port=9100)
    apps = make_apps(there.parts)
    assert apps.operators
    async with (
        httpx.AsyncClient(transport=httpx.ASGITransport(apps.public), base_url="http://a") as one,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(apps.operators), base_url="http://b"
        ) as two,
    ):
        yield Both(one, two)
    await there.client.aclose()


async def test_details_are_told_only_there(site: Site) -> None:
    async with apart(site, site.story.database) as (public, own):
        await public.get("/i/nothing", headers={"X-Forwarded-For": "198.51.100.7"})

        assert (await public.get("/metrics")).status_code == 404
        ready = await public.get("/readyz")
        assert (ready.status_code, ready.text) == (200, "ok")
        numbers = (await own.get("/metrics")).text
        assert 'usher_requests_total{route="/i/{token}",status="404"} 1.0' in numbers
        assert "TRUSTED_PROXIES" in (await own.get("/readyz")).text
        for client in (public, own):
            assert (await client.get("/healthz")).text.startswith("ok\n")


async def test_nothing_else_is_there(site: Site) -> None:
    async with apart(site, site.story.database) as (_, own):
        for path in (site.link(site.story.invite()), "/i/nothing", "/slack/events", "/"):
            assert (await own.get(httpx.URL(path).path)).status_code == 404


async def test_why_it_is_not_ready_is_told_only_there(site: Site, tmp_path: Path) -> None:
    (tmp_path / "gone").write_text("where a folder should be")
    gone = Database(f"sqlite:///{tmp_path / 'gone' / 'usher.db'}")
    async with apart(site, gone) as (public, own):
        seen, told = await public.get("/readyz"), await own.get("/readyz")
    gone.close()

    assert (seen.status_code, seen.text) == (503, "not ready")
    assert (told.status_code, told.text) == (503, "the database can't be reached")


async def test_at_one_address_all_is_told_there(site: Site) -> None:
    for same in (
        {},
        {"metrics_host": "127.0.0.1"},
        {"host": "::1"},
        {"port": 1, "metrics_port": 1},
    ):
        there = made(site.story.database, site.story, **same)
        assert make_apps(there.parts).operators is None
        await there.client.aclose()
