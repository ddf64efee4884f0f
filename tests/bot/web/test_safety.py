"""What every answer carries, whoever made it; and that Slack gets one, whoever else is there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest

from bot.app import make_apps, slack_of
from bot.parts import Parts
from bot.settings import Settings
from tests.bot.slack.door import SECRET, signed
from tests.bot.web.door.visitor import asking, house
from tests.bot.web.site import Site

# Nothing here depends on the kind of database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

BARE = "default-src 'none'; frame-ancestors 'none'"
YEAR = "max-age=31536000"
KNOWN = {
    "slack_bot_token": "xoxb-none",
    "slack_signing_secret": SECRET,
    "slack_api_url": "http://127.0.0.1:9/api/",
}
HELLO = b'{"type": "url_verification", "challenge": "hello"}'


@asynccontextmanager
async def served(parts: Parts, **bounds: int) -> AsyncIterator[tuple[int, httpx.AsyncClient]]:
    """The port, and a browser there."""
    async with slack_of(parts) as slack:
        apps = make_apps(parts, slack)
        async with house(apps.public, parts.settings, **bounds) as usher:
            url = f"http://127.0.0.1:{usher.port}"
            async with httpx.AsyncClient(base_url=url, timeout=60) as browser:
                yield usher.port, browser


def with_slack(site: Site, **more: object) -> Parts:
    known = site.parts.settings.model_dump() | KNOWN | more
    return replace(site.parts, settings=Settings.model_validate(known))


async def each_kind(browser: httpx.AsyncClient, site: Site) -> list[httpx.Response]:
    path = site.link(site.story.invite()).removeprefix("https://usher.example.com")
    stop = site.stop_link(site.story.invite("cyd@example.com"))
    hello = signed(HELLO, "application/json")
    return [
        await browser.get(path),
        await browser.head(path),
        await browser.post(f"{path}/accept"),
        await browser.post(stop.removeprefix("https://usher.example.com")),
        await browser.get("/i/nothing"),
        await browser.put(path),
        await browser.options(path),
        await browser.get("/"),
        await browser.get("/healthz"),
        await browser.get("/readyz"),
        await browser.get("/metrics"),
        await browser.get("/demo"),
        await browser.post("/slack/events"),
        await browser.get("/slack/events"),
        await browser.post("/slack/events", content=HELLO, headers=hello),
        await browser.post("/slack/events", content=b"x" * (2**20 + 1)),
        await browser.get("/", headers={"X": "x" * 20_000}),
        await browser.get(f"/{'a' * 9000}"),
    ]


async def test_every_answer_is_safe_and_https_stays_https(site: Site) -> None:
    async with served(with_slack(site)) as (_, browser):
        answers = await each_kind(browser, site)

    for answer in answers:
        said = f"{answer.request.method} {answer.request.url.path[:40]}"
        assert answer.headers.get_list("x-content-type-options") == ["nosniff"], said
        [policy] = answer.headers.get_list("content-security-policy")
        is_page = answer.headers.get("x-robots-tag")
        assert (policy != BARE) if is_page else (policy == BARE), said
        assert "default-src 'none'" in policy, said
        assert "frame-ancestors 'none'" in policy, said
        assert answer.headers.get_list("strict-transport-security") == [YEAR], said
    statuses = [answer.status_code for answer in answers]
    assert statuses[:4] == [200, 200, 303, 200]
    assert statuses[-4:] == [200, 413, 431, 414]


async def test_a_mistake_of_ours_is_answered_as_safely(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(Parts, "read", broken)
    async with served(with_slack(site)) as (_, browser):
        [answer] = [one for one in await each_kind(browser, site) if one.status_code == 500][:1]

    assert answer.headers["strict-transport-security"] == YEAR
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("url", ["http://localhost:3000", "http://usher.example.com"])
async def test_where_the_pages_are_reached_by_http_nothing_else_is_claimed(
    site: Site, url: str
) -> None:
    async with served(with_slack(site, public_url=url)) as (_, browser):
        for answer in await each_kind(browser, site):
            assert "strict-transport-security" not in answer.headers


async def test_slack_is_answered_while_hundreds_of_half_sent_requests_wait(site: Site) -> None:
    half = asking("POST /slack/events", "Content-Length: 100", body=b"half")
    async with served(with_slack(site)) as (port, browser):
        waiting = []
        for _ in range(300):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(half)
            waiting.append(writer)

        hello = await browser.post(
            "/slack/events", content=HELLO, headers=signed(HELLO, "application/json")
        )
        alive = await browser.get("/healthz")
        for writer in waiting:
            writer.close()

    assert (hello.status_code, hello.json()) == (200, {"challenge": "hello"})
    assert alive.status_code == 200
