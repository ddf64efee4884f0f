"""Errands to a strict Slack that sometimes does not take them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from structlog.testing import capture_logs

from bot.parts import Parts
from bot.sandbox import Sandbox
from bot.settings import Settings
from bot.slack.manifest import SCOPES
from bot.slack.place import ABOUT_SOMEBODY, MENDABLE, Pace, Place
from bot.slack.post import OPERATORS
from commands.errands import Busy, Errand, Found, Missing, Placed, Trouble
from commands.outgoing import Fate, Postponed, Refused
from tests.bot.sandbox.test_channels import ANALYSTS, BOARD, EAST, MIA, OLD, OPTIONAL, WEST
from tests.bot.slack.conftest import SECRET, TOKEN
from tests.people import MONDAY, NORTHWIND

METHODS = {
    "place.account": "users.lookupByEmail",
    "place.channel": "conversations.invite",
    "place.connect": "conversations.inviteShared",
    "place.look": "conversations.info",
}


def errand(kind: str, place: str = EAST, **more: Any) -> Errand:
    told = {"user": MIA, "email": "mia@northwind.example", "link_kind": "channel", **more}
    return Errand(1, "lease", f"place.{kind}", NORTHWIND, "link", slack_id=place, **told)


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Sandbox]:
    slack = Sandbox(
        bot_url="http://127.0.0.1:9/unused",
        signing_secret=SECRET,
        bot_token=TOKEN,
        scopes={*SCOPES, *OPTIONAL},
        state_file=tmp_path / "slack.sqlite",
        clock=lambda: MONDAY,
    )
    await slack.start()
    yield slack
    await slack.stop()


@pytest.fixture
async def place(slack: Sandbox, parts: Parts) -> AsyncIterator[Place]:
    async with aiohttp.ClientSession() as session:
        yield Place(parts, client(slack.api_url, session), every=0)


def client(url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(TOKEN, url, session=session, retry_handlers=[])


async def test_somebody_comes_into_a_channel(place: Place, slack: Sandbox) -> None:
    assert await place.send(errand("channel")) == Placed(name="east")
    assert MIA in slack.workspace.channels[EAST]["members"]
    assert await place.send(errand("channel")) == Placed()


async def test_an_account_is_found_by_its_address(place: Place, slack: Sandbox) -> None:
    fate = await place.send(errand("account"))
    assert isinstance(fate, Found)
    assert (fate.person.user, fate.person.name, fate.person.kind) == (MIA, "Mia Member", "person")
    fate = await place.send(errand("account", email="gus@northwind.example"))
    assert isinstance(fate, Found)
    assert fate.person.kind == "guest"


async def test_nobody_is_found_where_nobody_is(place: Place, slack: Sandbox) -> None:
    assert await place.send(errand("account", email="ivy@example.com")) == Missing()
    await slack.change("mia", deleted=True)
    assert await place.send(errand("account")) == Missing()


@pytest.mark.parametrize("flags", [{"is_bot": True}, {"is_stranger": True}], ids=str)
async def test_an_app_or_a_stranger_is_nobody_to_place(
    place: Place, slack: Sandbox, flags: dict[str, bool]
) -> None:
    await slack.change("mia", **flags)
    assert await place.send(errand("account")) == Missing()


async def test_one_address_is_invited_by_slack_connect(place: Place, slack: Sandbox) -> None:
    fate = await place.send(errand("connect", email="ivy@example.com"))
    [shared] = slack.workspace.shared.values()
    assert fate == Placed(reference=shared["id"])
    assert (shared["email"], shared["channel"]) == ("ivy@example.com", EAST)


async def test_who_is_in_the_channel_already_needs_no_invitation(
    place: Place, slack: Sandbox
) -> None:
    slack.fail("conversations.inviteShared", error="already_in_channel")
    assert await place.send(errand("connect")) == Placed()


async def test_slack_connect_has_twenty_a_minute(slack: Sandbox, parts: Parts) -> None:
    async with aiohttp.ClientSession() as session:
        place = Place(parts, client(slack.api_url, session), every=3)
        assert isinstance(await place.send(errand("connect")), Placed)
        fate = await place.send(errand("connect"))
    assert isinstance(fate, Busy)
    assert fate.after
    assert timedelta(seconds=2) < fate.after <= timedelta(seconds=3)
    assert len(slack.workspace.shared) == 1


def test_everybody_has_a_turn_of_their_own() -> None:
    now = [100.0]
    pace = Pace(3, lambda: now[0])
    assert [pace.wait(who) for who in (1, 2, 3)] == [0, 3, 6]
    assert pace.wait(3) == 6
    now[0] += 3
    assert [pace.wait(who) for who in (3, 2, 4)] == [3, 0, 6]
    now[0] += 60
    assert [pace.wait(who) for who in (5, 3, 4)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("kind", "channel", "fate"),
    [
        ("look", EAST, Placed(name="east")),
        ("look", WEST, Trouble("not_in_channel", name="west")),
        ("look", OLD, Trouble("is_archived", name="old")),
        ("look", BOARD, Trouble("channel_not_found")),
        ("channel", WEST, Trouble("not_in_channel")),
        ("channel", OLD, Trouble("is_archived")),
        ("channel", BOARD, Trouble("channel_not_found")),
        ("connect", OLD, Trouble("channel_archived")),
        ("connect", BOARD, Trouble("channel_not_found")),
    ],
)
async def test_of_a_channel_slack_says_what_is_the_matter(
    place: Place, kind: str, channel: str, fate: Fate
) -> None:
    assert await place.send(errand(kind, channel)) == fate


async def test_a_user_group_is_looked_for_by_its_id(place: Place) -> None:
    usergroup = {"link_kind": "usergroup"}
    assert await place.send(errand("look", ANALYSTS, **usergroup)) == Placed(name="analysts")
    gone = await place.send(errand("look", "S404", **usergroup))
    assert gone == Trouble("no_such_subteam")


async def refused(place: Place, slack: Sandbox, kind: str, code: str) -> tuple[Fate, list[str]]:
    """The fate, and the levels of what was logged."""
    slack.fail(METHODS[f"place.{kind}"], error=code)
    with capture_logs() as logs:
        fate = await place.send(errand(kind))
    return fate, [line["log_level"] for line in logs]


@pytest.mark.parametrize("kind", ["channel", "connect"])
async def test_what_concerns_one_person_is_refused(place: Place, slack: Sandbox, kind: str) -> None:
    for code in ABOUT_SOMEBODY:
        assert await refused(place, slack, kind, code) == (Refused(code), [])


@pytest.mark.parametrize("kind", ["channel", "connect", "look"])
async def test_what_an_admin_can_mend_is_trouble(place: Place, slack: Sandbox, kind: str) -> None:
    for code in MENDABLE:
        assert await refused(place, slack, kind, code) == (Trouble(code), [])


async def test_what_the_operator_can_mend_waits_and_is_logged(place: Place, slack: Sandbox) -> None:
    for code in OPERATORS - MENDABLE:
        assert await refused(place, slack, "channel", code) == (Postponed(code), ["error"])
    assert await refused(place, slack, "account", "missing_scope") == (
        Postponed("missing_scope"),
        ["error"],
    )


@pytest.mark.parametrize("kind", ["account", "channel", "connect", "look"])
@pytest.mark.parametrize(
    ("fault", "fate"),
    [
        ({"status": 429, "retry_after": 17}, Postponed("ratelimited", timedelta(seconds=17))),
        ({"status": 500}, Postponed("fatal_error")),
        ({"status": 503, "error": "service_unavailable"}, Postponed("service_unavailable")),
        ({"error": "brand_new"}, Postponed("brand_new")),
    ],
    ids=["429", "500", "503", "unknown"],
)
async def test_what_may_pass_is_tried_later(
    place: Place, slack: Sandbox, kind: str, fault: dict[str, Any], fate: Fate
) -> None:
    slack.fail(METHODS[f"place.{kind}"], **fault)
    assert await place.send(errand(kind)) == fate
    assert isinstance(await place.send(errand(kind)), Placed | Found)


async def test_a_silent_slack_is_tried_later(slack: Sandbox, parts: Parts) -> None:
    object.__setattr__(parts, "settings", Settings(send_timeout=0.05))
    async with aiohttp.ClientSession() as session:
        place = Place(parts, client(slack.api_url, session), every=0)
        for kind, method in METHODS.items():
            slack.fail(method, hang=1)
            fate = await place.send(errand(kind.removeprefix("place.")))
            assert fate == Postponed("Slack did not answer in time")


async def test_a_broken_connection_is_tried_later(parts: Parts) -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with aiohttp.ClientSession() as session:
        server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        place = Place(parts, client(f"http://127.0.0.1:{port}/api/", session), every=0)
        for kind in METHODS:
            fate = await place.send(errand(kind.removeprefix("place.")))
            assert isinstance(fate, Postponed)
            assert fate.words.startswith("Slack can't be reached: ")
        server.close()
        await server.wait_closed()


def test_no_code_is_said_to_be_two_things() -> None:
    assert not ABOUT_SOMEBODY & MENDABLE
    assert not ABOUT_SOMEBODY & OPERATORS
