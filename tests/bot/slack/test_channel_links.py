"""Workgroups linked with Slack's channels and user groups, from Home, over HTTP."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.outgoing import Outcome
from bot.sandbox.triggers import Ticket
from bot.slack.call import Call, Origin
from bot.slack.channel_links import LIFE, Usergroups
from bot.slack.client import Client
from bot.slack.waiting import Waiting
from commands.provisioning.channel_links import LinkedPlace
from commands.workgroups import linking
from commands.workgroups.linking import WantedLinks
from storage.models import ChannelLink
from tests.bot.sandbox.slack_places import EAST, WEST, allow
from tests.bot.slack.home_page import texts, turn
from tests.bot.slack.house import House
from tests.bot.slack.views.languages import ENGLISH
from tests.bot.slack.workgroup_form import edit, edited
from tests.clock import Clock
from tests.commands.story import everywhere
from tests.people import ADA, MONDAY


@pytest.fixture(autouse=True)
def _allowed(house: House) -> None:
    allow(house.slack)


async def linked(house: House, group: str, who: str = "ada") -> list[LinkedPlace]:
    return list(await house.parts.run(linking.linked, house.person(who), group, house.now))


async def places(house: House, group: str) -> list[tuple[str, bool]]:
    return [(each.slack_id, each.connect) for each in await linked(house, group)]


async def link(house: House, group: str, *channels: str, problem: str = "") -> list[LinkedPlace]:
    wanted = WantedLinks(channels)
    everywhere(house.parts.database, linking.change, house.person("ada"), group, wanted, house.now)

    def refuse(unit: Any) -> None:
        for each in unit.query(ChannelLink).all():
            each.problem = problem

    await house.parts.run(refuse)
    return await linked(house, group)


async def test_an_admin_links_with_all_else_of_the_form(house: House) -> None:
    group = await house.group("Design")
    await edit(house, group, "ada")
    filled = {"name": "Craft", "channels": [EAST, WEST], "connect": ["yes"]}
    assert (await house.slack.submit("ada", filled)).ok
    assert house.slack.view("ada") is None
    assert await places(house, group) == [(EAST, True), (WEST, True)]
    assert (await edited(house, group)).group.name == "Craft"
    assert f"Custom · 0 members\n↳ <#{EAST}> · <#{WEST}>" in texts(house, "ada")


async def test_what_is_linked_is_kept_and_can_be_taken_away(house: House) -> None:
    group = await house.group("Design")
    await link(house, group, EAST)
    await edit(house, group, "ada")
    assert (await house.slack.submit("ada", {"description": "Who draws"})).ok
    assert await places(house, group) == [(EAST, False)]
    await edit(house, group, "ada")
    assert (await house.slack.submit("ada", {"channels": []})).ok
    assert await places(house, group) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "Craft", "channels": ["nonsense"]}, "channels"),
        ({"name": "TAKEN", "channels": [EAST]}, "name"),
        ({"name": "Craft", "emails": "ivy@example.com", "channels": [EAST]}, "emails"),
    ],
)
async def test_nothing_is_changed_where_one_thing_can_not_be(
    house: House, values: dict[str, Any], field: str
) -> None:
    group = await house.group("Design")
    await house.group("Taken")
    await edit(house, group, "ada")
    await house.slack.submit("ada", values)
    assert list(house.slack.errors("ada")) == [field]
    assert await places(house, group) == []
    assert (await edited(house, group)).group.name == "Design"


async def test_a_lead_reads_what_is_linked_and_leaves_it_as_it_is(house: House) -> None:
    group = await house.group("Design")
    await link(house, group, EAST)
    view = await edit(house, group, "lev")
    assert f"Linked with <#{EAST}>. Only admins can change that." in str(view)
    assert (await house.slack.submit("lev", {"name": "Craft"})).ok
    assert await places(house, group) == [(EAST, False)]


async def test_a_lead_who_sends_the_fields_all_the_same_links_nothing(house: House) -> None:
    group = await house.group("Design")
    values = {
        "name": {"name": {"value": "Craft"}},
        "channels": {"channels": {"selected_conversations": [EAST]}},
    }
    body: dict[str, Any] = {
        "type": "view_submission",
        "team": {"id": house.person("lev").team},
        "user": {"id": house.id("lev")},
        "view": {
            "id": "V1",
            "type": "modal",
            "callback_id": "workgroup",
            "private_metadata": group,
            "state": {"values": values},
        },
    }
    outcome = await house.slack.line.payload(body)
    assert outcome.ok
    assert f"<@{house.id('ada')}>" in str(outcome.body)
    assert await places(house, group) == []
    assert (await edited(house, group)).group.name == "Design"


async def pressed(house: House, who: str, value: Any) -> Outcome:
    """The button in the message of a problem."""
    base = house.slack.api_url.removesuffix("api/")
    body = {
        "type": "block_actions",
        "team": {"id": house.person(who).team},
        "user": {"id": house.id(who)},
        "channel": {"id": "D1"},
        "message": {"blocks": []},
        "response_url": f"{base}response/{house.slack.addresses.issue(ticket(house, who))}",
        "actions": [{"action_id": "link.retry", "type": "button", "value": value}],
    }
    return await house.slack.line.payload(body)


def ticket(house: House, who: str) -> Ticket:
    return Ticket(house.id(who), house.slack.workspace.channel(who, "app"))


def told(house: House, who: str) -> str:
    return str(house.slack.messages(who)[-1]["text"])


async def test_an_admin_tries_again_from_the_message_and_is_answered_privately(
    house: House,
) -> None:
    [east] = await link(house, await house.group("Design"), EAST)
    assert (await pressed(house, "ada", east.id)).ok
    assert f"<#{EAST}>" in told(house, "ada")
    assert house.slack.messages("ada")[-1]["ephemeral"]


async def test_an_admin_tries_again_from_the_form_and_reads_it_above_that(house: House) -> None:
    group = await house.group("Design")
    [east] = await link(house, group, EAST, problem="not_in_channel")
    await edit(house, group, "ada")
    assert (await house.slack.click("ada", "link.retry", east.id, place="modal")).ok
    above, below = house.slack.views("ada")[-1], house.slack.views("ada")[0]
    assert f"<#{EAST}>" in str(above)
    assert below["callback_id"] == "workgroup"


@pytest.mark.parametrize("who", ["lev", "mia"])
async def test_only_an_admin_tries_again(house: House, who: str) -> None:
    [east] = await link(house, await house.group("Design"), EAST)
    assert (await pressed(house, who, east.id)).ok
    assert f"<@{house.id('ada')}>" in told(house, who)
    assert EAST not in told(house, who)


@pytest.mark.parametrize("value", ["01J", "01J0000000000000000000000X", None])
async def test_what_is_no_link_is_not_tried(house: House, value: str | None) -> None:
    assert (await pressed(house, "ada", value)).ok
    assert "again now" not in told(house, "ada")


async def test_the_row_says_what_is_wrong(house: House) -> None:
    await link(house, await house.group("Design"), EAST, problem="is_archived")
    await turn(house, "lev", "workgroups")
    assert f"⚠️ <#{EAST}>: The channel is archived." in texts(house, "lev")


class Slack(Client):
    """Answers for user groups, and counts how often it is asked."""

    def __init__(self, *answers: Any) -> None:
        super().__init__(None, "http://nobody.example/")
        self.answers = list(answers)
        self.asked = 0

    async def usergroups_list(self, **_given: Any) -> Any:
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            await asyncio.Event().wait()
        return SimpleNamespace(data=answer)


GROUPS = {
    "usergroups": [
        {"id": "S2", "handle": "west", "name": "People of the West"},
        {"id": "S1", "handle": "east", "name": "People of the East"},
        {"id": "S3", "handle": "analysts", "name": None},
    ]
}
REFUSED = SlackApiError("refused", {"ok": False, "error": "missing_scope"})  # type: ignore[no-untyped-call]


def call(slack: Slack, team: str = "T1", patience: float = 60) -> Call:
    waiting = Waiting(asyncio.get_running_loop().time(), patience)
    person, parts = replace(ADA, team=team), None
    place = Origin("block_suggestion")
    return Call(person, ENGLISH, MONDAY, place, waiting, slack, parts)  # type: ignore[arg-type]


async def test_user_groups_are_found_by_handle_and_name() -> None:
    slack = Slack(GROUPS)
    known = Usergroups()
    handles = [handle for _, handle, _ in await known.find(call(slack), "")]
    assert handles == ["analysts", "east", "west"]
    assert [each[0] for each in await known.find(call(slack), " @EAST ")] == ["S1"]
    assert [each[0] for each in await known.find(call(slack), "people of")] == ["S1", "S2"]
    assert [each[0] for each in await known.find(call(slack), "wést people")] == ["S2"]
    assert await known.find(call(slack), "north") == []


async def test_slack_is_not_asked_at_every_letter_but_again_after_a_while() -> None:
    clock = Clock(stands=True)
    slack = Slack(GROUPS, {"usergroups": []}, GROUPS)
    known = Usergroups(clock.seconds)
    for _ in range(5):
        assert len(await known.find(call(slack), "")) == 3
    assert slack.asked == 1
    clock.move(seconds=LIFE)
    assert await known.find(call(slack), "") == []
    assert len(await known.find(call(slack, "T2"), "")) == 3


async def test_more_than_a_menu_takes_are_not_offered() -> None:
    many = [{"id": f"S{n}", "handle": f"group{n}"} for n in range(500)]
    assert len(await Usergroups().find(call(Slack({"usergroups": many})), "")) == 99


@pytest.mark.parametrize("answer", [REFUSED, TimeoutError(), None, {}])
async def test_silence_and_refusals_give_none_and_are_not_kept(answer: Any) -> None:
    slack = Slack(answer, GROUPS)
    known = Usergroups()
    assert await known.find(call(slack, patience=0.01), "") == []
    assert len(await known.find(call(slack), "")) == 3


async def test_the_menu_offers_none_and_what_slack_has(house: House) -> None:
    group = await house.group("Design")
    await edit(house, group, "ada")
    found = await house.slack.suggest("ada", "usergroup")
    assert found[0]["value"] == "none"
    assert (await house.slack.submit("ada", {"usergroup": "none"})).ok
    assert await places(house, group) == []
