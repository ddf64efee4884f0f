"""vercel-labs' `emulate` (npm), a Slack that we did not write, which holds an app to its scopes.

It sends no commands, clicks or events: those come from the story, with trigger ids that it gave.
"""

import asyncio
import json
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.bot.cli.process import free_port
from tests.patience import PATIENCE, until
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
    node, port = program("node"), free_port()
    assert node
    environment = {"PORT": str(port), "SEED": json.dumps({"slack": seed})}
    process = await asyncio.create_subprocess_exec(
        node, SERVER, env=os.environ | environment, stderr=PIPE
    )
    # It closes a connection that was idle for 5 s, perhaps as the next request is sent.
    alone = httpx.Limits(max_keepalive_connections=0)
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, limits=alone) as http:
            slack = Emulate(f"http://127.0.0.1:{port}", http)
            await until(lambda: _is_there(slack, process))
            app = web.Application()
            app.router.add_route("*", "/{what:.*}", slack.pass_on)
            async with TestServer(app) as server:
                slack.url = str(server.make_url("/")).removesuffix("/")
                yield slack
    finally:
        process.kill()
        await process.communicate()


async def _is_there(slack: Emulate, process: Process) -> bool:
    if process.returncode is not None:
        raise AssertionError((await process.communicate())[1].decode())
    try:
        return (await slack.http.get(slack.itself)).is_success
    except httpx.TransportError:
        return False
