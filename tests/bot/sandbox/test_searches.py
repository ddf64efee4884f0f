"""Menus that ask the bot for their options while a person types."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from bot.sandbox.workspace import SlackError
from tests.bot.sandbox.blocks import SEARCH, Json, asked, modal, option, options, plain
from tests.bot.sandbox.bot import INTERACTION, Bot, open_modal


async def test_a_search_has_slacks_keys(sandbox: Sandbox, bot: Bot, client: AsyncWebClient) -> None:
    await open_modal(sandbox, bot, client, modal(SEARCH))
    bot.answers["block_suggestion"] = lambda _: {"options": [option("01J", "Design")]}
    assert await sandbox.suggest("lev", "workgroup", "des") == [option("01J", "Design")]
    expected = [*INTERACTION, "container", "view", "action_id", "block_id", "value"]
    assert sorted(bot.last) == sorted(expected)
    told = (bot.last["action_id"], bot.last["block_id"], bot.last["value"])
    assert told == ("workgroup", "workgroup", "des")


async def test_what_a_search_brought_can_be_chosen_and_nothing_else(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await open_modal(sandbox, bot, client, modal(SEARCH))
    with pytest.raises(KeyError):
        await sandbox.submit("lev", {"workgroup": "01J"})
    bot.answers["block_suggestion"] = lambda _: {"options": [option("01J", "Design")]}
    await sandbox.suggest("lev", "workgroup")
    await sandbox.submit("lev", {"workgroup": "01J"})
    chosen = bot.last["view"]["state"]["values"]["workgroup"]["workgroup"]
    assert chosen == {"type": "external_select", "selected_option": option("01J", "Design")}


async def test_options_may_come_in_groups(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await open_modal(sandbox, bot, client, modal(SEARCH))
    groups = [{"label": plain(), "options": options(1)}]
    bot.answers["block_suggestion"] = lambda _: {"option_groups": groups}
    assert await sandbox.suggest("lev", "workgroup") == options(1)


@pytest.mark.parametrize("answer", [{"options": []}, {"option_groups": []}])
async def test_a_search_may_find_nothing(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient, answer: Json
) -> None:
    await open_modal(sandbox, bot, client, modal(SEARCH))
    bot.answers["block_suggestion"] = lambda _: answer
    assert await sandbox.suggest("lev", "workgroup") == []


async def test_without_a_minimum_three_letters_are_asked_for(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await open_modal(sandbox, bot, client, modal(asked("workgroup", "external_select")))
    bot.answers["block_suggestion"] = lambda _: {"options": options(1)}
    assert await sandbox.suggest("lev", "workgroup", "de") == []
    assert bot.last.get("type") is None
    assert await sandbox.suggest("lev", "workgroup", "des") == options(1)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (500, "dispatch_failed"),
        ("", "invalid_options"),
        ({}, "invalid_options"),
        ([], "invalid_options"),
        ({"options": options(101)}, "invalid_options"),
        ({"options": [option(text="")]}, "invalid_options"),
    ],
)
async def test_options_that_slack_refuses_are_refused(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient, answer: Any, code: str
) -> None:
    await open_modal(sandbox, bot, client, modal(SEARCH))
    bot.answers["block_suggestion"] = lambda _: answer
    with pytest.raises(SlackError, match=code):
        await sandbox.suggest("lev", "workgroup")
