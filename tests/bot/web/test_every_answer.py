"""What every answer says of its body, and what none lets out."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.app import make_app, slack_of
from tests.bot.web.site import PUBLIC, Site

# Nothing here depends on the kind of database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ADDRESSES = (
    *("/", "/i/nothing", "/i/nothing/accept", "/i/nothing/decline", "/u/nothing"),
    *("/slack/events", "/healthz", "/readyz", "/metrics"),
)
TYPES = {"text/html; charset=utf-8", "text/plain; charset=utf-8"}


@pytest.fixture
async def browser(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """Before the whole app, Slack's address too."""
    async with slack_of(site.parts) as slack:
        transport = httpx.ASGITransport(make_app(site.parts, slack))
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC) as one:
            yield one


async def every(browser: httpx.AsyncClient, site: Site) -> list[httpx.Response]:
    """Answers of each kind that a stranger gets, and who holds a link."""
    bob = site.story.invite()
    asked = [(method, address) for address in ADDRESSES for method in ("GET", "POST", "PUT")]
    found = [await browser.request(method, address) for method, address in asked]
    found += [await browser.get(site.link(bob)), await browser.get(site.stop_link(bob))]
    found += [await browser.post(f"{site.link(bob)}/accept"), await browser.get(site.link(bob))]
    found += [await browser.post(site.stop_link(bob))]
    return found


async def test_every_body_says_its_type_and_letters(browser: httpx.AsyncClient, site: Site) -> None:
    for answer in await every(browser, site):
        where = answer.request.method, answer.request.url.path
        if answer.content and answer.request.url.path != "/metrics":
            assert answer.headers["content-type"] in TYPES, where
        elif answer.content:
            assert "charset=utf-8" in answer.headers["content-type"], where


async def test_no_other_site_may_read_an_answer(browser: httpx.AsyncClient, site: Site) -> None:
    bob = site.story.invite()
    asks = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for address in (*ADDRESSES, site.link(bob), f"{site.link(bob)}/accept"):
        for method in ("GET", "OPTIONS"):
            answer = await browser.request(method, address, headers=asks)
            named = [name for name in answer.headers if name.startswith("access-control")]
            assert named == [], (method, address)


async def test_nobody_is_told_what_they_sent(browser: httpx.AsyncClient, site: Site) -> None:
    """TRACE would give back headers that a proxy has added."""
    bob = site.story.invite()
    for address in (*ADDRESSES, site.link(bob)):
        answer = await browser.request("TRACE", address, headers={"X-Added": "by-the-proxy"})
        assert answer.status_code in {404, 405}, address
        assert "by-the-proxy" not in answer.text, address


@pytest.mark.parametrize(
    "path",
    [
        *("/.git/config", "/.env", "/usher.db", "/requirements.lock", "/static/", "/templates/"),
        *("/i/", "/i/..%2f..%2f.env", "/i/%2e%2e/%2e%2e/.env", "/u/..;/.env", "//etc/passwd"),
    ],
)
async def test_nothing_of_the_disk_is_served(browser: httpx.AsyncClient, path: str) -> None:
    assert (await browser.get(f"{PUBLIC}{path}")).status_code == 404
