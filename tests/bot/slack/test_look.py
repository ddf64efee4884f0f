"""The daily look at everybody: paced, gone on with after whatever broke it off, by one process."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.parts import Parts
from bot.sandbox import Sandbox
from bot.slack.client import Client
from bot.slack.people import People
from bot.slack.rate_limits import RateLimits
from bot.slack.sync import PACE, Sync
from commands.directory.look import HELD
from storage.models import Look, Member
from tests.bot.slack.house import TOKEN
from tests.clock import Clock
from tests.commands.statements import statements
from tests.patience import until
from tests.people import NORTHWIND

USERS = "users.list"


@dataclass
class Process:
    """One that looks: when it asked for a page, and what happens while it waits."""

    sync: Sync
    client: "Noting"
    waited: list[float] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[Any]] | None = None

    @property
    def asked(self) -> list[str]:
        """The cursors of the pages that it asked for."""
        return [cursor for _, cursor in self.client.pages]


class Noting(Client):
    """Writes down when which page was asked for."""

    clock: Clock

    async def users_list(self, **given: Any) -> Any:
        self.pages.append((self.clock(), given.get("cursor") or ""))
        return await super().users_list(**given)

    @property
    def pages(self) -> list[tuple[datetime, str]]:
        noted: list[tuple[datetime, str]] = self.__dict__.setdefault("noted", [])
        return noted


Start = Callable[[], Process]


@pytest.fixture
async def start(parts: Parts, slack: Sandbox, clock: Clock) -> AsyncIterator[Start]:
    """Start a process for which time goes by when it waits, and not else."""
    started: list[Process] = []
    async with aiohttp.ClientSession() as session:

        def begin() -> Process:
            limits = RateLimits(parts, lambda: NORTHWIND)
            client = Noting(TOKEN, slack.api_url, session, limits=limits)
            client.clock = clock

            async def sleep(seconds: float) -> None:
                process.waited.append(seconds)
                clock.move(seconds=seconds)
                if process.meanwhile:
                    await process.meanwhile()
                await asyncio.sleep(0)

            process = Process(Sync(parts, client, People(parts.texts), sleep=sleep), client)
            started.append(process)
            return process

        yield begin
        for each in started:
            await each.sync.close()


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one each: everybody of the cast stands on a page of their own."""
    monkeypatch.setattr("bot.slack.sync.PAGE", 1)


def fill(slack: Sandbox, many: int) -> None:
    """Let so many more people be there; the stand-in need not keep them."""
    like = slack.workspace.person("mia")
    for number in range(many):
        user, email = f"U{number:08}", f"p{number}@northwind.example"
        profile = {**like["profile"], "email": email, "real_name": f"Person {number}"}
        slack.workspace.people.data[user] = {**like, "id": user, "name": user, "profile": profile}


def quietly(slack: Sandbox, user: str, **fields: Any) -> None:
    """Change somebody without a word of Slack's."""
    slack.workspace.people.data[user] = {**slack.workspace.people.data[user], **fields}


def roles(unit: Session) -> dict[str, str]:
    return {each.slack_user or "": each.role for each in unit.scalars(select(Member))}


def known(unit: Session) -> dict[str, tuple[str, str, str]]:
    every = unit.scalars(select(Member))
    return {each.slack_user or "": (each.name, each.locale, each.role) for each in every}


def looks(unit: Session) -> list[Look]:
    return list(unit.scalars(select(Look)))


async def test_five_thousand_people_are_looked_at_in_small_steps(
    start: Start, parts: Parts, slack: Sandbox
) -> None:
    fill(slack, 5000)
    quietly(slack, "U00000000", is_admin=True)
    quietly(slack, "U00004999", is_owner=True)
    process = start()
    assert await process.sync.once()
    times = [at for at, _ in process.client.pages]
    assert len(times) == 26
    within = [sum(at <= other < at + timedelta(minutes=1) for other in times) for at in times]
    assert max(within) <= 15
    assert times[2] == times[0], "who has few people has looked at all of them by now"
    admins = {user for user, role in (await parts.read(roles)).items() if role == "admin"}
    assert admins == {"U0ADA00000", "U00000000", "U00004999"}
    assert len(await parts.read(roles)) == 3
    later = start()
    assert await later.sync.once()
    assert later.asked == [], "a process that starts on the same day asks for nobody"


async def test_it_is_gone_on_with_where_it_was_broken_off(
    start: Start, slack: Sandbox, small_pages: None, parts: Parts
) -> None:
    process = start()

    async def breaks() -> None:
        if len(process.waited) == 1:
            slack.fail(USERS, error="fatal_error")

    process.meanwhile = breaks
    assert not await process.sync.once()
    broken = process.asked[-1]
    assert broken
    assert await process.sync.once()
    everybody = [*process.asked]
    everybody.remove(broken)
    assert sorted(set(everybody)) == sorted(everybody), "no page is asked for twice"
    assert len(process.waited) == len(set(everybody)) - 3, "what is gone on with is in no hurry"
    assert (await parts.read(looks))[0].done


async def test_what_failed_in_one_process_another_goes_on_with_at_once(
    start: Start, slack: Sandbox, small_pages: None
) -> None:
    process, other = start(), start()

    async def breaks() -> None:
        slack.fail(USERS, error="fatal_error")

    process.meanwhile = breaks
    assert not await process.sync.once()
    assert await other.sync.once()
    assert other.asked[0] == process.asked[-1]


async def test_a_cursor_that_slack_knows_no_more_is_a_new_beginning(
    start: Start, slack: Sandbox, small_pages: None
) -> None:
    process = start()

    async def breaks() -> None:
        if len(process.waited) == 1:
            slack.fail(USERS, error="invalid_cursor")

    process.meanwhile = breaks
    assert not await process.sync.once()
    assert await process.sync.once()
    assert process.asked.count("") == 2


async def test_slack_is_given_the_time_that_it_asks_for_and_asked_for_the_same_page(
    start: Start, slack: Sandbox, small_pages: None
) -> None:
    process, other = start(), start()
    early: list[bool] = []

    async def happens() -> None:
        if len(process.waited) == 1:
            slack.fail(USERS, status=429, retry_after=200)
        if len(process.waited) == 2:
            early.append(await other.sync.once())

    process.meanwhile = happens
    assert await process.sync.once()
    assert process.waited[:2] == [PACE, 200]
    assert process.asked[3] == process.asked[4]
    assert (early, other.asked) == ([False], []), "nor does another process ask meanwhile"


async def test_who_is_told_to_wait_again_and_again_keeps_the_others_waiting_too(
    start: Start, slack: Sandbox
) -> None:
    slack.fail(USERS, status=429, retry_after=300, times=5)
    process, other = start(), start()
    assert not await process.sync.once()
    assert not await other.sync.once()
    assert (len(process.asked), other.asked) == (5, [])
    assert 0 < other.sync._told_to_wait <= 300


async def test_one_process_looks_and_the_others_see_that_it_does(
    start: Start, slack: Sandbox, small_pages: None
) -> None:
    process, other = start(), start()
    seen: list[bool] = []

    async def looks_too() -> None:
        seen.append(await other.sync.once())

    process.meanwhile = looks_too
    assert await process.sync.once()
    assert len(seen) == 3
    assert (set(seen), other.asked) == ({False}, [])
    assert await other.sync.once()
    assert other.asked == [], "it is done for today"


async def test_of_a_process_that_is_stopped_the_next_goes_on_at_once(
    start: Start, small_pages: None
) -> None:
    process, other = start(), start()
    process.meanwhile = asyncio.Event().wait
    await process.sync.want()
    await until(lambda: process.waited)
    assert not await other.sync.once()
    await process.sync.close()
    assert await other.sync.once()
    assert not set(process.asked) & set(other.asked)


async def test_of_a_process_that_froze_another_goes_on_and_what_comes_late_changes_nothing(
    start: Start, clock: Clock, small_pages: None
) -> None:
    process, other, thaws = start(), start(), asyncio.Event()
    process.meanwhile = thaws.wait
    frozen = asyncio.create_task(process.sync.once())
    await until(lambda: process.waited)
    assert not await other.sync.once()
    clock.move(HELD)
    assert await other.sync.once()
    thaws.set()
    assert not await frozen
    assert process.asked[-1] in other.asked
    assert await process.sync.once()


async def test_who_left_out_of_the_list_is_dismissed_the_day_after(
    start: Start, parts: Parts, slack: Sandbox, clock: Clock, small_pages: None
) -> None:
    quietly(slack, "U0LEV00000", is_admin=True)
    process = start()
    assert await process.sync.once()
    assert (await parts.read(roles))["U0LEV00000"] == "admin"
    del slack.workspace.people.data["U0LEV00000"]
    assert await process.sync.once()
    assert (await parts.read(roles))["U0LEV00000"] == "admin"
    clock.move(days=1)
    assert await process.sync.once()
    assert (await parts.read(roles))["U0LEV00000"] == "member"


async def test_of_a_page_few_people_at_a_time_are_taken_over(
    start: Start, parts: Parts, slack: Sandbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = start()
    await process.sync.once()
    monkeypatch.setattr("bot.slack.sync.STEP", 2)
    fill(slack, 5)
    for number in range(5):
        quietly(slack, f"U{number:08}", is_admin=True)
    clock.move(days=1)
    with statements(parts.database) as seen:
        assert await process.sync.once()
    assert seen.count("BEGIN IMMEDIATE") == 1 + 3 + 1, "begun, taken over, turned"
    assert len(await parts.read(roles)) == 6


async def test_what_a_list_leaves_out_of_somebody_is_not_misread(
    start: Start, parts: Parts, slack: Sandbox, clock: Clock
) -> None:
    quietly(slack, "U0MIA00000", is_admin=True)
    process = start()
    await process.sync.once()
    before = await parts.read(known)
    assert before["U0MIA00000"] == ("Mia Member", "ru", "admin")
    clock.move(days=1)
    told = '{"id": "U0MIA00000", "profile": {"real_name": "M"}}, {"id": "U0ADA00000"}'
    slack.fail(USERS, says=f'{{"ok": true, "members": [{told}]}}')
    assert await process.sync.once()
    assert await parts.read(known) == before
    clock.move(days=1)
    mia = slack.workspace.people.data["U0MIA00000"]
    del mia["locale"]
    told = json.dumps({"ok": True, "members": [mia]})
    slack.fail(USERS, says=told)
    assert await process.sync.once()
    assert (await parts.read(known))["U0MIA00000"] == before["U0MIA00000"]


@pytest.mark.parametrize("circle", ["x", "xy", "xyz"])
async def test_a_list_that_goes_round_in_a_circle_is_odd(
    start: Start, slack: Sandbox, small_pages: None, circle: str
) -> None:
    process = start()
    for following in circle + circle[0]:
        told = {"ok": True, "members": [], "response_metadata": {"next_cursor": following}}
        slack.fail(USERS, says=json.dumps(told))
    assert not await process.sync.once()
    assert process.asked == ["", *circle]
