"""Webhooks in Slack: who may not, what there is not, and what others did meanwhile."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.slack.views.blocks import Json
from commands.directory.change_role import set_role
from commands.webhooks import by_hand, endpoints
from storage.models import WebhookEndpoint, Workspace
from tests.bot.slack.endpoints import (
    GONE,
    NOBODY,
    URL,
    added,
    hooks,
    listed,
    pick,
    press,
    said,
    sealed,
    submitted,
    told,
    top,
)
from tests.bot.slack.home_page import turn
from tests.bot.slack.house import House

ACTIONS = [
    "webhook.deliveries",
    "webhook.test",
    "webhook.resume",
    "webhook.rotate",
    "webhook.retire",
    "webhook.remove",
]
VERBS = ["deliveries", "edit", "test", "pause", "resume", "more"]


@pytest.mark.parametrize("who", ["lev", "mia"])
async def test_who_is_no_admin_is_told_whom_to_ask(house: House, who: str) -> None:
    endpoint = await added(house)
    await house.parts.run(endpoints.test, house.person("ada"), endpoint.id, house.now)
    [first] = await told(house, endpoint)
    before = await sealed(house, endpoint)
    asked: list[tuple[str, str, Json]] = [(action, endpoint.id, {}) for action in ACTIONS]
    asked += [("settings.edit", "webhooks", {}), ("webhook.add", "", {})]
    asked += [("webhook.replay", str(first.id), {})]
    asked += [
        ("webhook.menu", "", {"selected_option": {"value": f"{verb}:{endpoint.id}"}})
        for verb in VERBS
    ]
    for action, value, more in asked:
        view = await press(house, who, action, value, **more)
        assert f"<@{house.id('ada')}>" in said(view), action
        await house.slack.close(who)
    for metadata in ("", endpoint.id):
        values = {"url": {"url": {"value": URL}}}
        view = {"id": "V1", "type": "modal", "callback_id": "webhook"}
        view |= {"private_metadata": metadata, "state": {"values": values}}
        body = await submitted(house, who, view)
        assert f"<@{house.id('ada')}>" in said(body["view"])
    assert await hooks(house) == (endpoint,)
    assert await sealed(house, endpoint) == before
    assert len(await told(house, endpoint)) == 1


@pytest.mark.parametrize("value", [NOBODY, "nonsense", "", "' OR 1=1"])
async def test_what_there_is_not_has_its_sentence(house: House, value: str) -> None:
    await turn(house, "ada", "settings")
    for action in ACTIONS:
        assert GONE in said(await press(house, "ada", action, value)), action
        await house.slack.close("ada")
    for verb in (*VERBS, "explode", ""):
        chosen = {"selected_option": {"value": f"{verb}:{value}"}}
        assert GONE in said(await press(house, "ada", "webhook.menu", "", **chosen)), verb
        await house.slack.close("ada")


async def test_another_workspaces_endpoint_is_not_told_apart(house: House) -> None:
    endpoint = await added(house)

    def move(unit: Any) -> None:
        other = Workspace(id="01J0000000000000000000000W", team="T0OTHER", name="Other")
        other.created_at = house.now
        unit.add(other)
        unit.flush()
        unit.scalar(select(WebhookEndpoint)).workspace_id = other.id

    await house.parts.run(move)
    await turn(house, "ada", "settings")
    for action in ACTIONS:
        assert GONE in said(await press(house, "ada", action, endpoint.id)), action
        await house.slack.close("ada")


async def test_one_that_another_admin_removed_is_gone_from_the_list_too(house: House) -> None:
    endpoint, kept = await added(house), await added(house, "https://kept.example/x")
    await listed(house)
    await house.parts.run(endpoints.remove, house.person("ada"), endpoint.id, house.now)
    await pick(house, "pause", endpoint)
    assert GONE in said(top(house, "notice"))
    await house.slack.close("ada")
    view = top(house, "webhooks")
    assert "kept.example" in said(view)
    assert "hr.example.com" not in said(view)
    assert await hooks(house) == (kept,)


async def test_who_edits_what_another_admin_removes_reads_it(house: House) -> None:
    await house.parts.run(set_role, "lev@northwind.example", "admin", house.now)
    endpoint = await added(house)
    await listed(house)
    await pick(house, "edit", endpoint)
    await listed(house, "lev")
    await pick(house, "more", endpoint, "lev")
    assert (await house.slack.click("lev", "webhook.remove", endpoint.id)).ok
    assert (await house.slack.submit("ada", {"url": "https://other.example/x"})).ok
    assert GONE in said(top(house, "notice"))
    assert await hooks(house) == ()


async def test_two_admins_who_edit_at_once_are_both_heard_the_last_one_last(house: House) -> None:
    await house.parts.run(set_role, "lev@northwind.example", "admin", house.now)
    endpoint = await added(house)
    for who in ("ada", "lev"):
        await listed(house, who)
        await pick(house, "edit", endpoint, who)
    for who in ("ada", "lev"):
        assert (await house.slack.submit(who, {"url": f"https://{who}.example/x"})).ok
    [changed] = await hooks(house)
    assert changed.url == "https://lev.example/x"


async def test_who_tests_and_replays_without_end_reads_when_it_is_possible_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_hand, "OF_ENDPOINT", 2)
    endpoint = await added(house)
    await listed(house)
    await pick(house, "test", endpoint)
    [first] = await told(house, endpoint)
    for action, value in (("webhook.test", endpoint.id), ("webhook.replay", str(first.id))):
        await house.slack.click("ada", action, value)
    view = top(house, "notice")
    assert "at most 2 tests and replays an hour" in said(view)
    assert "on." in said(view)
    assert len(await told(house, endpoint)) == 2
    await house.slack.close("ada")
    await house.slack.change("ada", locale="ru-RU")
    view = await press(house, "ada", "webhook.test", endpoint.id)
    assert "не больше 2 пробных и повторных сообщений" in said(view)
    assert len(await told(house, endpoint)) == 2
