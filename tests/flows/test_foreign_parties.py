"""Whoever lets Usher wait, nobody else does: each foreign party holds, and all the others go on."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.cli import running
from bot.signing import new_secret
from bot.slack import people, private
from bot.worker import schedule
from commands.actors import Person
from commands.invitations.invite import InviteForm, invite
from commands.webhooks import endpoints
from storage.database import Database
from tests.bot.mail.server import listening
from tests.bot.worker.endpoints import Endpoint, endpoint
from tests.bot.worker.office import ADA
from tests.flows.living import living
from tests.flows.usher import Usher
from tests.name_server import SILENT, NameServer, name_server
from tests.northwind import SlackTeam, sync
from tests.patience import until
from tests.people import ELSEWHERE, NORTHWIND

MANY = 10
"""More than the threads of any pool that could be held."""
EVE = Person(ELSEWHERE, "U0EVE", name="Eve", email="eve@e.example", runs_slack=True)
ZONE = {
    **{f"{n}.silent.example": SILENT for n in range(MANY)},
    "mail.silent.example": SILENT,
    "slack.silent.example": SILENT,
}


@dataclass
class Holds:
    """A foreign party that lets Usher wait: what it is told, and whether it holds."""

    part: str
    begin: Callable[[Usher], Coroutine[Any, Any, object]]
    held: Callable[[], bool]
    settings: dict[str, str] = field(default_factory=dict)
    end: Callable[[], object] = lambda: None


async def hang(_writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def tell(usher: Usher, who: Person, urls: list[str]) -> list[str]:
    """Endpoints in this person's workspace, each with something to be told."""
    made = []
    for url in urls:
        now, allowed = usher.parts.clock(), usher.parts.settings.webhook_networks
        sealed = usher.parts.vault.seal(new_secret())
        one = await usher.parts.run(endpoints.add, who, url, (), sealed, now, allowed)
        await usher.parts.run(endpoints.test, who, one.id, now)
        made.append(one.id)
    return made


async def mail(usher: Usher, *addresses: str) -> None:
    form = InviteForm(" ".join(addresses))
    await usher.parts.run(invite, ADA, form, usher.parts.limits, usher.parts.clock())


async def mail_many(usher: Usher) -> None:
    await mail(usher, *(f"p{n}@example.com" for n in range(4 * MANY)))


@asynccontextmanager
async def names_of_webhooks(names: NameServer) -> AsyncIterator[Holds]:
    urls = [f"https://{n}.silent.example/" for n in range(MANY)]
    yield Holds("webhooks", lambda usher: tell(usher, ADA, urls), lambda: len(set(names.asked)) > 7)


@asynccontextmanager
async def name_of_the_mail_server(names: NameServer) -> AsyncIterator[Holds]:
    given = {"smtp_url": "smtp://mail.silent.example"}
    yield Holds("mail", mail_many, lambda: "mail.silent.example" in names.asked, given)


@asynccontextmanager
async def name_of_slack(names: NameServer) -> AsyncIterator[Holds]:
    given = {"slack_api_url": "http://slack.silent.example/api/"}
    yield Holds("slack", press_often, lambda: "slack.silent.example" in names.asked, given)


@asynccontextmanager
async def slow_endpoints(_: NameServer) -> AsyncIterator[Holds]:
    async with endpoint(behave=hang) as slow:
        urls = [f"{slow.url}/{n}" for n in range(MANY)]
        yield Holds("webhooks", lambda usher: tell(usher, ADA, urls), lambda: slow.connections > 7)


@asynccontextmanager
async def slow_mail_server(_: NameServer) -> AsyncIterator[Holds]:
    async with listening() as slow:
        slow.hangs_at = "MAIL"
        given = {"smtp_url": f"smtp://localhost:{slow.port}"}
        yield Holds("mail", mail_many, lambda: slow.open > 7, given)
        slow.go_on.set()


@asynccontextmanager
async def slow_slack(_: NameServer) -> AsyncIterator[Holds]:
    async with endpoint(behave=hang) as slow:
        given = {"slack_api_url": f"http://localhost:{slow.port}/api/"}
        yield Holds("slack", press_often, lambda: slow.connections > 0, given)


async def press_often(usher: Usher) -> None:
    """Lev, whom Usher has yet to ask Slack about."""
    await asyncio.gather(*(usher.slack.command("lev", "/invite") for _ in range(MANY)))


@asynccontextmanager
async def threads_that_libraries_share(_: NameServer) -> AsyncIterator[Holds]:
    """The event loop's own: a look-up of a library's holds one as long as it likes."""
    free, pool = threading.Event(), ThreadPoolExecutor(1)

    async def hold(_: Usher) -> None:
        asyncio.get_running_loop().set_default_executor(pool)
        asyncio.get_running_loop().run_in_executor(None, free.wait)

    held = lambda: pool._work_queue.empty() and bool(pool._threads)  # noqa: E731
    yield Holds("", hold, held, end=free.set)
    free.set()


PARTIES = (
    names_of_webhooks,
    name_of_the_mail_server,
    name_of_slack,
    slow_endpoints,
    slow_mail_server,
    slow_slack,
    threads_that_libraries_share,
)


@pytest.fixture(autouse=True)
def _nobody_waits_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "work", partial(schedule.run, grace=0.1))


@pytest.mark.parametrize("party", PARTIES, ids=lambda each: each.__name__)
async def test_whoever_lets_usher_wait_holds_up_nobody_else(
    party: Any, fresh_sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with AsyncExitStack() as stack:
        names = await stack.enter_async_context(name_server({**ZONE}))
        holds = await stack.enter_async_context(party(names))
        if holds.part == "slack":
            hurried(monkeypatch)
        good = await stack.enter_async_context(endpoint())
        world = living(fresh_sqlite, tmp_path, names.address, **holds.settings)
        usher = await stack.enter_async_context(world)
        for team in (
            SlackTeam(ELSEWHERE, "Elsewhere", "UTC", [EVE]),
            SlackTeam(NORTHWIND, "Northwind", "UTC", [ADA]),
        ):
            await usher.parts.run(sync, team, usher.clock())
        async with asyncio.TaskGroup() as group:
            group.create_task(holds.begin(usher))
            await until(holds.held)
            await everything_goes_on(usher, good, holds.part)
            holds.end()


def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for Slack, which does not answer."""
    for module in (people, private):
        monkeypatch.setattr(module, "PATIENCE", 0.2)


async def everything_goes_on(usher: Usher, good: Endpoint, without: str) -> None:
    ready = await usher.browser.get(f"{usher.parts.settings.public_url}/readyz")
    assert (ready.status_code, ready.text.splitlines()[0]) == (200, "ok")
    await tell(usher, EVE, [good.url.replace("127.0.0.1", "localhost")])
    await until(lambda: good.taken)
    if without != "slack":
        await usher.invite("lev", "ivy@example.com")
        await usher.ask("bob@example.com")
        await usher.message("ada", "bob@example.com")
    if without != "mail":
        await mail(usher, "kim@example.com")
        await usher.mail_to("kim@example.com")
