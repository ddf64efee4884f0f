"""What a machine asks: whether it is alive, and ready."""

import asyncio

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.logs import bounded
from bot.parts import Parts
from storage import schema

PATIENCE = 2.0
"""Seconds; a database that takes longer to say anything counts as away."""

log = structlog.get_logger()


class Health:
    """`/healthz` and `/readyz`."""

    def __init__(self, parts: Parts, patience: float = PATIENCE) -> None:
        self._parts, self._patience = parts, patience

    async def alive(self, _request: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(self, _request: Request) -> Response:
        """503 while the database is away or its schema is older than this code."""
        try:
            asking = self._parts.check(schema.is_new_enough)
            new_enough = await asyncio.wait_for(asking, self._patience)
        except Exception as error:  # noqa: BLE001 - whatever it is, requests can't be served
            if bounded.admits("not_ready", type(error).__name__):
                log.warning("not_ready", why=type(error).__name__)
            return PlainTextResponse("the database can't be reached", 503)
        if not new_enough:
            return PlainTextResponse("the schema is too old: run `usher migrate`", 503)
        return PlainTextResponse("ok")
