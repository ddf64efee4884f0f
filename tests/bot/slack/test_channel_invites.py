"""Many people into a channel with one call: each one's fate, however Slack tells it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.parts import Parts
from bot.sandbox import Sandbox
from bot.slack.client import Client
from bot.slack.provision import Provisioner
from commands.delivery.provisioning.claim import Apart, LinkProblem, Placed, Task
from commands.delivery.results import Limited, PermanentFailure, Result, TransientFailure
from tests.bot.sandbox.slack_places import ADA, EAST, GUS, LEV, MIA, NIA, allow
from tests.bot.slack.delivery import task
from tests.bot.slack.house import TOKEN

INVITE = "conversations.invite"
WHO = (MIA, GUS, NIA, LEV, ADA)


@pytest.fixture
async def place(slack: Sandbox, parts: Parts) -> AsyncIterator[Provisioner]:
    allow(slack)
    channel = slack.workspace.channels[EAST]
    slack.workspace.channels[EAST] = {**channel, "members": [LEV]}
    async with aiohttp.ClientSession() as session:
        yield Provisioner(parts, Client(TOKEN, slack.api_url, session), every=0)


def together(*users: str) -> Task:
    first, *others = (
        Task(number, "lease", "place.channel", "T0NORTHWND", "link", slack_id=EAST, user=user)
        for number, user in enumerate(users)
    )
    return Task(
        first.id,
        "lease",
        first.kind,
        first.team,
        first.link,
        slack_id=EAST,
        user=first.user,
        beside=tuple(others),
    )


async def fates(place: Provisioner, *users: str) -> dict[str, Result]:
    result = await place.send(together(*users))
    assert isinstance(result, Apart)
    return {users[number]: fate for number, fate in result.fates.items()}


def asked(slack: Sandbox) -> list[int]:
    """How many each call was to bring in, of those that reached the method."""
    return [len(c.args["users"].split(",")) for c in slack.calls if c.method == INVITE]


OF_EACH = {
    MIA: Placed(name="east"),
    GUS: Placed(name="east"),
    NIA: PermanentFailure("cant_invite"),
    LEV: Placed(name="east"),
    ADA: Placed(name="east"),
}


async def test_one_call_tells_of_each(place: Provisioner, slack: Sandbox) -> None:
    assert await fates(place, *WHO) == OF_EACH
    assert asked(slack) == [5]
    assert set(slack.workspace.channels[EAST]["members"]) == {MIA, GUS, LEV, ADA}


UNNAMED: list[dict[str, Any]] = [
    {"ok": False, "error": "cant_invite"},
    {"ok": False, "error": "already_in_channel", "errors": []},
    {"ok": False, "error": "cant_invite", "errors": [{"ok": False, "error": "cant_invite"}]},
    {"ok": False, "error": "cant_invite", "errors": "cant_invite"},
    {"ok": False, "error": "cant_invite", "errors": [None, 3, {"user": ["U1"]}]},
    {"ok": True, "channel": {"name": "east"}, "errors": [{"ok": False, "error": "cant_invite"}]},
    {
        "ok": False,
        "error": "cant_invite",
        "errors": [{"user": NIA, "ok": False, "error": "cant_invite"}],
    },
    {
        "ok": True,
        "errors": [
            {"user": NIA, "ok": False, "error": "cant_invite"},
            {"ok": False, "error": "already_in_channel"},
        ],
    },
    {"ok": True, "errors": [{"user": "U404", "ok": False, "error": "user_not_found"}]},
    {"ok": False, "error": "cant_invite", "errors": None},
]


@pytest.mark.parametrize("answer", UNNAMED, ids=str)
async def test_of_whom_slack_does_not_say_it_asks_again(
    place: Provisioner, slack: Sandbox, answer: dict[str, Any]
) -> None:
    slack.fail(INVITE, says=json.dumps(answer))
    assert await fates(place, *WHO) == OF_EACH
    assert len(asked(slack)) <= 3


async def test_it_ends_also_where_slack_never_says_whom(place: Provisioner, slack: Sandbox) -> None:
    slack.fail(INVITE, says=json.dumps(UNNAMED[0]), times=1000)
    assert set((await fates(place, *WHO)).values()) == {PermanentFailure("cant_invite")}
    slack.api.faults[INVITE].clear()
    slack.fail(INVITE, says=json.dumps(UNNAMED[5]), times=1000)
    assert set((await fates(place, *WHO)).values()) == {PermanentFailure("cant_invite")}


async def test_what_is_about_the_channel_is_everybodys(place: Provisioner, slack: Sandbox) -> None:
    slack.let_in("east", inside=False)
    assert await place.send(together(*WHO)) == LinkProblem("not_in_channel")


async def test_what_was_told_before_it_failed_stays_told(
    place: Provisioner, slack: Sandbox
) -> None:
    slack.fail(INVITE, says=json.dumps(UNNAMED[6]))
    slack.fail(INVITE, status=429)
    found = await fates(place, *WHO)
    assert found.pop(NIA) == PermanentFailure("cant_invite")
    assert {type(fate) for fate in found.values()} == {Limited}


async def test_two_steps_for_one_person_have_one_fate(place: Provisioner, slack: Sandbox) -> None:
    result = await place.send(together(MIA, MIA, NIA))
    assert isinstance(result, Apart)
    assert [type(result.fates[number]) for number in range(3)] == [Placed, Placed, PermanentFailure]


async def test_an_unknown_word_about_somebody_is_tried_again(
    place: Provisioner, slack: Sandbox
) -> None:
    errors = [{"user": NIA, "ok": False, "error": "brand_new"}]
    slack.fail(INVITE, says=json.dumps({"ok": True, "errors": errors}))
    found = await fates(place, MIA, NIA)
    assert found == {MIA: Placed(), NIA: TransientFailure("brand_new")}


async def test_one_alone_is_asked_for_without_force(place: Provisioner, slack: Sandbox) -> None:
    assert await place.send(task("channel")) == Apart(fates={1: Placed(name="east")})
    assert [call.args.get("force") for call in slack.calls if call.method == INVITE] == [None]
