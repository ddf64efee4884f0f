"""A bot of a few lines, which answers what a test tells it to, and what stories of it need."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
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


Open = Callable[..., Sandbox]


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
