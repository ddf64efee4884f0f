"""Puts the stand-in together: Slack's Web API, the demo page and a mailbox, in one event loop."""

import asyncio
import contextlib
import secrets
import socket
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.sandbox import answers, files, questions
from bot.sandbox.acts import Acts
from bot.sandbox.desk import Desk
from bot.sandbox.doors import OwnNames, OwnPages
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.outgoing import Line
from bot.sandbox.pages import Pages
from bot.sandbox.receiver import Receiver
from bot.sandbox.store import Store
from bot.sandbox.triggers import Tickets
from bot.sandbox.web_api import Call, WebApi
from bot.sandbox.workspace import SlackError, Workspace

FARTHEST = 366
# What Slack says of a trigger that it never gave out, that is too old, that was used before.
TRIGGER_ERRORS = ("invalid_trigger_id", "expired_trigger_id", "exchanged_trigger_id")


class Server(uvicorn.Server):
    """A server beside another one: the signals are not its own."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Sandbox(Acts):
    """Slack, as far as one bot can see it, at `localhost` and these `hosts`.

    `app` has the page under `/demo`, the Web API under `/api/`, and the response addresses;
    `start` serves it on a port of its own, and opens the mailbox.
    """

    def __init__(
        self,
        *,
        bot_url: str,
        signing_secret: str,
        bot_token: str,
        scopes: Collection[str],
        state_file: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        advance: Callable[[timedelta], None] = lambda _by: None,
        command: str = "/invite",
        hosts: Collection[str] = (),
        ack_limit: float = 3.0,
        trigger_life: float = 3.0,
        response_life: float = 1800.0,
        retries: Sequence[float] = (0, 60, 300),
        verified: bool = True,
    ) -> None:
        self.workspace = Workspace(Store(state_file), clock)
        self._advance = advance
        self.line = Line(bot_url, signing_secret, ack_limit, retries)
        self.line.verified = verified
        self.triggers = Tickets(trigger_life, 1, *TRIGGER_ERRORS)
        self.addresses = Tickets(response_life, 5, "invalid_url", "expired_url", "used_url")
        self.mailbox, self.receiver = Mailbox(self.workspace), Receiver(self.workspace)
        self.granted = list(scopes)
        self.api = WebApi(Desk(self.workspace, self.triggers, self.granted), bot_token)
        self.api_url = self.smtp_url = ""
        self.app = Starlette(
            routes=[
                Route("/api/{method}", self.api.answer, methods=["GET", "POST"]),
                Route("/response/{address}", self._response, methods=["POST"]),
                Route("/upload/{id}", self._upload, methods=["POST"]),
                *Pages(self, command).routes,
            ],
            middleware=[Middleware(OwnNames, hosts), Middleware(OwnPages)],
            exception_handlers={SlackError: _not_there},
        )
        config = uvicorn.Config(
            self.app,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=1,
            # Longer than aiohttp keeps one: who closes first breaks what the other has just sent.
            timeout_keep_alive=60,
        )
        self._server = Server(config)
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Serve on ports of its own: `api_url` and `smtp_url` are known from here on."""
        self.smtp_url = await self.mailbox.start()
        listening = socket.create_server(("127.0.0.1", 0))
        self.workspace.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.api_url = f"{self.workspace.url}/api/"
        self._serving = asyncio.create_task(self._server.serve([listening]))

    async def stop(self) -> None:
        await self.line.close()
        await self.mailbox.stop()
        if self._serving:
            self._server.should_exit = True
            await self._serving
        self.workspace.store.close()

    def install(self, *scopes: str) -> None:
        """Install the app anew, with these scopes and no others."""
        self.granted[:] = scopes

    async def verify(self) -> bool:
        """Ask whether the address is the bot's, as Event Subscriptions > Retry does; from then on
        it is sent events: https://docs.slack.dev/reference/events/url_verification.
        """
        challenge = secrets.token_hex(16)
        asking = {"type": "url_verification", "token": "none", "challenge": challenge}
        asked = await self.line.question(asking)
        right = asked.ok and asked.body == {"challenge": challenge}
        self.line.verified = self.line.verified or right
        return right

    @property
    def calls(self) -> list[Call]:
        """What the bot has called lately, with what it was answered."""
        return list(self.api.calls)

    def advance(self, days: int) -> None:
        """Let days go by, a year of them at most at once."""
        if not 0 <= days <= FARTHEST:
            raise SlackError(f"from 0 to {FARTHEST} days at once")
        self._advance(timedelta(days=days))
        self.workspace.store.touch()

    async def _response(self, request: Request) -> Response:
        """Take an answer to a command or a click; at most five, and for half an hour."""
        try:
            ticket = self.addresses.use(request.path_params["address"])
            answers.respond(self.workspace, ticket, await questions.read(request))
        except SlackError as error:
            status = 400 if error.messages else 404
            return JSONResponse({"ok": False, "error": error.code}, status)
        except ValueError:
            return PlainTextResponse("invalid_payload", 400)
        return PlainTextResponse("ok")

    async def _upload(self, request: Request) -> Response:
        """Take a file's content at the address that was given out for it."""
        try:
            files.receive(self.workspace, request.path_params["id"], await request.body())
        except SlackError as error:
            return PlainTextResponse(error.code, 400)
        return PlainTextResponse("OK")


async def _not_there(_request: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 404)
