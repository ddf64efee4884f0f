"""The app as a whole: what it is put together of."""

from pathlib import Path

import httpx
from aiohttp import TCPConnector

from bot.app import make_app, make_parts, slack_of
from bot.names import Names
from bot.settings import Settings


def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate(
        {
            "database_url": f"sqlite:///{tmp_path / 'usher.db'}",
            "secret_keys": "a-key-of-the-tests-long-enough",
            "public_url": "https://www.example.com/usher",
            "slack_bot_token": "xoxb-none",
            "slack_signing_secret": "none",
            "slack_api_url": "http://127.0.0.1:9/api",
        }
    )


async def test_slack_and_the_pages_are_served_at_the_root_and_below_the_public_path(
    tmp_path: Path,
) -> None:
    parts = make_parts(settings(tmp_path))
    async with slack_of(parts) as slack:
        transport = httpx.ASGITransport(make_app(parts, slack))
        async with httpx.AsyncClient(
            transport=transport, base_url="https://www.example.com"
        ) as one:
            for base in ("", "/usher"):
                assert (await one.post(f"{base}/slack/events")).status_code == 401
                assert (await one.get(f"{base}/slack/events")).status_code == 405
                assert (await one.get(f"{base}/healthz")).status_code == 200
    parts.close()


async def test_without_slack_its_address_is_not_there(tmp_path: Path) -> None:
    parts = make_parts(settings(tmp_path))
    transport = httpx.ASGITransport(make_app(parts))
    async with httpx.AsyncClient(transport=transport, base_url="https://www.example.com") as one:
        assert (await one.post("/slack/events")).status_code == 404
    parts.close()


async def test_the_session_to_slack_is_one_and_closed_at_the_end(tmp_path: Path) -> None:
    parts = make_parts(settings(tmp_path))
    async with slack_of(parts) as slack:
        assert slack.client.token == "xoxb-none"
        assert slack.client.base_url == "http://127.0.0.1:9/api/"
        session = slack.client.session
        assert session
        states = [session.closed]
        # The event loop's own look-ups share four threads, which others' name servers can hold.
        assert isinstance(session.connector, TCPConnector)
        assert isinstance(session.connector._resolver, Names)
    states.append(session.closed)
    assert states == [False, True]
    parts.close()
