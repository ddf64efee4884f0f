"""What is measured against, each a process of its own: a silent Slack, and bare Bolt."""

import sys

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

SECRET = "s" * 32
TEAM = "T0BENCH"


async def api(request: Request) -> Response:
    """Slack's Web API, always content: everybody is an admin of Slack."""
    form = await request.form()
    user = {
        "id": str(form.get("user", "U0")),
        "team_id": TEAM,
        "is_admin": True,
        "profile": {"real_name": "Bench", "email": "bench@northwind.example"},
    }
    team = {"id": TEAM, "name": "Northwind"}
    return JSONResponse(
        {"ok": True, "user": user, "team": team, "team_id": TEAM, "members": [], "view": {}}
    )


def slack() -> Starlette:
    return Starlette(
        routes=[
            Route("/healthz", lambda _: PlainTextResponse("ok")),
            Route("/api/{method}", api, methods=["POST", "GET"]),
        ]
    )


def bolt() -> Starlette:
    """Bolt as it comes, as quick as it can be: it only acks."""

    async def authorize(**_about: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb-bench")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    @app.command("/invite")
    async def command(ack: AsyncAck) -> None:
        await ack()

    @app.view("invite")
    async def view(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(
        routes=[
            Route("/healthz", lambda _: PlainTextResponse("ok")),
            Route("/slack/events", events, methods=["POST"]),
        ]
    )


if __name__ == "__main__":
    kind, port = sys.argv[1:]
    uvicorn.run(
        {"slack": slack, "bolt": bolt}[kind](), port=int(port), access_log=False, log_level="error"
    )
