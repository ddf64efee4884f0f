"""What a machine asks: whether it is alive, and ready."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.logs import bounded
from bot.parts import Parts
from bot.version import VERSION
from storage import schema
from storage.errors import AWAY, described

PATIENCE = 2.0
"""Seconds; a database that takes longer to say anything counts as away."""

log = structlog.get_logger()


class Health:
    """`/healthz` and `/readyz`; `hints` are what the operator should know beside it, and `asked`
    what the database has to be asked for, in the same time.
    """

    def __init__(
        self,
        parts: Parts,
        hints: Callable[[], Sequence[str]] = tuple,
        asked: Callable[[], Awaitable[Sequence[str]]] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._parts, self._patience = parts, patience
        self._hints, self._asked = hints, asked

    async def alive(self, _request: Request) -> Response:
        return PlainTextResponse(f"ok\nusher {VERSION}")

    async def ready(self, _request: Request) -> Response:
        """503 while the database is away or its schema is older than this code; says why."""
        lacking = await self._lacking()
        if lacking:
            return PlainTextResponse(lacking, 503)
        return PlainTextResponse("\n".join(["ok", *self._hints(), *await self._answers()]))

    async def ready_or_not(self, _request: Request) -> Response:
        """The same for everybody: not why."""
        if await self._lacking():
            return PlainTextResponse("not ready", 503)
        return PlainTextResponse("ok")

    async def _answers(self) -> Sequence[str]:
        """None where the database has become slow or went away meanwhile: it was there."""
        if self._asked:
            with suppress(TimeoutError, *AWAY):
                return await asyncio.wait_for(self._asked(), self._patience)
        return ()

    async def _lacking(self) -> str:
        try:
            asking = self._parts.check(schema.is_new_enough)
            new_enough = await asyncio.wait_for(asking, self._patience)
        except Exception as error:  # noqa: BLE001 - whatever it is, requests can't be served
            if bounded.admits("not_ready", type(error).__name__):
                log.warning("not_ready", why=type(error).__name__, said=described(error) or "")
            return "the database can't be reached"
        return "" if new_enough else "the schema is too old: run `usher migrate`"
