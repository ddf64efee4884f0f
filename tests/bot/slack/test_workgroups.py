"""Workgroups from Home: a new one, and all that changes in one."""

from typing import Any

import pytest

from commands.directory.identify import identify
from commands.workgroups import manage
from tests.bot.slack.home_page import press, texts, turn
from tests.bot.slack.house import House
from tests.bot.slack.workgroup_form import edit, edited


async def open_modal(house: House, who: str = "lev") -> None:
    await house.slack.open_home(who)
    assert (await house.slack.click(who, "workgroup.create", place="home")).ok
    view = house.slack.view(who)
    assert view
    assert view["callback_id"] == "workgroup"


async def test_a_lead_makes_a_workgroup_and_can_pick_it(house: House) -> None:
    await open_modal(house)
    assert (await house.slack.submit("lev", {"name": "Design", "description": "Who draws"})).ok
    view = house.slack.view("lev")
    assert view
    assert "*Design* is there" in view["blocks"][0]["text"]["text"]
    await house.slack.close("lev")
    await house.slack.command("lev", "/invite")
    [option] = await house.slack.suggest("lev", "workgroup", "d")
    assert (option["text"]["text"], option["description"]["text"]) == ("Design", "Who draws")


async def test_home_is_shown_anew(house: House) -> None:
    await open_modal(house)
    await house.slack.submit("lev", {"name": "Design"})
    published = [call for call in house.slack.calls if call.method == "views.publish"]
    assert len(published) == 2


async def test_a_name_that_is_taken_is_an_error_under_its_field(house: House) -> None:
    await house.group("Design")
    await open_modal(house)
    assert (await house.slack.submit("lev", {"name": "DESIGN"})).ok
    assert list(house.slack.errors("lev")) == ["name"]
    assert "already" in house.slack.errors("lev")["name"]


@pytest.mark.parametrize(
    ("name", "description", "field"),
    [
        (" ", "", "name"),
        ("x" * 76, "", "name"),
        (None, None, "name"),
        ("x", "y" * 501, "description"),
    ],
)
async def test_what_slack_should_have_held_back_is_refused_here(
    house: House, name: str | None, description: str | None, field: str
) -> None:
    values = {
        "name": {"name": {"value": name}},
        "description": {"description": {"value": description}},
    }
    view = {"id": "V1", "type": "modal", "callback_id": "workgroup", "state": {"values": values}}
    body: dict[str, Any] = {
        "type": "view_submission",
        "team": {"id": house.person("lev").team},
        "user": {"id": house.id("lev")},
        "view": view,
    }
    outcome = await house.slack.line.payload(body)
    assert list(outcome.body["errors"]) == [field]


async def test_a_member_who_presses_an_old_button_is_told_whom_to_ask(house: House) -> None:
    body = {
        "type": "block_actions",
        "team": {"id": house.person("mia").team},
        "user": {"id": house.id("mia")},
        "trigger_id": house.slack.triggers.issue(ticket(house, "mia")),
        "actions": [{"action_id": "workgroup.create"}],
        "view": {"type": "home"},
    }
    assert (await house.slack.line.payload(body)).ok
    view = house.slack.view("mia")
    assert view
    assert view["callback_id"] == "notice"
    assert f"<@{house.id('ada')}>" in str(view)


def ticket(house: House, who: str) -> Any:
    from bot.sandbox.triggers import Ticket  # noqa: PLC0415

    return Ticket(house.id(who))


async def inside(house: House, group: str) -> list[str]:
    ada = house.person("ada")
    found = await house.parts.run(manage.inside, ada, group, "", 100, house.now)
    return [each.email for each in found]


async def test_a_lead_renames_describes_and_fills_a_workgroup(house: House) -> None:
    group = await house.group("Design")
    await edit(house, group)
    values = {"name": "Craft", "description": "Who makes", "emails": "lev@northwind.example"}
    assert (await house.slack.submit("lev", values)).ok
    assert house.slack.view("lev") is None
    found = await edited(house, group)
    assert (found.group.name, found.group.description) == ("Craft", "Who makes")
    assert await inside(house, group) == ["lev@northwind.example"]
    assert "*Craft*\nCustom · 1 member\nEdit\nWho makes" in texts(house, "lev")


async def test_members_are_taken_out(house: House) -> None:
    group = await house.group("Design")
    await house.parts.run(identify, house.person("mia"), house.now)
    both = "lev@northwind.example mia@northwind.example"
    await house.parts.run(manage.add_members, house.person("ada"), group, both, house.now)
    await edit(house, group)
    assert len(await house.slack.suggest("lev", "remove")) == 2
    [mia] = await house.slack.suggest("lev", "remove", "mi")
    assert mia["text"]["text"] == "Mia Member"
    assert mia["description"]["text"] == "mia@northwind.example"
    assert (await house.slack.submit("lev", {"remove": [mia["value"]]})).ok
    assert await inside(house, group) == ["lev@northwind.example"]


async def test_nobody_looks_into_a_workgroup_who_may_not_change_it(house: House) -> None:
    group = await house.group("Design")
    await house.parts.run(
        manage.add_members, house.person("ada"), group, "ada@northwind.example", house.now
    )
    for who, about in (("mia", group), ("gus", group), ("lev", "nonsense"), ("lev", "")):
        body = {
            "type": "block_suggestion",
            "team": {"id": house.person("lev").team},
            "user": {"id": house.id(who)},
            "action_id": "remove",
            "value": "",
            "view": {"id": "V1", "type": "modal", "private_metadata": about},
        }
        outcome = await house.slack.line.payload(body)
        assert outcome.ok
        assert outcome.body == {"options": []}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"emails": "ivy@example.com", "name": "Craft"}, "emails"),
        ({"emails": "nonsense", "name": "Craft"}, "emails"),
        ({"name": "TAKEN"}, "name"),
    ],
)
async def test_what_can_not_be_changes_nothing_and_is_said_under_its_field(
    house: House, values: dict[str, str], field: str
) -> None:
    group = await house.group("Design")
    await house.group("Taken")
    await edit(house, group)
    await house.slack.submit("lev", values)
    assert list(house.slack.errors("lev")) == [field]
    assert (await edited(house, group)).group.name == "Design"


async def test_an_archived_workgroup_is_gone_from_home(house: House) -> None:
    group = await house.group("Design")
    await edit(house, group)
    assert (await house.slack.click("lev", "workgroup.archive", group)).ok
    view = house.slack.view("lev")
    assert view
    assert "*Design* is archived" in str(view)
    assert "Custom" not in texts(house, "lev")
    assert house.slack.home("lev")["private_metadata"] == '{"tab": "workgroups"}'  # type: ignore[index]


async def test_what_was_archived_meanwhile_is_not_edited(house: House) -> None:
    group = await house.group("Design")
    await edit(house, group)
    await house.parts.run(manage.archive, house.person("ada"), group, house.now)
    assert (await house.slack.submit("lev", {"name": "Craft"})).ok
    assert "There is no such workgroup here." in str(house.slack.view("lev"))


async def test_public_is_not_edited_whatever_is_sent(house: House) -> None:
    await turn(house, "lev", "workgroups")
    page = await house.parts.run(manage.search, house.person("lev"), "", 9)
    assert page == []
    await press(house, "lev", "workgroup.edit", "nonsense")
    assert all(view["callback_id"] == "notice" for view in house.opened())
