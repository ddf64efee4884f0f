"""The libraries themselves, at debug, with real requests: what they print of people."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
import uvicorn
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.logs import configure
from bot.mail.smtp import Mailer
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.store import Store
from bot.sandbox.workspace import Workspace
from bot.settings import mail_server
from tests.bot.logs.conftest import Written
from tests.people import MONDAY

ADA = "ada.lovelace@example.com"
BOT = "xoxb-1234567890-abcdefghijkl"
TRIGGER = "13345224609.738474920.8088930838d88f"
TOKEN = "AZ3v9Qk1mPq0xT7bcD4eF6gH8"


@pytest.fixture
def debug(written: Written) -> Written:
    """A log that tells everything."""
    configure("debug", "json", secrets=["8f742231b10e8888abcd99edd3c85a5a"])
    return written


@asynccontextmanager
async def serving(answer: Callable[[Request], Awaitable[Response]]) -> AsyncIterator[str]:
    """Give the address of a server under uvicorn, its access log on."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    server.should_exit = True
    await task
    listener.close()


async def echo(request: Request) -> Response:
    return JSONResponse({"ok": True, "you_said": (await request.body()).decode()})


async def test_slack_sdk_prints_bodies_and_the_log_masks_them(debug: Written) -> None:
    async with serving(echo) as address:
        client = AsyncWebClient(BOT, base_url=address)
        await client.views_open(trigger_id=TRIGGER, view={"type": "modal", "value": ADA})
        await client.chat_postMessage(channel="D1", text=f"{ADA} is in: {address}i/{TOKEN}")
        await client.users_lookupByEmail(email=ADA)

    assert "Sending a request" in debug.getvalue()
    assert "Received the following response" in debug.getvalue()
    assert "a…@example.com" in debug.getvalue()
    _holds_nothing_secret(debug)


async def test_slack_sdk_s_webhooks_are_masked(debug: Written) -> None:
    async with serving(echo) as address:
        endpoint = AsyncWebhookClient(f"{address}hooks.slack.com/actions/T1/2/abcdefghij")
        await endpoint.send(text=f"Invited {ADA}", response_type="ephemeral")

    assert "Sending a request" in debug.getvalue()
    assert "abcdefghij" not in debug.getvalue()
    _holds_nothing_secret(debug)


async def test_bolt_prints_a_body_with_a_wrong_signature_and_the_log_masks_it(
    debug: Written,
) -> None:
    app = AsyncApp(token=BOT, signing_secret="8f742231b10e8888abcd99edd3c85a5a")
    form = {"command": "/invite", "text": ADA, "trigger_id": TRIGGER, "token": "verification1"}

    answer = await app.async_dispatch(
        AsyncBoltRequest(
            body=urlencode(form),
            headers={
                "content-type": ["application/x-www-form-urlencoded"],
                "x-slack-signature": ["v0=0123456789abcdef"],
                "x-slack-request-timestamp": ["1"],
            },
        )
    )

    assert answer.status == 401
    assert "%40example.com" in debug.getvalue()
    assert "verification1" not in debug.getvalue()
    _holds_nothing_secret(debug)


async def test_bolt_prints_what_it_can_not_handle_and_the_log_masks_it(debug: Written) -> None:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token=BOT)

    app = AsyncApp(authorize=authorize, signing_secret="secret")
    body = {"command": "/odd", "text": ADA, "trigger_id": TRIGGER, "team_id": "T1", "user_id": "U1"}

    await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))

    assert "/odd" in debug.getvalue()
    _holds_nothing_secret(debug)


async def test_uvicorn_s_access_log_hides_the_token_in_a_path(debug: Written) -> None:
    async with serving(echo) as address, httpx.AsyncClient(base_url=address) as browser:
        await browser.get(f"/i/{TOKEN}?to={ADA}")

    assert "GET /i/…" in debug.getvalue()
    _holds_nothing_secret(debug)


async def test_uvicorn_s_traceback_hides_the_address_in_it(debug: Written) -> None:
    async def fail(request: Request) -> Response:
        raise RuntimeError(f"{ADA} at {request.url}")

    async with serving(fail) as address, httpx.AsyncClient(base_url=address) as browser:
        answer = await browser.get(f"/u/{TOKEN}")

    assert answer.status_code == 500
    assert "RuntimeError: a…@example.com at" in debug.getvalue()
    _holds_nothing_secret(debug)


async def test_asyncio_s_word_on_a_forgotten_failure_is_masked(debug: Written) -> None:
    asyncio.get_running_loop().call_exception_handler(
        {"message": f"lost {ADA}", "exception": ValueError(ADA)}
    )

    assert "lost a…@example.com" in debug.getvalue()
    _holds_nothing_secret(debug)


def test_slack_sdk_builds_no_line_that_nobody_reads(written: Written) -> None:
    configure("info", "json")

    for name in ("slack_sdk.web.async_base_client", "slack_sdk.webhook.async_client"):
        assert logging.getLogger(name).level == logging.INFO


def _holds_nothing_secret(log: Written) -> None:
    for secret in ("lovelace", "abcdefghijkl", "8088930838", TOKEN, "8f742231b10e8888"):
        assert secret not in log.getvalue()


async def test_the_demo_s_mailbox_reads_mails_in_silence(debug: Written, tmp_path: Path) -> None:
    store = Store(tmp_path / "slack.sqlite")
    mailbox = Mailbox(Workspace(store, lambda: MONDAY))
    mailer = Mailer(mail_server.read(await mailbox.start()))
    # Quoted-printable breaks a long address: neither half looks like one any more.
    broken = f"http://localhost/i/=\r\n{TOKEN}".encode()
    await mailer.send("usher@example.com", ADA, b"Subject: Hello\r\n\r\n" + broken)
    await mailer.close()
    await mailbox.stop()
    store.close()
    assert TOKEN not in debug.getvalue()
