"""A stand-in on its own ports, and a bot of a few lines that answers what a test tells it to."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from tests.bot.sandbox.blocks import Json

SECRET = "a-signing-secret"
TOKEN = "xoxb-sandbox"
VERIFIER = SignatureVerifier(SECRET)
SCOPES = (
    "commands",
    "chat:write",
    "files:write",
    "im:write",
    "users:read",
    "users:read.email",
    "team:read",
)

LEV, NIA = "U0LEV00000", "U0NIA00000"

# What is in whatever a person does with what the app shows.
INTERACTION = ["type", "token", "api_app_id", "team", "user", "enterprise", "is_enterprise_install"]

Answer = Callable[[dict[str, Any]], Any]


def nothing(_told: dict[str, Any]) -> str:
    return ""


class Bot:
    """Takes what is signed, remembers it, and answers by its kind: a body, JSON, or a status."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answers: dict[str, Answer] = {}
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        body = await request.text()
        headers = dict(request.headers)
        assert VERIFIER.is_valid_request(body, headers)
        told = read(body, headers["Content-Type"])
        self.seen.append(told)
        self.headers.append(headers)
        answering: Answer = self.answers.get(kind(told), nothing)
        answer = answering(told)
        answer = await answer if asyncio.iscoroutine(answer) else answer
        if isinstance(answer, web.Response):
            return answer
        if isinstance(answer, int):
            return web.Response(status=answer)
        return web.Response(text=answer) if isinstance(answer, str) else web.json_response(answer)

    @property
    def last(self) -> dict[str, Any]:
        return self.seen[-1]


def read(body: str, content_type: str) -> dict[str, Any]:
    if content_type == "application/json":
        return dict(json.loads(body))
    form = dict(parse_qsl(body, keep_blank_values=True))
    return dict(json.loads(form["payload"])) if "payload" in form else form


def kind(told: dict[str, Any]) -> str:
    event = told.get("event", {}).get("type")
    return str(event or told.get("type", "command"))


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    bot = Bot()
    app = web.Application()
    app.router.add_post("/slack/events", bot.take)
    async with TestServer(app) as server:
        bot.url = str(server.make_url("/slack/events"))
        yield bot


Open = Callable[..., Sandbox]


@pytest.fixture
def build(bot: Bot, tmp_path: Path) -> Open:
    def build(**more: Any) -> Sandbox:
        settings: dict[str, Any] = {
            "bot_url": bot.url,
            "signing_secret": SECRET,
            "bot_token": TOKEN,
            "scopes": SCOPES,
            "state_file": tmp_path / "slack.sqlite",
            "retries": (0, 0.01),
        }
        return Sandbox(**{**settings, **more})

    return build


@pytest.fixture
async def sandbox(build: Open) -> AsyncIterator[Sandbox]:
    sandbox = build()
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(TOKEN, base_url=sandbox.api_url)


def open_modal(sandbox: Sandbox, bot: Bot, client: AsyncWebClient, view: Json) -> Any:
    """Let Lev's command open a view."""

    async def answer(told: Json) -> str:
        await client.views_open(trigger_id=told["trigger_id"], view=view)
        return ""

    bot.answers["command"] = answer
    return sandbox.command("lev", "/invite")


async def error(call: Awaitable[Any]) -> dict[str, Any]:
    """Return what a call that must be refused is refused with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return dict(caught.value.response.data)


Trigger = Callable[[], Awaitable[str]]


@pytest.fixture
async def trigger(sandbox: Sandbox, bot: Bot) -> Trigger:
    """Return what makes Lev do something, and hands out the trigger that came of it."""

    async def trigger() -> str:
        await sandbox.command("lev", "/invite")
        return str(bot.last["trigger_id"])

    return trigger
