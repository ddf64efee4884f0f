"""Provisioning tasks to a strict Slack that sometimes does not take them."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.error_words import WORDS, Meaning
from bot.parts import Parts
from bot.sandbox import Sandbox
from bot.settings import Settings
from bot.slack.client import Client
from bot.slack.manifest import SCOPES
from bot.slack.provision import Pace, Provisioner
from commands.delivery.provisioning.claim import Found, LinkProblem, Missing, Placed
from commands.delivery.results import Busy, PermanentFailure, Result, TransientFailure, Withheld
from storage.vocabulary import OutboxKind
from tests.bot.sandbox.slack_places import ANALYSTS, BOARD, EAST, MIA, OLD, OPTIONAL, WEST
from tests.bot.slack.delivery import did, task
from tests.bot.slack.door import SECRET
from tests.bot.slack.house import TOKEN
from tests.bot.slack.refusing import some
from tests.clock import Clock

METHODS = {
    "place.account": "users.lookupByEmail",
    "place.channel": "conversations.invite",
    "place.connect": "conversations.inviteShared",
    "place.look": "conversations.info",
}


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Sandbox]:
    slack = Sandbox(
        bot_url="http://127.0.0.1:9/unused",
        signing_secret=SECRET,
        bot_token=TOKEN,
        scopes={*SCOPES, *OPTIONAL},
        state_file=tmp_path / "slack.sqlite",
        clock=Clock(stands=True),
    )
    await slack.start()
    yield slack
    await slack.stop()


@pytest.fixture
async def place(slack: Sandbox, parts: Parts) -> AsyncIterator[Provisioner]:
    async with aiohttp.ClientSession() as session:
        yield Provisioner(parts, client(slack.api_url, session), every=0)


def client(url: str, session: aiohttp.ClientSession) -> Client:
    return Client(TOKEN, url, session)


async def test_there_is_a_way_for_every_task(place: Provisioner) -> None:
    tasks = {kind for kind in OutboxKind if kind.startswith("place.")}
    assert set(place._ways) == tasks


async def test_somebody_comes_into_a_channel(place: Provisioner, slack: Sandbox) -> None:
    assert await did(place, task("channel")) == Placed(name="east")
    assert MIA in slack.workspace.channels[EAST]["members"]
    assert await did(place, task("channel")) == Placed()


async def test_an_account_is_found_by_its_address(place: Provisioner, slack: Sandbox) -> None:
    result = await did(place, task("account"))
    assert isinstance(result, Found)
    assert (result.person.user, result.person.name, result.person.kind) == (
        MIA,
        "Mia Member",
        "person",
    )
    result = await did(place, task("account", email="gus@northwind.example"))
    assert isinstance(result, Found)
    assert result.person.kind == "guest"


async def test_nobody_is_found_where_nobody_is(place: Provisioner, slack: Sandbox) -> None:
    assert await did(place, task("account", email="ivy@example.com")) == Missing()
    await slack.change("mia", deleted=True)
    assert await did(place, task("account")) == Missing()


@pytest.mark.parametrize("flags", [{"is_bot": True}, {"is_stranger": True}], ids=str)
async def test_an_app_or_a_stranger_is_nobody_to_place(
    place: Provisioner, slack: Sandbox, flags: dict[str, bool]
) -> None:
    await slack.change("mia", **flags)
    assert await did(place, task("account")) == Missing()


async def test_one_address_is_invited_by_slack_connect(place: Provisioner, slack: Sandbox) -> None:
    result = await did(place, task("connect", email="ivy@example.com"))
    [shared] = slack.workspace.shared.values()
    assert result == Placed(reference=shared["id"])
    assert (shared["email"], shared["channel"]) == ("ivy@example.com", EAST)


async def test_who_is_in_the_channel_already_needs_no_invitation(
    place: Provisioner, slack: Sandbox
) -> None:
    slack.fail("conversations.inviteShared", error="already_in_channel")
    assert await did(place, task("connect")) == Placed()


async def test_slack_connect_has_twenty_a_minute(slack: Sandbox, parts: Parts) -> None:
    async with aiohttp.ClientSession() as session:
        place = Provisioner(parts, client(slack.api_url, session), every=3)
        assert isinstance(await did(place, task("connect")), Placed)
        result = await did(place, task("connect"))
    assert isinstance(result, Busy)
    assert result.after
    assert timedelta(seconds=2) < result.after <= timedelta(seconds=3)
    assert len(slack.workspace.shared) == 1


def test_everybody_has_a_turn_of_their_own() -> None:
    clock = Clock(stands=True)
    pace = Pace(3, clock.seconds)
    assert [pace.wait(who) for who in (1, 2, 3)] == [0, 3, 6]
    assert pace.wait(3) == 6
    clock.move(seconds=3)
    assert [pace.wait(who) for who in (3, 2, 4)] == [3, 0, 6]
    clock.move(minutes=1)
    assert [pace.wait(who) for who in (5, 3, 4)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("kind", "channel", "result"),
    [
        ("look", EAST, Placed(name="east", private=False)),
        ("look", WEST, LinkProblem("not_in_channel", name="west")),
        ("look", OLD, LinkProblem("is_archived", name="old")),
        ("look", BOARD, LinkProblem("channel_not_found")),
        ("channel", WEST, LinkProblem("not_in_channel")),
        ("channel", OLD, LinkProblem("is_archived")),
        ("channel", BOARD, LinkProblem("channel_not_found")),
        ("connect", OLD, LinkProblem("channel_archived")),
        ("connect", BOARD, LinkProblem("channel_not_found")),
    ],
)
async def test_of_a_channel_slack_says_what_is_the_matter(
    place: Provisioner, kind: str, channel: str, result: Result
) -> None:
    assert await did(place, task(kind, channel)) == result


async def test_a_user_group_is_looked_for_by_its_id(place: Provisioner) -> None:
    usergroup = {"link_kind": "usergroup"}
    assert await did(place, task("look", ANALYSTS, **usergroup)) == Placed(name="analysts")
    gone = await did(place, task("look", "S404", **usergroup))
    assert gone == LinkProblem("no_such_subteam")


async def of_each(place: Provisioner, slack: Sandbox, kind: str) -> dict[str, Result]:
    """What becomes of a step, by the word that Slack refuses it with."""
    results = {}
    for word in some():
        slack.fail(METHODS[f"place.{kind}"], error=word)
        results[word] = await did(place, task(kind))
    return results


BECOMES = {
    Meaning.ANSWER: PermanentFailure,
    Meaning.PERSON: PermanentFailure,
    Meaning.OURS: PermanentFailure,
    Meaning.PLACE: LinkProblem,
    Meaning.RIGHT: LinkProblem,
    Meaning.APP: Withheld,
    Meaning.WAIT: TransientFailure,
}
WITHOUT_A_LINK = {Meaning.PLACE: TransientFailure, Meaning.RIGHT: Withheld}


@pytest.mark.parametrize("kind", ["account", "channel", "connect", "look"])
async def test_each_word_has_one_meaning(place: Provisioner, slack: Sandbox, kind: str) -> None:
    results = await of_each(place, slack, kind)
    becomes = BECOMES | (WITHOUT_A_LINK if kind == "account" else {})
    answers: dict[str, Result] = {}
    if kind == "account":
        answers = {"users_not_found": Missing()}
    elif kind != "look":
        answers = {"already_in_channel": Placed()}
    for word, result in results.items():
        assert result == answers.get(word, becomes[WORDS[word]](word)), word


@pytest.mark.parametrize("kind", ["account", "channel", "connect", "look"])
@pytest.mark.parametrize(
    ("fault", "result"),
    [
        ({"status": 500}, TransientFailure("fatal_error")),
        ({"status": 503, "error": "service_unavailable"}, TransientFailure("service_unavailable")),
        ({"error": "brand_new"}, TransientFailure("brand_new")),
    ],
    ids=["500", "503", "unknown"],
)
async def test_what_may_pass_is_tried_later(
    place: Provisioner, slack: Sandbox, kind: str, fault: dict[str, Any], result: Result
) -> None:
    slack.fail(METHODS[f"place.{kind}"], **fault)
    assert await did(place, task(kind)) == result
    assert isinstance(await did(place, task(kind)), Placed | Found)


async def test_a_silent_slack_is_tried_later(slack: Sandbox, parts: Parts) -> None:
    object.__setattr__(parts, "settings", Settings(send_timeout=0.05))
    async with aiohttp.ClientSession() as session:
        place = Provisioner(parts, client(slack.api_url, session), every=0)
        for kind, method in METHODS.items():
            slack.fail(method, hang=1)
            result = await did(place, task(kind.removeprefix("place.")))
            assert result == TransientFailure("Slack did not answer in time")


async def test_a_broken_connection_is_tried_later(parts: Parts) -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with aiohttp.ClientSession() as session:
        server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        place = Provisioner(parts, client(f"http://127.0.0.1:{port}/api/", session), every=0)
        for kind in METHODS:
            result = await did(place, task(kind.removeprefix("place.")))
            assert isinstance(result, TransientFailure)
            assert result.words.startswith("Slack can't be reached: ")
        server.close()
        await server.wait_closed()


CHANNEL = {"id": EAST, "name": "east", "is_archived": False, "is_private": False}


@pytest.mark.parametrize(
    ("told", "came"),
    [
        ({}, Placed(name="east", private=False)),
        ({"is_member": None}, Placed(name="east", private=False)),
        ({"is_archived": None, "is_member": True}, Placed(name="east", private=False)),
        ({"is_private": None}, Placed(name="east", private=True)),
        ({"name": None}, Placed(private=False)),
        ({"is_ext_shared": True, "is_org_shared": True}, Placed(name="east", private=False)),
        ({"is_member": False}, LinkProblem("not_in_channel", name="east")),
        ({"is_archived": True}, LinkProblem("is_archived", name="east")),
    ],
    ids=str,
)
async def test_what_slack_leaves_out_of_a_channel_is_no_problem_of_it(
    place: Provisioner, slack: Sandbox, told: dict[str, Any], came: Result
) -> None:
    says = json.dumps({"ok": True, "channel": {**CHANNEL, **told}})
    slack.fail("conversations.info", says=says)
    assert await did(place, task("look")) == came
