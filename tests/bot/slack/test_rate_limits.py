"""After "too many requests" nothing is called by that method for that workspace, in no process."""

import threading
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError

from bot.slack import api_errors, rate_limits
from bot.slack.client import Client
from bot.slack.rate_limits import LOOK_EVERY, HeldBack, RateLimits, limited
from storage import slack_limits
from storage.errors import OutOfTime
from tests.bot.slack.house import TOKEN, House
from tests.bot.slack.messages import said
from tests.clock import Clock
from tests.patience import PATIENCE, until
from tests.people import NORTHWIND

AUTH = "auth.test"
Process = Callable[..., Client]


@pytest.fixture
async def process(house: House) -> AsyncIterator[Process]:
    """One more process with the same database, and the team it knows of."""
    async with aiohttp.ClientSession() as session:

        def started(team: str = NORTHWIND, url: str = house.slack.api_url) -> Client:
            limits = RateLimits(house.parts, lambda: team)
            return Client(TOKEN, url, session, limits=limits)

        yield started


async def held(client: Client) -> bool:
    """Whether Slack was not even asked."""
    try:
        await client.auth_test()
    except HeldBack:
        return True
    except SlackApiError:
        return False
    return False


async def test_it_is_held_for_as_long_as_slack_says_and_no_longer(
    house: House, process: Process
) -> None:
    rate, client = house.slack.limit(AUTH, most=0, wait=7), process()
    with pytest.raises(SlackApiError) as refused:
        await client.auth_test()
    until = limited(refused.value)
    assert until
    with pytest.raises(HeldBack) as held_back:
        await client.auth_test()
    assert limited(held_back.value) == until
    assert api_errors.wait(held_back.value) == timedelta(seconds=7)
    assert api_errors.code(held_back.value) == "ratelimited"
    house.clock.move(seconds=6)
    assert await held(client)
    assert rate.refused == 1
    house.slack.api.rates.clear()
    house.clock.set(until.until)
    assert (await client.auth_test())["ok"]


async def test_it_is_the_methods_and_the_workspaces(house: House, process: Process) -> None:
    house.slack.limit(AUTH, most=0)
    assert not await held(process())
    assert (await process().team_info())["ok"]
    assert await held(process())
    assert not await held(process("T0CONTOSO1"))


async def test_the_other_processes_know_of_it_and_who_starts_anew_too(
    house: House, process: Process
) -> None:
    other = process()
    assert (await other.auth_test())["ok"]
    rate = house.slack.limit(AUTH, most=0)
    assert not await held(process())
    house.clock.move(seconds=LOOK_EVERY)
    assert await held(other)
    assert await held(process(team="")), "which team it is, is what it asks for"
    assert rate.refused == 1


async def test_a_clock_that_is_set_prolongs_nothing(house: House, process: Process) -> None:
    one, other = process(), process()
    house.slack.limit(AUTH, most=0, wait=30)
    assert not await held(one)
    house.clock.jump(hours=-2)
    assert await held(one)
    assert await held(other)
    house.clock.move(seconds=31)
    assert not await held(one)
    house.slack.api.rates.clear()
    house.clock.move(seconds=31)
    assert (await one.auth_test())["ok"]
    assert (await other.auth_test())["ok"]


async def test_a_clock_that_is_set_forward_ends_nothing(house: House, process: Process) -> None:
    client = process()
    house.slack.limit(AUTH, most=0, wait=30)
    assert not await held(client)
    house.clock.jump(hours=2)
    assert await held(client)


@pytest.mark.parametrize("hours", [2, -2])
async def test_what_waits_for_it_waits_as_long_by_the_clock_that_was_set(
    house: House, process: Process, hours: int
) -> None:
    client = process()
    house.slack.limit(AUTH, most=0, wait=30)
    assert not await held(client)
    house.clock.jump(hours=hours)
    before = house.clock()
    with pytest.raises(HeldBack) as held_back:
        await client.auth_test()
    told = limited(held_back.value)
    assert told
    assert before < told.until <= house.clock() + timedelta(seconds=30)


async def test_a_database_that_is_away_is_waited_for_by_nobody(
    house: House, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = process()
    rate = house.slack.limit(AUTH, most=0)

    def away(*_: object) -> None:
        raise OutOfTime

    monkeypatch.setattr(slack_limits, "hold", away)
    monkeypatch.setattr(slack_limits, "held", away)
    assert not await held(client)
    house.clock.move(seconds=LOOK_EVERY)
    assert await held(client)
    assert rate.refused == 1


@pytest.mark.parametrize("fault", [OutOfTime, LookupError], ids=["away", "odd"])
async def test_what_becomes_of_telling_the_others_hides_from_nobody_what_slack_said(
    house: House, process: Process, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    house.slack.limit(AUTH, most=0)

    def stumble(*_: object) -> None:
        raise fault

    monkeypatch.setattr(slack_limits, "hold", stumble)
    with pytest.raises(SlackApiError) as refused:
        await process().auth_test()
    assert limited(refused.value)


async def test_nobody_waits_until_the_others_are_told(
    house: House, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.slack.limit(AUTH, most=0)
    monkeypatch.setattr(rate_limits, "LOOK", 0.05)
    told, hold = threading.Event(), slack_limits.hold

    def slowly(*given: Any) -> None:
        assert told.wait(PATIENCE)
        hold(*given)

    monkeypatch.setattr(slack_limits, "hold", slowly)
    client = process()
    assert not await held(client)
    assert await held(client)
    assert not house.parts.database.read(slack_limits.held, house.now)
    told.set()
    await until(lambda: house.parts.database.read(slack_limits.held, house.now))


@pytest.mark.parametrize(("after", "seconds"), [(None, 30), ("soon", 30), ("0", 1), ("3", 3)])
async def test_what_a_proxy_says_of_it_is_heard_too(
    process: Process, clock: Clock, after: str | None, seconds: int
) -> None:
    async def answer(_: web.Request) -> web.Response:
        headers = {"Retry-After": after} if after else {}
        return web.Response(text="<p>Slow down</p>", status=429, headers=headers)

    served = web.Application()
    served.router.add_route("*", "/{all:.*}", answer)
    runner = web.AppRunner(served)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    client = process(url=f"http://127.0.0.1:{runner.addresses[0][1]}/")
    before = clock()
    with pytest.raises(SlackApiError) as refused:
        await client.auth_test()
    told = limited(refused.value)
    assert told
    assert before <= told.until - timedelta(seconds=seconds) <= clock()
    await runner.cleanup()


async def test_who_waits_reads_the_same_as_when_slack_refuses(house: House) -> None:
    rate = house.slack.limit("views.open", most=0)
    answers = [await said(house, "lev", "/invite") for _ in range(2)]
    assert answers[0] == answers[1]
    assert rate.refused == 1
