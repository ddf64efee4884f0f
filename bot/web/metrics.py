"""Numbers for Prometheus: requests by route and status, and what waits in the outbox."""

from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.process_collector import ProcessCollector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.parts import Parts
from bot.web.patience import until
from storage import mail_pauses, outbox
from storage.errors import AWAY


class Metrics:
    """The numbers of one process, in a registry of its own, and `/metrics`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self.requests = Counter(
            "usher_requests", "Requests answered", ("route", "status"), registry=self._registry
        )
        self._due = Gauge(
            "usher_outbox_due", "What is to leave now, mails and messages", registry=self._registry
        )
        self._age = Gauge(
            "usher_outbox_oldest_seconds",
            "For how long the first of it has been due",
            registry=self._registry,
        )
        self._pauses = Gauge(
            "usher_mail_pauses",
            "Pauses of mails that the mail server refuses: one of all mails, or one a domain",
            registry=self._registry,
        )
        self._put_off = Gauge(
            "usher_mails_put_off", "Mails that wait in these pauses", registry=self._registry
        )
        self._database = Gauge(
            "usher_database_up", "Whether the database answers", registry=self._registry
        )

    async def show(self, request: Request) -> Response:
        await self._measure(until(request))
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)

    async def _measure(self, by: float) -> None:
        """An outbox that can't be read is shown as unknown (NaN), not as empty."""
        try:
            due, age = await self._parts.read(outbox.count_due, self._parts.clock(), until=by)
            pauses, put_off = await self._parts.read(mail_pauses.count_live, until=by)
        except AWAY:
            self._database.set(0)
            for each in (self._due, self._age, self._pauses, self._put_off):
                each.set(float("nan"))
        else:
            self._database.set(1)
            self._due.set(due)
            self._age.set(age / timedelta(seconds=1))
            self._pauses.set(pauses)
            self._put_off.set(put_off)


class Counted:
    """Middleware: counts each answer by its route's pattern, never by an address that was asked
    for: that would hold tokens, and grow without end.
    """

    def __init__(self, app: ASGIApp, requests: Counter) -> None:
        self._app, self._requests = app, requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._requests.labels(pattern(scope), str(status)).inc()


def pattern(scope: Scope) -> str:
    """Which of our addresses was asked for, without the token in it."""
    route = scope.get("route")
    return route.path if isinstance(route, Route) else "other"
