"""Who is refused at the door leaves a line with who and what; a flood leaves few."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.app import make_app, slack_of
from bot.logs import configure
from bot.logs.bounded import EACH, MOST
from bot.web.guard import MOST_BYTES
from storage.database import Database
from tests.bot.web.site import PUBLIC, Site
from tests.bot.web.site import site as made
from tests.commands.story import Story

# Nothing here depends on the kind of database.
pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("log_as_it_was"),
]
SLACK = {"slack_signing_secret": "8f742231b10e8888", "slack_bot_token": "xoxb-1"}


@pytest.fixture
async def whole(northwind: Database, story: Story) -> AsyncIterator[Site]:
    """The pages and Slack's address behind one door."""
    site = made(northwind, story, trusted_proxies="10.0.0.0/8", **SLACK)
    async with slack_of(site.parts) as slack:
        transport = httpx.ASGITransport(make_app(site.parts, slack), client=("192.0.2.7", 4711))
        site.client = httpx.AsyncClient(transport=transport, base_url=PUBLIC)
        yield site
        await site.close()


def refused(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    return [line for line in lines if line["event"] == "refused"]


async def test_each_refusal_leaves_a_line_with_who_and_what(
    whole: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("info", "json")
    bob = whole.story.invite()
    foreign = {"Origin": "https://evil.example"}

    await whole.client.post("/slack/events", content=b"{}")
    await whole.client.post("/slack/events", content=b"x" * 2_000_000)
    await whole.press(bob, "accept", headers=foreign)
    await whole.press(bob, "accept", content=b"x" * (MOST_BYTES + 1))

    assert [(line["why"], line["what"]) for line in refused(capsys)] == [
        ("401", "POST /slack/events"),
        ("413", "POST /slack/events"),
        ("403", "POST /i/{token}/accept"),
        ("413", "POST /i/{token}/accept"),
    ]


async def test_the_line_names_the_client_and_the_foreign_origin_and_no_token(
    whole: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("debug", "json")
    bob = whole.story.invite()

    await whole.press(bob, "accept", headers={"Origin": f"https://{'e' * 9000}.example"})

    (line,) = refused(capsys)
    assert line["who"] == "192.0.2.7"
    assert line["origin"].startswith("https://eee")
    assert len(line["origin"]) == 100


async def test_a_throttled_client_leaves_a_line(
    whole: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("info", "json")
    bob = whole.story.invite()

    for _ in range(310):
        await whole.press(bob, "decline")

    assert {line["why"] for line in refused(capsys)} == {"429"}


async def test_a_flood_of_unsigned_requests_leaves_few_lines(
    whole: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("debug", "json")

    for _ in range(300):
        assert (await whole.client.post("/slack/events", content=b"{}")).status_code == 401

    lines = refused(capsys)
    assert len(lines) == EACH
    assert len(lines) < MOST
    assert {line["who"] for line in lines} == {"192.0.2.7"}


async def test_an_answer_that_refuses_nothing_leaves_none(
    whole: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("info", "json")
    bob = whole.story.invite()

    await whole.look(bob)
    await whole.client.get("/i/nothing")
    await whole.press(bob, "accept")

    assert refused(capsys) == []


async def test_slack_at_an_address_where_nothing_is_leaves_a_line_with_what_to_compare(
    whole: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("info", "json")
    signed = {"X-Slack-Signature": "v0=0"}

    for path in ("/usher/slack/events", "/i/Ab3deF9/slack/events"):
        assert (await whole.client.post(path, headers=signed)).status_code == 404
    await whole.client.post("/slack")

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    told = [line["path"] for line in lines if line["event"] == "slack.elsewhere"]
    assert told == ["/usher/slack/events", "another address"]
    assert all("usher manifest" in line["hint"] for line in lines if "hint" in line)
