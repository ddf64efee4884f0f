"""vercel-labs' `emulate` (npm), a Slack that we did not write, which holds an app to its scopes.

It sends no commands, clicks or events: those come from the story, with trigger ids that it gave.
"""

import asyncio
import json
import os
import socket
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.patience import PATIENCE
from tests.plugin import program

Json = dict[str, Any]
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
SERVER = Path(__file__).parent / "node" / "slack.mjs"
TEAM = "T000000001"
"""Of every workspace there."""
WEBHOOK = f"services/{TEAM}/B000000001/X000000001"
"""A webhook, which takes what a `response_url` takes, and posts it in #general."""


@dataclass(frozen=True, slots=True)
class Called:
    """One call of the Web API, and what it was answered."""

    method: str
    sent: Json
    answer: Json


@dataclass
class Emulate:
    """`itself` is theirs; what is called at `url` passes through to it, and is remembered."""

    itself: str
    http: httpx.AsyncClient
    url: str = ""
    called: list[Called] = field(default_factory=list)

    async def call(self, method: str, token: str, **sent: Any) -> Json:
        """By somebody else than Usher. Fails where it is refused."""
        told = await self.asked(method, token, **sent)
        assert told.get("ok"), (method, sent, told)
        return told

    async def asked(self, method: str, token: str, **sent: Any) -> Json:
        """The same, whatever the answer."""
        headers = {"Authorization": f"Bearer {token}"}
        answer = await self.http.post(f"{self.itself}/api/{method}", json=sent, headers=headers)
        told: Json = answer.json()
        return told

    def calls(self, method: str, since: int = 0, **sent: Any) -> list[Called]:
        """Those that passed with this in them."""
        named = (call for call in self.called[since:] if call.method == method)
        return [call for call in named if sent.items() <= call.sent.items()]

    async def pass_on(self, request: web.Request) -> web.Response:
        """Arguments may stand in the address (https://docs.slack.dev/apis/web-api), where Slack's
        own SDK for Python puts them; emulate looks for them in the body of a POST alone.
        """
        what, body, kind = request.match_info["what"], await request.read(), request.content_type
        sent = {**request.query, **(json.loads(body) if kind == JSON else await request.post())}
        if request.query_string:
            assert not body
            body, kind = request.query_string.encode(), FORM
        headers = {"Content-Type": kind, "Authorization": request.headers.get("Authorization", "")}
        answer = await self.http.post(f"{self.itself}/{what}", content=body, headers=headers)
        told = answer.json() if what.startswith("api/") else {"ok": answer.text == "ok"}
        self.called.append(Called(what.removeprefix("api/"), sent, told))
        kind = answer.headers["Content-Type"].partition(";")[0]
        return web.Response(status=answer.status_code, body=answer.content, content_type=kind)


@asynccontextmanager
async def emulate(seed: Json) -> AsyncIterator[Emulate]:
    """With this in it from the start."""
    process, url = await _begin(seed)
    # It closes a connection that was idle for 5 s, perhaps as the next request is sent.
    alone = httpx.Limits(max_keepalive_connections=0)
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, limits=alone) as http:
            slack = Emulate(url, http)
            app = web.Application()
            app.router.add_route("*", "/{what:.*}", slack.pass_on)
            async with TestServer(app) as server:
                slack.url = str(server.make_url("/")).removesuffix("/")
                yield slack
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _begin(seed: Json) -> tuple[Process, str]:
    """Who asks before it listens waits."""
    node = program("node")
    assert node
    with socket.create_server(("127.0.0.1", 0)) as listening:
        fd, url = listening.fileno(), f"http://127.0.0.1:{listening.getsockname()[1]}"
        given = {"FD": str(fd), "URL": url, "SEED": json.dumps({"slack": seed})}
        process = await asyncio.create_subprocess_exec(
            node, SERVER, env=os.environ | given, pass_fds=[fd]
        )
    return process, url
