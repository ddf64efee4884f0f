"""Where the bot token and what people wrote may go: to Slack's own server and to nobody else."""

from pathlib import Path

import pytest
from aiohttp import ClientConnectorCertificateError
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import make_parts, slack_of
from bot.settings import Settings
from bot.slack.private import UNANSWERED
from tests.bot.mail.certificate import self_signed
from tests.bot.worker.endpoints import endpoint


async def write(tmp_path: Path, api: str) -> None:
    given = {
        "database_url": f"sqlite:///{tmp_path / 'usher.db'}",
        "secret_keys": "a-key-of-the-tests-long-enough",
        "slack_bot_token": "xoxb-none",
        "slack_signing_secret": "none",
        "slack_api_url": api,
    }
    parts = make_parts(Settings.model_validate(given))
    try:
        async with slack_of(parts) as slack:
            client: AsyncWebClient = slack.client
            await client.chat_postMessage(channel="C1", text="between us")
    finally:
        parts.close()


async def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    server, _ = self_signed(tmp_path)
    async with endpoint(tls=server) as there:
        with pytest.raises(ClientConnectorCertificateError):
            await write(tmp_path, f"https://localhost:{there.port}/api/")
        assert there.taken == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(tmp_path: Path, status: int) -> None:
    async with endpoint() as there, endpoint() as elsewhere:
        there.answer, there.more = f"{status} Elsewhere", f"Location: {elsewhere.url}\r\n"
        with pytest.raises(UNANSWERED):
            await write(tmp_path, f"http://127.0.0.1:{there.port}/api/")
        assert len(there.taken) == 1
        assert there.taken[0].headers["authorization"] == "Bearer xoxb-none"
        assert elsewhere.taken == []
