"""Knocks at the gate: signs as Slack does, and says what it hears."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import aiohttp
import httpx
from starlette.applications import Starlette

from bot.parts import Parts
from bot.slack import app, gate
from bot.slack.client import Client
from bot.slack.people import People
from tests.people import ADA

SECRET = "a-signing-secret"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
NOBODY = "http://127.0.0.1:9/api/"
"""Where nothing listens: Slack is away."""


def signature(body: bytes, stamp: str, secret: str = SECRET) -> str:
    made = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    return f"v0={made.hexdigest()}"


def signed(
    body: bytes, kind: str = FORM, at: float | None = None, secret: str = SECRET
) -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(body, stamp, secret),
    }


class Door:
    """The gate with Bolt behind it, and Slack away; Ada is known."""

    def __init__(self, http: httpx.AsyncClient, people: People) -> None:
        self.http, self.people = http, people

    async def post(
        self, body: bytes | str, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        raw = body.encode() if isinstance(body, str) else body
        return await self.http.post(gate.PATH, content=raw, headers=headers or signed(raw))

    async def json(self, body: Any) -> httpx.Response:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.post(raw, signed(raw, JSON))

    async def payload(self, body: Any) -> httpx.Response:
        return await self.post(urlencode({"payload": json.dumps(body)}))

    async def form(self, **fields: str) -> httpx.Response:
        return await self.post(urlencode(fields))


@asynccontextmanager
async def door(parts: Parts) -> AsyncIterator[Door]:
    people = People(parts.texts)
    people.home = ADA.team
    people._keep(ADA)
    async with aiohttp.ClientSession() as session:
        client = Client("xoxb-1", NOBODY, session)
        asgi = Starlette(routes=[gate.route(parts, app.make(parts, client, people))])
        transport = httpx.ASGITransport(asgi)
        async with httpx.AsyncClient(transport=transport, base_url="http://usher") as http:
            yield Door(http, people)
