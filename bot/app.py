"""The only place where the parts are put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from aiohttp import ClientSession, TCPConnector
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount

from bot.i18n import Texts
from bot.links import Links
from bot.mail.preview import Preview
from bot.parts import Clock, Parts, real_time
from bot.settings import Settings
from bot.slack import installation
from bot.slack.app import make as make_bolt
from bot.slack.client import Client
from bot.slack.gate import route as slack_route
from bot.slack.hearing import Hearing
from bot.slack.late import LateAnswers
from bot.slack.no_redirects import no_redirects
from bot.slack.people import People
from bot.slack.proxied import NO_NEED_TO_LOOK, Proxied
from bot.slack.rate_limits import RateLimits
from bot.slack.sync import Sync
from bot.web import (
    Counted,
    Health,
    Metrics,
    Neighbours,
    Refusals,
    Seen,
    handlers,
    health_routes,
    operator_routes,
    page_routes,
)
from storage.database import Database


def make_parts(settings: Settings, clock: Clock = real_time) -> Parts:
    """What every edge may use. Close it when done."""
    keys = [key.get_secret_value() for key in settings.secret_keys]
    return Parts(
        settings,
        Database(settings.database_url.get_secret_value()),
        Texts.load(),
        Links(keys, settings.public_url),
        clock,
    )


@dataclass(frozen=True)
class Slack:
    """This process's side of Slack: one client with one session, and what it has learnt."""

    client: Client
    people: People
    sync: Sync
    late: LateAnswers
    hearing: Hearing


@asynccontextmanager
async def slack_of(parts: Parts) -> AsyncIterator[Slack]:
    """Close it in the loop in which it was made."""
    names = parts.names()
    try:
        connector = TCPConnector(resolver=names)
        proxied = Proxied(parts.settings.proxies)
        async with ClientSession(
            connector=connector, middlewares=[no_redirects, proxied]
        ) as session:
            people = People(parts.texts)
            client = _client(parts, session, people)
            sync, late = Sync(parts, client, people), LateAnswers()
            hearing = Hearing(parts)
            try:
                yield Slack(client, people, sync, late, hearing)
            finally:
                await hearing.close()
                await sync.close()
    finally:
        await names.close()


def _client(parts: Parts, session: ClientSession, people: People) -> Client:
    given = parts.settings
    token = given.slack_bot_token
    secret = token.get_secret_value() if token else None
    limits = RateLimits(parts, lambda: people.home)
    return Client(secret, given.slack_api_url, session, NO_NEED_TO_LOOK, limits)


def preview_of(parts: Parts) -> Preview:
    """A process that only answers Slack need not know who sends."""
    given = parts.settings
    return Preview(given.sender if given.mail_from else None, given.public_url)


@dataclass(frozen=True)
class Apps:
    """What everybody reaches, and what only the operator does (METRICS_HOST, METRICS_PORT)."""

    public: Starlette
    operators: Starlette | None


def make_apps(parts: Parts, slack: Slack | None = None) -> Apps:
    """The operator's app shows the numbers of the public one."""
    metrics, neighbours = Metrics(parts), Neighbours(parts.settings.trusted_proxies)
    left = installation.asked(parts) if slack else None
    health = Health(parts, lambda: neighbours.hints, left)
    served = _public_routes(parts, health, metrics, slack)
    seen = [
        Middleware(Counted, metrics.requests),
        Middleware(Refusals, parts.settings.trusted_proxies),
        Middleware(Seen, neighbours),
    ]
    public = Starlette(routes=served, middleware=seen, exception_handlers=handlers(parts))
    # Nothing is one slash away from where it is: a redirect would only repeat the token.
    public.router.redirect_slashes = False
    if not parts.settings.metrics_apart:
        return Apps(public, None)
    known = operator_routes(health, metrics)
    return Apps(public, Starlette(routes=known, exception_handlers=handlers(parts)))


def make_app(parts: Parts, slack: Slack | None = None) -> Starlette:
    """What everybody reaches."""
    return make_apps(parts, slack).public


def _public_routes(
    parts: Parts, health: Health, metrics: Metrics, slack: Slack | None
) -> list[BaseRoute]:
    """The pages, Slack's address where there is one, and what a machine asks.

    All of it is served below the path of PUBLIC_URL too, for proxies that leave it in place; but
    for what only the operator should see: proxies are told to close that at its own address.
    """
    served = page_routes(parts)
    if slack:
        bolt = make_bolt(parts, slack.client, slack.people, preview_of(parts))
        served.append(slack_route(parts, bolt, slack.late, slack.hearing))
    for_all = [*served, *health_routes(health)]
    # The server gives paths decoded.
    path = unquote(urlsplit(parts.settings.public_url).path).rstrip("/")
    below = [Mount(path, routes=for_all)] if path else []
    if parts.settings.metrics_apart:
        return [*for_all, *below]
    return [*served, *operator_routes(health, metrics), *below]
