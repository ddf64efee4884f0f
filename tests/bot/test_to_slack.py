"""Where the bot token and what people wrote may go: to Slack's own server and to nobody else."""

import asyncio
import ssl
from pathlib import Path

import pytest
import uvloop
from aiohttp import ClientConnectorCertificateError
from structlog.testing import capture_logs

from bot.app import make_parts, slack_of
from bot.settings import Settings
from bot.slack.client import Client
from bot.slack.private import UNANSWERED
from tests.bot.cli.process import free_port
from tests.bot.mail.certificate import self_signed
from tests.bot.proxy import company_proxy
from tests.bot.worker.endpoints import endpoint
from tests.patience import until

ENCRYPTED, UNENCRYPTED = "https://slack.test/api/", "http://slack.test/api/"


async def write(tmp_path: Path, api: str, **more: str) -> None:
    given = {
        "database_url": f"sqlite:///{tmp_path / 'usher.db'}",
        "secret_keys": "a-key-of-the-tests-long-enough",
        "slack_bot_token": "xoxb-none",
        "slack_signing_secret": "none",
        "slack_api_url": api,
        **more,
    }
    parts = make_parts(Settings.model_validate(given))
    try:
        async with slack_of(parts) as slack:
            client: Client = slack.client
            await client.chat_postMessage(channel="C1", text="between us")
    finally:
        parts.close()


async def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    server, _ = self_signed(tmp_path)
    async with endpoint(tls=server) as there:
        with pytest.raises(ClientConnectorCertificateError), capture_logs() as logs:
            await write(tmp_path, f"https://localhost:{there.port}/api/")
        assert there.taken == []
    assert [line["proxy"] for line in logs] == ["none"]
    assert "in SSL_CERT_FILE" in logs[0]["why"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(tmp_path: Path, status: int) -> None:
    async with endpoint() as there, endpoint() as elsewhere:
        there.answer, there.more = f"{status} Elsewhere", f"Location: {elsewhere.url}\r\n"
        with pytest.raises(UNANSWERED):
            await write(tmp_path, f"http://127.0.0.1:{there.port}/api/")
        assert len(there.taken) == 1
        assert there.taken[0].headers["authorization"] == "Bearer xoxb-none"
        assert elsewhere.taken == []


async def test_this_machine_is_called_directly_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """slack_sdk would take it as it is, and of the second aiohttp would not even try."""
    async with endpoint() as there, company_proxy() as proxy:
        for written in (proxy.url, "http://[bad"):
            for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
                monkeypatch.setenv(name, written)
            with pytest.raises(UNANSWERED):
                await write(tmp_path, f"http://127.0.0.1:{there.port}/api/", http_proxy=written)
    assert len(there.taken) == 2
    assert proxy.asked == []


async def test_what_is_not_encrypted_goes_to_the_proxy_as_a_whole(tmp_path: Path) -> None:
    async with endpoint() as there, company_proxy(to=there.port) as proxy:
        written = proxy.url.replace("//", "//operator:tulips%40home@")
        with pytest.raises(UNANSWERED):
            await write(tmp_path, UNENCRYPTED, http_proxy=written)
    assert proxy.asked == [f"POST {UNENCRYPTED}chat.postMessage"]
    assert proxy.logins == ["Basic b3BlcmF0b3I6dHVsaXBzQGhvbWU="]
    assert [each.headers["authorization"] for each in there.taken] == ["Bearer xoxb-none"]


@pytest.mark.parametrize("secured", [False, True])
def test_what_is_encrypted_goes_through_a_tunnel_and_the_login_no_farther(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, secured: bool
) -> None:
    """On uvloop, as Usher runs; a proxy that is reached by TLS itself makes it TLS within TLS."""
    tls, authority = self_signed(tmp_path, "slack.test")
    trusted = ssl.create_default_context(cafile=authority)
    monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", trusted)

    async def story() -> None:
        door = tls if secured else None
        async with (
            endpoint(tls=tls) as there,
            company_proxy(to=there.port, tls=door) as proxy,
        ):
            login = "operator:tulips%40home@"
            written = f"{'https' if secured else 'http'}://{login}127.0.0.1:{proxy.port}"
            with pytest.raises(UNANSWERED):
                await write(tmp_path, ENCRYPTED, all_proxy=written)
        assert proxy.asked == ["CONNECT slack.test:443"]
        assert proxy.logins == ["Basic b3BlcmF0b3I6dHVsaXBzQGhvbWU="]
        [taken] = there.taken
        assert taken.headers["authorization"] == "Bearer xoxb-none"
        assert "proxy-authorization" not in taken.headers

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(story())


@pytest.mark.parametrize(
    ("api", "answer", "why"),
    [
        (ENCRYPTED, "407 Who are you", "it answered 407: it wants a user and a password"),
        (UNENCRYPTED, "407 Who are you", "it answered 407: it wants a user and a password"),
        (ENCRYPTED, "403 Forbidden", "it answered 403: it lets nobody through to Slack"),
        (ENCRYPTED, "502 Bad Gateway", "it answered 502"),
        (ENCRYPTED, "\r\nnonsense", "ClientResponseError"),
    ],
)
async def test_a_proxy_that_does_not_let_through_is_named_with_what_it_said(
    tmp_path: Path, api: str, answer: str, why: str
) -> None:
    async with company_proxy(answer=answer) as proxy:
        written = proxy.url.replace("//", "//operator:tulips@")
        with pytest.raises(UNANSWERED), capture_logs() as logs:
            await write(tmp_path, api, all_proxy=written)
    [line] = logs
    assert (line["event"], line["proxy"]) == ("slack.not_reached", named(proxy.port))
    assert line["why"].startswith(why)


@pytest.mark.parametrize("api", [ENCRYPTED, UNENCRYPTED])
async def test_a_proxy_that_is_away_is_named(tmp_path: Path, api: str) -> None:
    port = free_port()
    with pytest.raises(UNANSWERED), capture_logs() as logs:
        await write(tmp_path, api, all_proxy=f"127.0.0.1:{port}")
    assert [(line["proxy"], line["why"]) for line in logs] == [(named(port), "it can't be reached")]


@pytest.mark.parametrize("api", [ENCRYPTED, UNENCRYPTED])
async def test_a_proxy_that_is_silent_is_named_by_who_does_not_wait_longer(
    tmp_path: Path, api: str
) -> None:
    async with company_proxy(answer=None) as proxy:
        with capture_logs() as logs:
            writing = asyncio.create_task(write(tmp_path, api, all_proxy=proxy.url))
            await until(lambda: proxy.asked)
            writing.cancel()
            with pytest.raises(asyncio.CancelledError):
                await writing
    [line] = logs
    assert (line["proxy"], line["why"]) == (named(proxy.port), "there was no answer in time")


def named(port: int) -> str:
    return f"127.0.0.1:{port} (ALL_PROXY)"
