"""An admin links a workgroup: what the form sends is looked at in Slack, whatever it offered."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bot.sandbox.web_api import Fault
from bot.slack.channel_links import Usergroups
from bot.slack.client import Client
from bot.slack.waiting import Waiting
from commands.directory.change_role import set_role
from commands.workgroups import linking, manage
from tests.bot.sandbox.slack_places import ANALYSTS, BOARD, EAST, OLD, PLANS, WEST, allow
from tests.bot.slack.house import House
from tests.bot.slack.linked import linked, looks
from tests.bot.slack.workgroup_form import edit


@pytest.fixture(autouse=True)
def _allowed(house: House) -> None:
    allow(house.slack)


async def press_link(house: House, who: str, group: str, **values: Any) -> dict[str, str]:
    """What stands under the fields."""
    await edit(house, group, who)
    if "usergroup" in values:
        await house.slack.suggest(who, "usergroup")
    assert (await house.slack.submit(who, values)).ok
    return house.slack.errors(who) if house.slack.view(who) else {}


async def linked_with(house: House, group: str) -> list[str]:
    found = await house.parts.run(linking.linked, house.person("ada"), group, house.now)
    return [each.slack_id for each in found]


async def admin(house: House) -> str:
    """Lev, whom Ada made an admin of Usher; he does not run Slack."""
    await house.parts.run(set_role, "lev@northwind.example", "admin", house.now)
    return "lev"


async def test_an_admin_links_a_channel_that_they_are_in(house: House) -> None:
    group = await house.group("Design")
    assert await press_link(house, await admin(house), group, channels=[EAST]) == {}
    assert await linked_with(house, group) == [EAST]


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (WEST, "You are not in #west"),
        (PLANS, "You are not in #plans"),
        (BOARD, "Usher sees no such channel"),
        ("C0NOWHERE1", "Usher sees no such channel"),
        (OLD, "#old is archived"),
        ("D0MIA00000", "Please pick at most 20 channels"),
    ],
)
async def test_what_can_not_be_linked_is_said_under_the_field(
    house: House, channel: str, said: str
) -> None:
    group = await house.group("Design")
    errors = await press_link(house, await admin(house), group, channels=[channel])
    assert list(errors) == ["channels"]
    assert said in errors["channels"]
    assert await linked_with(house, group) == []


async def test_who_was_brought_in_since_the_form_was_opened_is_told_first(house: House) -> None:
    group = await house.group("Design")
    await edit(house, group, "ada")
    await house.parts.run(
        manage.add_members, house.person("lev"), group, "lev@northwind.example", house.now
    )
    assert (await house.slack.submit("ada", {"channels": [EAST]})).ok
    said = house.slack.errors("ada")["channels"]
    assert "1 as members, 0 by invitations" in said
    assert await linked_with(house, group) == []
    await house.slack.close("ada")
    assert await press_link(house, "ada", group, channels=[EAST]) == {}
    assert await linked_with(house, group) == [EAST]


async def test_group_messages_are_not_linked(house: House) -> None:
    channels = house.slack.workspace.channels
    channels["C0MPIM0001"] = {**channels[EAST], "id": "C0MPIM0001", "is_mpim": True}
    group = await house.group("Design")
    errors = await press_link(house, "ada", group, channels=["C0MPIM0001"])
    assert "direct messages" in errors["channels"]


async def test_who_runs_slack_links_what_they_are_not_in(house: House) -> None:
    channels = house.slack.workspace.channels
    channels[WEST] = {**channels[WEST], "members": []}
    group = await house.group("Design")
    assert await press_link(house, "ada", group, channels=[WEST]) == {}
    assert await linked_with(house, group) == [WEST]
    errors = await press_link(house, "ada", group, channels=[WEST, "C0NOWHERE1"])
    assert list(errors) == ["channels"]


async def test_a_user_group_that_is_not_there_is_not_linked(house: House) -> None:
    group = await house.group("Design")
    await edit(house, group, "ada")
    view = house.slack.view("ada")
    assert view
    values = {
        "name": {"name": {"type": "x", "value": "Design"}},
        "channels": {"channels": {"type": "x", "selected_conversations": []}},
        "usergroup": {"usergroup": {"type": "x", "selected_option": {"value": "S0NOWHERE1"}}},
    }
    body = {
        "type": "view_submission",
        "team": {"id": house.person("ada").team},
        "user": {"id": house.id("ada")},
        "view": {**view, "state": {"values": values}},
    }
    outcome = await house.slack.line.payload(body)
    assert list(outcome.body["errors"]) == ["usergroup"]
    assert "no user group of this Slack" in outcome.body["errors"]["usergroup"]
    assert await press_link(house, "ada", group, usergroup=ANALYSTS) == {}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(error="missing_scope"), "channels:read and groups:read"),
        (Fault(error="channel_not_found"), "Usher sees no such channel"),
        (Fault(error="method_not_supported_for_channel_type"), "people's direct messages"),
        (Fault(hang=1), "Slack did not answer in time"),
        (Fault(status=500), "Slack did not tell Usher about this place"),
        (Fault(error="invalid_auth"), "Slack did not tell Usher about this place"),
        (Fault(error="brand_new"), "Slack did not tell Usher about this place"),
    ],
)
async def test_why_slack_does_not_say_is_said(
    house: House, fault: Fault, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.seeing.PATIENCE", 0.2 if fault.hang else 10.0)
    group = await house.group("Design")
    house.slack.api.faults["conversations.info"].append(fault)
    errors = await press_link(house, "ada", group, channels=[EAST])
    assert said in errors["channels"]
    assert await linked_with(house, group) == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(hang=1), "Slack did not answer in time"),
        (Fault(status=404, says="<html>"), "Slack did not tell Usher about this place"),
        (Fault(error="missing_scope"), "was linked. Ask whoever installed Usher"),
    ],
)
@pytest.mark.parametrize(
    ("method", "picked"),
    [
        ("conversations.members", {"channels": [EAST]}),
        ("usergroups.users.list", {"usergroup": ANALYSTS}),
    ],
)
async def test_that_who_links_is_not_there_is_said_only_where_slack_said_it(
    house: House,
    fault: Fault,
    said: str,
    method: str,
    picked: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.slack.seeing.PATIENCE", 0.2 if fault.hang else 10.0)
    shelf, group = house.slack.workspace.usergroups, await house.group("Design")
    shelf[ANALYSTS] = {**shelf[ANALYSTS], "prefs": {"channels": [EAST], "groups": []}}
    lev = await admin(house)
    shelf[ANALYSTS] = {**shelf[ANALYSTS], "users": [house.id(lev)]}
    house.slack.api.faults[method].append(replace(fault))
    [under] = (await press_link(house, lev, group, **picked)).values()
    assert said in under
    assert await linked_with(house, group) == []
    house.slack.api.faults.clear()
    await house.slack.close(lev)
    house.slack.api.faults[method].append(replace(fault))
    assert await press_link(house, "ada", group, **picked) == {}, "who runs Slack need not be there"


async def test_what_another_admin_linked_stays_when_the_name_changes(house: House) -> None:
    group = await linked(house, BOARD)
    assert await press_link(house, await admin(house), group, name="Directors") == {}
    assert await linked_with(house, group) == [BOARD]
    assert looks(house) == []


async def test_a_user_group_with_default_channels_wants_who_links_it_in_it(house: House) -> None:
    shelf, group = house.slack.workspace.usergroups, await house.group("Design")
    lev = await admin(house)
    shelf[ANALYSTS] = {**shelf[ANALYSTS], "prefs": {"channels": [], "groups": [BOARD]}}
    errors = await press_link(house, lev, group, usergroup=ANALYSTS)
    assert "Whoever is in @analysts is in its channels too" in errors["usergroup"]
    await house.slack.close(lev)
    shelf[ANALYSTS] = {**shelf[ANALYSTS], "users": [house.id(lev)]}
    assert await press_link(house, lev, group, usergroup=ANALYSTS) == {}
    assert await linked_with(house, group) == [ANALYSTS]


async def test_a_user_group_that_opens_no_channel_is_linked_from_outside(house: House) -> None:
    group = await house.group("Design")
    assert await press_link(house, await admin(house), group, usergroup=ANALYSTS) == {}


LOCKED: list[tuple[dict[str, Any], str]] = [
    ({"date_delete": 1_700_000_000}, "no user group of this Slack"),
    ({"is_idp_group": True}, "identity provider decides who is in @analysts"),
    ({"is_membership_locked": True}, "Who is in @analysts can't be changed by hand"),
    ({"auto_type": "admin"}, "Who is in @analysts can't be changed by hand"),
    ({"is_external": True}, "no user group of this Slack"),
]


@pytest.mark.parametrize(("facts", "said"), LOCKED)
async def test_a_user_group_that_nobody_can_change_is_neither_offered_nor_linked(
    house: House, facts: dict[str, Any], said: str
) -> None:
    shelf, group = house.slack.workspace.usergroups, await house.group("Design")
    await edit(house, group, "ada")
    await house.slack.suggest("ada", "usergroup")
    shelf[ANALYSTS] = {**shelf[ANALYSTS], **facts}
    assert (await house.slack.submit("ada", {"usergroup": ANALYSTS})).ok
    assert said in house.slack.errors("ada")["usergroup"]
    assert await linked_with(house, group) == []
    call = SimpleNamespace(
        client=Client("xoxb-sandbox", base_url=house.slack.api_url),
        person=house.person("ada"),
        waiting=Waiting(),
    )
    assert await Usergroups().find(call, "") == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "facts",
    [
        {"is_section": True},
        {"is_org_level": True},
        {"is_editing_restricted": True},
        {"auto_provision": True},
        {"is_visible": False},
        {"is_idp_group": None, "is_membership_locked": None},
    ],
)
async def test_what_concerns_not_who_is_in_it_keeps_no_user_group_out(
    house: House, facts: dict[str, Any]
) -> None:
    shelf, group = house.slack.workspace.usergroups, await house.group("Design")
    shelf[ANALYSTS] = {**shelf[ANALYSTS], **facts}
    assert await press_link(house, "ada", group, usergroup=ANALYSTS) == {}


async def test_of_a_user_group_whose_channels_slack_leaves_out_one_has_to_be(
    house: House,
) -> None:
    """Who links it must be in it themselves, as if it had some."""
    shelf, group = house.slack.workspace.usergroups, await house.group("Design")
    shelf[ANALYSTS] = {**shelf[ANALYSTS], "prefs": None}
    errors = await press_link(house, await admin(house), group, usergroup=ANALYSTS)
    assert "you are not in it" in errors["usergroup"]
