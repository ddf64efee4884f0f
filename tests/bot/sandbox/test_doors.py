"""The demo answers at names of its own, and takes orders from pages of its own."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.cli.demo import Beside
from bot.sandbox import Sandbox
from bot.sandbox.doors import OwnNames
from tests.bot.sandbox.bot import Open

OURS = (
    "localhost",
    "LOCALHOST:3000",
    "localhost.:3000",
    "usher.localhost",
    "127.0.0.1:3000",
    "127.0.0.2",
    "[::1]:3000",
    "192.168.1.7:8000",
    "devbox.example",
    "DevBox.example:8080",
)
NOT_OURS = (
    "",
    "evil.example",
    "evil.example:3000",
    "localhost.evil.example",
    "evil-localhost",
    "evil.example#localhost",
    "localhost@evil.example",
    "evil.example/localhost",
    "127.0.0.1.evil.example",
    "127.0.0.1.nip.io:3000",
    "[::1",
    "[::1].evil.example",
    "devbox.example.evil.example",
)
OUR_PAGE: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "http://localhost:3000"},
    {"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
)
ANOTHERS: tuple[dict[str, str], ...] = (
    {"Origin": "http://evil.example"},
    {"Origin": "http://localhost:8080"},
    {"Origin": "http://localhost:8080", "Sec-Fetch-Site": "same-site"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://localhost:3000", "Sec-Fetch-Site": "cross-site"},
)
POSTS = ("/demo/act", "/demo/hooks/hr", "/response/0", "/upload/0", "/api/auth.test")


@pytest.fixture
async def browser(build: Open) -> AsyncIterator[httpx.AsyncClient]:
    demo: Sandbox = build(hosts={"devbox.example"})
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(demo.app), base_url="http://localhost:3000"
    ) as browser:
        yield browser
    await demo.stop()


@pytest.mark.parametrize("host", OURS)
async def test_it_answers_at_its_own_names(browser: httpx.AsyncClient, host: str) -> None:
    assert (await browser.get("/demo", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", NOT_OURS)
async def test_a_name_that_was_made_to_lead_here_gets_a_sentence(
    browser: httpx.AsyncClient, host: str
) -> None:
    for path in ("/demo", "/demo/state?as=ada", "/api/auth.test"):
        answer = await browser.get(path, headers={"Host": host})
        assert answer.status_code == 421
        assert "Open http://localhost:" in answer.text
    told: dict[str, Any] = {"do": "say", "who": "ada", "text": "driven"}
    assert (await browser.post("/demo/act", json=told, headers={"Host": host})).status_code == 421
    seen = await browser.get("/demo/state", params={"as": "ada"})
    assert "driven" not in seen.text


async def test_two_names_at_once_are_none(browser: httpx.AsyncClient) -> None:
    both = [("Host", "localhost"), ("Host", "evil.example")]
    assert (await browser.get("/demo", headers=both)).status_code == 421


@pytest.mark.parametrize("headers", OUR_PAGE)
async def test_its_own_page_acts(browser: httpx.AsyncClient, headers: dict[str, str]) -> None:
    told: dict[str, Any] = {"do": "say", "who": "ada", "text": "hello"}
    assert (await browser.post("/demo/act", json=told, headers=headers)).status_code == 200


@pytest.mark.parametrize("headers", ANOTHERS)
async def test_another_sites_page_changes_nothing(
    browser: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    told: dict[str, Any] = {"do": "say", "who": "ada", "text": "driven"}
    for path in POSTS:
        answer = await browser.post(path, json=told, headers=headers)
        assert answer.status_code == 403
        assert "from its own page only" in answer.text
    assert "driven" not in (await browser.get("/demo/state", params={"as": "ada"})).text


async def test_the_whole_demo_keeps_to_its_names_usher_s_pages_too() -> None:
    async def page(scope: Any, _receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    whole = OwnNames(Beside(page, page), {"devbox.example"})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(whole)) as browser:
        for path in ("/demo", "/i/x", "/slack/events"):
            assert (await browser.get(f"http://localhost{path}")).status_code == 204
            assert (await browser.get(f"http://evil.example{path}")).status_code == 421
