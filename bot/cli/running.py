"""`run`, `web` and `worker`: what lives until it is told to stop."""

import asyncio
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from typing import Any, NamedTuple

import structlog
import uvloop
from starlette.types import ASGIApp

from bot.app import Slack, make_apps, make_parts, slack_of
from bot.cli.database import lacking, usable
from bot.cli.failures import Failure, Misuse
from bot.logs import bounded, configure, mask
from bot.parts import Clock, Parts, real_time
from bot.settings import Need, Settings, load
from bot.version import VERSION
from bot.web.door import Bounds
from bot.web.server import AddressForeign, PortTaken, listen, serve
from bot.worker.schedule import run as work
from storage import schema
from storage.alone import NotAlone, alone
from storage.errors import AWAY

PATIENCE = 30.0
"""Seconds that `web` and `worker` wait for the schema."""

LOOK_EVERY = 0.5
ANSWER_WITHIN = 5.0
NO_ANSWER: tuple[type[Exception], ...] = (*AWAY, TimeoutError)
DEADLINE = 10.0
"""Seconds after which the process ends, whatever still holds on: a thread may wait for a database
that does not answer.
"""

ANY_PORT = 0
OTHERS = "another program; end that, or"
OURS = "write an address of this machine, or 0.0.0.0 for all that it has"

OPERATORS = 32
"""Connections to METRICS_HOST and METRICS_PORT."""

log = structlog.get_logger(__name__)


def live(life: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    """Run `life(stop)` in an event loop; SIGTERM, Ctrl-C and a closed terminal set `stop`."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_until_told(life))


async def _until_told(life: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def told() -> None:
        log.info("stopping")
        stop.set()
        last = threading.Timer(DEADLINE, os._exit, (0,))
        last.daemon = True
        last.start()

    # With nohup it goes on without its terminal.
    hung_up = {signal.SIGHUP} if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL else set()
    for number in {signal.SIGTERM, signal.SIGINT} | hung_up:
        loop.add_signal_handler(number, told)
    try:
        await life(stop)
    finally:
        bounded.close()


def run() -> None:
    settings = _prepared(Need.RUN)
    hosts_are_ours(settings)

    async def life(stop: asyncio.Event) -> None:
        with take_ports(settings) as ports:
            _tell_start(settings)
            if unsure:
                log.warning(
                    "can_not_lock", why=unsure, hint="start only one `usher run` on this database"
                )
            async with parts_of(settings) as parts:
                with usable(parts.database):
                    await asyncio.to_thread(schema.migrate, parts.database)
                await everything(parts, ports, stop)

    with _alone(settings) as unsure:
        live(life)


@contextmanager
def _alone(settings: Settings) -> Iterator[str]:
    """Two of it on one SQLite file are a mistake: somebody has started it anew, or elsewhere."""
    try:
        with alone(settings.database_url.get_secret_value()) as unsure:
            yield unsure
    except NotAlone as error:
        raise Misuse(
            f"another `usher run` is already running on {error.path}: end that first, or start"
            " `usher web` and `usher worker` instead, of which there may be several"
        ) from None


def web() -> None:
    settings = _prepared(Need.WEB)
    hosts_are_ours(settings)

    async def life(stop: asyncio.Event) -> None:
        _tell_start(settings)
        async with parts_of(settings) as parts, slack_of(parts) as slack:
            if await schema_is_there(parts, stop):
                await slack.sync.want()
                with take_ports(settings) as ports:
                    await answer(parts, slack, ports, stop)

    live(life)


def worker() -> None:
    settings = _prepared(Need.WORKER)

    async def life(stop: asyncio.Event) -> None:
        _tell_start(settings)
        async with parts_of(settings) as parts, slack_of(parts) as slack:
            if await schema_is_there(parts, stop):
                await work(parts, slack.client, slack.sync, stop)

    live(life)


def _prepared(need: Need) -> Settings:
    settings = load(need)
    configure(settings.log_level, settings.log_format, settings.secrets())
    return settings


def _tell_start(settings: Settings) -> None:
    tell_version()
    api = settings.slack_api_url
    log.info("calling_slack", at=api, proxy=settings.proxies.way(api))


def tell_version() -> None:
    """The log's first line. Who can't start says that alone."""
    log.info("starting", version=VERSION)


@asynccontextmanager
async def parts_of(settings: Settings, clock: Clock = real_time) -> AsyncIterator[Parts]:
    parts = make_parts(settings, clock)
    try:
        yield parts
    finally:
        await asyncio.to_thread(parts.close)


class Ports(NamedTuple):
    """Where it listens: for everybody, and for the operator where that is another address."""

    public: socket.socket
    operators: socket.socket | None = None
    bounds: Bounds | None = None
    """Of the public one, where they are not everybody's."""


async def everything(
    parts: Parts,
    ports: Ports,
    stop: asyncio.Event,
    around: Callable[[ASGIApp], ASGIApp] = lambda app: app,
) -> None:
    """Web and worker in one loop; if one of them breaks, both end."""
    async with slack_of(parts) as slack, asyncio.TaskGroup() as group:
        group.create_task(answer(parts, slack, ports, stop, around))
        group.create_task(work(parts, slack.client, slack.sync, stop))


async def answer(
    parts: Parts,
    slack: Slack,
    ports: Ports,
    stop: asyncio.Event,
    around: Callable[[ASGIApp], ASGIApp] = lambda app: app,
) -> None:
    """Serve at each of the addresses until told to stop, and tell who was to be told."""
    apps = make_apps(parts, slack)
    _tell_where(ports, parts.settings)
    async with asyncio.TaskGroup() as group:
        public = around(apps.public)
        group.create_task(serve(public, ports.public, stop, parts.settings, ports.bounds))
        if apps.operators and ports.operators:
            few = Bounds(most=OPERATORS)
            group.create_task(serve(apps.operators, ports.operators, stop, parts.settings, few))
    await slack.late.close()


def _tell_where(ports: Ports, settings: Settings) -> None:
    host, port, *_ = ports.public.getsockname()
    log.info("listening", host=host, port=port, public_url=settings.public_url)
    if ports.operators:
        host, port, *_ = ports.operators.getsockname()
        log.info("listening_for_operators", host=host, port=port)


@contextmanager
def take_ports(settings: Settings) -> Iterator[Ports]:
    """The sockets to listen on. Raises Failure with what to do."""
    with ExitStack() as held:
        public = held.enter_context(_take_port(settings.host, settings.port))
        if settings.metrics_apart:
            where = (settings.metrics_host, settings.metrics_port)
            # At the same port, HOST may hold that address already, as 0.0.0.0 does each.
            by = "HOST and PORT themselves;" if where[1] == settings.port else OTHERS
            yield Ports(public, held.enter_context(_take_port(*where, "METRICS_", by)))
        else:
            yield Ports(public)


def hosts_are_ours(settings: Settings) -> None:
    """For who listens later: raises Misuse where that can't be."""
    _take_port(settings.host, ANY_PORT).close()
    if settings.metrics_apart:
        _take_port(settings.metrics_host, ANY_PORT, "METRICS_").close()


def _take_port(host: str, port: int, named: str = "", by: str = OTHERS) -> socket.socket:
    try:
        return listen(host, port)
    except PortTaken:
        raise Failure(f"port {port} is taken by {by} set {named}PORT to a free one") from None
    except OSError as error:
        where = f"{named}HOST {mask(host)}{f', {named}PORT {port}' if port else ''}"
        raise Misuse(f"can't listen on {where}: {_remedy(error, named)}") from None


def _remedy(error: OSError, named: str) -> str:
    if isinstance(error, socket.gaierror):
        return f"the name can't be resolved; {OURS}"
    if isinstance(error, AddressForeign):
        return f"it is not this machine's; {OURS}"
    if isinstance(error, PermissionError):
        return f"it may not be had; set {named}PORT to one from 1024 on"
    return f"{os.strerror(error.errno or 0)}; {OURS}"


async def schema_is_there(
    parts: Parts, stop: asyncio.Event, patience: float = PATIENCE, every: float = LOOK_EVERY
) -> bool:
    """Wait until somebody has migrated; False if `stop` came first.

    Raises Misuse, at once where nobody who migrates mends it, or Failure where no database answers.
    """
    until, told = asyncio.get_running_loop().time() + patience, False
    while lacking := await _lacking(parts):
        if asyncio.get_running_loop().time() >= until:
            raise lacking
        if not told:
            log.warning("waits_for_schema", why=str(lacking))
            told = True
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every)
        if stop.is_set():
            return False
    return True


async def _lacking(parts: Parts) -> Failure | None:
    try:
        return await asyncio.wait_for(parts.check(lacking), ANSWER_WITHIN)
    except NO_ANSWER:
        return Failure("the database named by DATABASE_URL can't be reached")
