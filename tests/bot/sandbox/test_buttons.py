"""Buttons and menus, in modals, messages and Home: what the bot is told when one is pressed."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox import Sandbox, people
from bot.sandbox.workspace import SlackError
from tests.bot.sandbox.blocks import (
    Json,
    actions,
    asked,
    button,
    home,
    message,
    modal,
    option,
    options,
    section,
)
from tests.bot.sandbox.bot import INTERACTION, Bot, open_modal
from tests.bot.sandbox.slack_places import LEV


async def test_a_button_in_a_modal_brings_what_is_typed_and_a_trigger_for_the_next_view(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    async def push(told: Json) -> str:
        await client.views_push(trigger_id=told["trigger_id"], view=modal(callback_id="next"))
        return ""

    view = modal(asked("note"), actions(button("more", value="01J", style="primary")))
    await open_modal(sandbox, bot, client, view)
    bot.answers["block_actions"] = push
    assert (await sandbox.click("lev", "more", typed={"note": "hi"})).ok
    told = bot.last
    expected = [*INTERACTION, "container", "view", "actions", "trigger_id"]
    assert sorted(told) == sorted(expected)
    assert told["container"] == {"type": "view", "view_id": told["view"]["id"]}
    assert told["view"]["state"]["values"]["note"]["note"]["value"] == "hi"
    (action,) = told["actions"]
    assert (action["type"], action["action_id"], action["value"]) == ("button", "more", "01J")
    assert sorted(action) == sorted(
        ["type", "action_id", "block_id", "text", "value", "style", "action_ts"]
    )
    assert [view["callback_id"] for view in sandbox.views("lev")] == ["", "next"]


async def test_a_button_in_a_message_says_which_message(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel=LEV, **message(actions(button("go"))))
    await sandbox.click("lev", "go")
    told = bot.last
    more = ["container", "channel", "message", "state", "actions", "trigger_id", "response_url"]
    assert sorted(told) == sorted([*INTERACTION, *more])
    assert told["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": posted["channel"],
        "is_ephemeral": False,
    }
    assert told["channel"] == {"id": posted["channel"], "name": "directmessage"}
    assert told["message"] == posted["message"]


async def test_an_ephemeral_message_is_not_copied_into_the_payload(
    sandbox: Sandbox, bot: Bot
) -> None:
    bot.answers["command"] = lambda _: message(actions(button("go")))
    await sandbox.command("lev", "/invite")
    await sandbox.click("lev", "go")
    assert bot.last["container"]["is_ephemeral"] is True
    assert "message" not in bot.last


async def test_the_answer_to_a_button_can_replace_or_delete_the_message(
    sandbox: Sandbox, bot: Bot
) -> None:
    bot.answers["command"] = lambda _: message(actions(button("go")))
    await sandbox.command("lev", "/invite")
    await sandbox.click("lev", "go")
    hook = AsyncWebhookClient(bot.last["response_url"])
    await hook.send(text="Done", replace_original=True)
    assert [said["text"] for said in sandbox.messages("lev", "general")] == ["Done"]
    await hook.send(delete_original=True)
    assert sandbox.messages("lev", "general") == []


async def test_the_answer_to_a_button_stands_beside_the_message_unless_it_replaces_it(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=LEV, **message(actions(button("go"))))
    await sandbox.click("lev", "go")
    await AsyncWebhookClient(bot.last["response_url"]).send(text="Only an admin may.")
    assert [said["ephemeral"] for said in sandbox.messages("lev")] == [False, True]


async def test_a_button_is_told_apart_by_its_value(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    rows = [section(accessory=button("resend", value=value)) for value in ("01", "02")]
    await client.chat_postMessage(channel=LEV, **message(*rows))
    await sandbox.click("lev", "resend", "02")
    assert bot.last["actions"][0]["value"] == "02"
    assert bot.last["actions"][0]["block_id"] == bot.last["message"]["blocks"][1]["block_id"]
    with pytest.raises(SlackError, match="nothing to press: resend 03"):
        await sandbox.click("lev", "resend", "03")


async def test_the_newest_message_is_pressed_unless_another_is_named(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    stamps = [
        (await client.chat_postMessage(channel=LEV, **message(actions(button("go")))))["ts"]
        for _ in range(2)
    ]
    await sandbox.click("lev", "go")
    assert bot.last["message"]["ts"] == stamps[1]
    await sandbox.click("lev", "go", place="app", ts=stamps[0])
    assert bot.last["message"]["ts"] == stamps[0]


async def test_a_button_is_looked_for_where_a_person_would_look(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await client.views_publish(user_id=LEV, view=home(actions(button("go"))))
    await sandbox.click("lev", "go")
    assert bot.last["view"]["type"] == "home"
    await client.chat_postMessage(channel=LEV, **message(actions(button("go"))))
    await sandbox.click("lev", "go")
    assert bot.last["container"]["type"] == "message"
    await sandbox.click("lev", "go", place="home")
    assert bot.last["view"]["type"] == "home"
    await open_modal(sandbox, bot, client, modal(actions(button("go"))))
    await sandbox.click("lev", "go")
    assert bot.last["view"]["type"] == "modal"
    await sandbox.click("lev", "go", place="app")
    assert bot.last["container"]["type"] == "message"


async def test_nobody_presses_what_they_do_not_see(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=LEV, **message(actions(button("go"))))
    for who, place in (("mia", ""), ("lev", "modal"), ("lev", "home"), ("lev", "general")):
        with pytest.raises(SlackError, match="nothing to press"):
            await sandbox.click(who, "go", place=place)


async def test_a_stranger_is_told_by_their_team(sandbox: Sandbox, bot: Bot) -> None:
    bot.answers["command"] = lambda _: message(actions(button("go")), response_type="in_channel")
    await sandbox.command("lev", "/invite")
    await sandbox.click("nia", "go")
    assert bot.last["user"]["team_id"] == "T0CONTOSO1"
    assert bot.last["team"]["id"] == people.TEAM


async def test_an_overflow_menu_brings_the_chosen_option_and_keeps_nothing(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    menu = {"type": "overflow", "action_id": "menu", "options": options(3)}
    posted = await client.chat_postMessage(channel=LEV, **message(section(accessory=menu)))
    await sandbox.click("lev", "menu", "v1")
    assert bot.last["actions"][0]["selected_option"] == option("v1")
    assert bot.last["state"] == {"values": {}}
    assert bot.last["message"]["ts"] == posted["ts"]
    with pytest.raises(SlackError, match="nothing to press"):
        await sandbox.click("lev", "menu", "v9")


async def test_a_menu_in_a_home_keeps_what_was_chosen(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    filter_ = {"type": "static_select", "action_id": "filter", "options": options(3)}
    await client.views_publish(user_id=LEV, view=home(actions(filter_, block_id="top")))
    await sandbox.click("lev", "filter", "v2")
    chosen = {"type": "static_select", "selected_option": option("v2")}
    assert bot.last["view"]["state"]["values"] == {"top": {"filter": chosen}}
    shown = sandbox.home("lev")
    assert shown
    assert shown["state"]["values"]["top"]["filter"] == chosen


async def test_a_menu_in_a_message_keeps_what_was_chosen(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    role = {"type": "static_select", "action_id": "role", "options": options(3)}
    await client.chat_postMessage(channel=LEV, **message(actions(role, block_id="top")))
    await sandbox.click("lev", "role", "v2")
    values = bot.last["state"]["values"]
    assert values["top"]["role"]["selected_option"] == option("v2")


async def test_a_field_that_is_asked_at_once_brings_its_text(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    search = {**asked("search"), "dispatch_action": True}
    await client.views_publish(user_id=LEV, view=home(search))
    await sandbox.click("lev", "search", "ivy")
    action = bot.last["actions"][0]
    assert (action["type"], action["value"]) == ("plain_text_input", "ivy")
