"""The shortcut on a message: what the bot is told of the message."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, people
from bot.sandbox.workspace import SlackError
from tests.bot.sandbox.blocks import message
from tests.bot.sandbox.bot import INTERACTION, Bot
from tests.bot.sandbox.slack_places import LEV


async def test_a_messages_shortcut_has_slacks_keys(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.say("mia", "Ask ivy@example.com")
    [said] = sandbox.messages("lev", "general")
    await sandbox.message_shortcut("lev", said["ts"], callback_id="take")
    more = [
        "action_ts",
        "callback_id",
        "trigger_id",
        "response_url",
        "channel",
        "message",
        "message_ts",
    ]
    assert sorted(bot.last) == sorted([*INTERACTION, *more])
    assert (bot.last["type"], bot.last["callback_id"]) == ("message_action", "take")
    assert bot.last["user"] == {"id": LEV, "name": "lev"}
    assert bot.last["channel"] == {"id": people.GENERAL, "name": "general"}
    told = bot.last["message"]
    assert (told["ts"], bot.last["message_ts"]) == (said["ts"], said["ts"])
    assert told["text"] == "Ask <mailto:ivy@example.com|ivy@example.com>"
    [section] = told["blocks"][0]["elements"]
    assert section["elements"] == [
        {"type": "text", "text": "Ask "},
        {"type": "link", "url": "mailto:ivy@example.com", "text": "ivy@example.com"},
    ]


async def test_a_link_that_somebody_typed_is_one_link(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.say("mia", "R&D: mailto:carl%2Btag@example.com, ssh://git@example.com.")
    [said] = sandbox.messages("lev", "general")
    await sandbox.message_shortcut("lev", said["ts"], callback_id="take")
    told = bot.last["message"]
    assert told["text"] == "R&amp;D: <mailto:carl%2Btag@example.com>, <ssh://git@example.com>."
    assert told["blocks"][0]["elements"][0]["elements"] == [
        {"type": "text", "text": "R&D: "},
        {"type": "link", "url": "mailto:carl%2Btag@example.com"},
        {"type": "text", "text": ", "},
        {"type": "link", "url": "ssh://git@example.com"},
        {"type": "text", "text": "."},
    ]


async def test_a_message_of_blocks_comes_with_its_own(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    sent = message({"type": "divider"})
    posted = await client.chat_postMessage(channel=LEV, **sent)
    await sandbox.message_shortcut("lev", posted["ts"], place="app")
    assert bot.last["message"]["blocks"][0]["type"] == "divider"
    assert bot.last["channel"]["name"] == "directmessage"


async def test_what_one_does_not_see_or_sees_alone_has_no_shortcut(sandbox: Sandbox) -> None:
    alone = sandbox.workspace.post(people.GENERAL, {"text": "Psst"}, to=LEV)
    for who, ts in (("lev", alone["ts"]), ("mia", alone["ts"]), ("lev", "1.0")):
        with pytest.raises(SlackError, match="message_not_found"):
            await sandbox.message_shortcut(who, ts)
