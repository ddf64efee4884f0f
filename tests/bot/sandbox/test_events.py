"""Shortcuts, and the events that tell the bot what happened in the workspace."""

import asyncio

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, people
from tests.bot.sandbox.blocks import Json, home
from tests.bot.sandbox.bot import INTERACTION, Bot, Open
from tests.bot.sandbox.slack_places import LEV


async def test_a_shortcut_has_slacks_keys(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.shortcut("lev", "invite")
    expected = [*INTERACTION, "action_ts", "callback_id", "trigger_id"]
    assert sorted(bot.last) == sorted(expected)
    assert (bot.last["type"], bot.last["callback_id"]) == ("shortcut", "invite")
    assert bot.last["user"] == {"id": LEV, "username": "lev", "team_id": people.TEAM}


EVENT_KEYS = """token team_id context_team_id context_enterprise_id api_app_id event type event_id
    event_time authorizations is_ext_shared_channel"""


async def test_opening_the_home_is_an_event_with_slacks_keys(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    assert (await sandbox.open_home("lev")).ok
    assert sorted(bot.last) == sorted(EVENT_KEYS.split())
    assert bot.headers[-1]["Content-Type"] == "application/json"
    assert sorted(bot.last["event"]) == sorted(["type", "user", "channel", "tab", "event_ts"])
    assert (bot.last["event"]["user"], bot.last["event"]["tab"]) == (LEV, "home")
    await client.views_publish(user_id=LEV, view=home())
    await sandbox.open_home("lev")
    assert bot.last["event"]["view"] == sandbox.home("lev")
    await sandbox.open_home("lev", "messages")
    assert "view" not in bot.last["event"]


async def test_a_changed_person_is_an_event(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await sandbox.change("lev", locale="ru-RU", is_admin=True)
    assert bot.last["event"]["type"] == "user_change"
    assert bot.last["event"]["user"]["locale"] == "ru-RU"
    now = (await client.users_info(user=LEV, include_locale=True))["user"]
    assert (now["locale"], now["is_admin"]) == ("ru-RU", True)


async def test_somebody_new_is_an_event(sandbox: Sandbox, bot: Bot, client: AsyncWebClient) -> None:
    await sandbox.join("Ivy Invited", "ivy@example.com")
    assert bot.last["event"]["type"] == "team_join"
    found = await client.users_lookupByEmail(email="ivy@example.com")
    assert found["user"]["real_name"] == "Ivy Invited"
    assert bot.last["event"]["user"]["id"] == found["user"]["id"]
    assert (await sandbox.command("ivy", "/invite")).ok


async def test_an_event_that_is_not_taken_comes_again_and_says_why(
    sandbox: Sandbox, bot: Bot
) -> None:
    statuses = iter([500, 404, 200])
    bot.answers["app_home_opened"] = lambda _: next(statuses)
    assert (await sandbox.open_home("lev")).error == "dispatch_failed"
    await asyncio.gather(*sandbox.line._tasks)
    assert len({told["event_id"] for told in bot.seen}) == 1
    retries = [headers.get("X-Slack-Retry-Num") for headers in bot.headers]
    assert retries == [None, "1", "2"]
    assert bot.headers[-1]["X-Slack-Retry-Reason"] == "http_error"


async def test_an_event_that_is_taken_late_says_so_when_it_comes_again(
    build: Open, bot: Bot
) -> None:
    async def late_once(_told: Json) -> str:
        await asyncio.sleep(30 if len(bot.seen) == 1 else 0)
        return ""

    bot.answers["app_home_opened"] = late_once
    sandbox = build(ack_limit=0.3)
    outcome = await sandbox.open_home("lev")
    await asyncio.gather(*sandbox.line._tasks)
    await sandbox.stop()
    assert outcome.error == "operation_timeout"
    assert bot.headers[-1]["X-Slack-Retry-Reason"] == "http_timeout"


async def test_an_event_is_given_up_in_the_end(sandbox: Sandbox, bot: Bot) -> None:
    bot.answers["app_home_opened"] = lambda _: 500
    await sandbox.open_home("lev")
    await asyncio.gather(*sandbox.line._tasks)
    assert len(bot.seen) == 3


async def test_what_is_still_to_come_again_does_not_hold_up_the_end(build: Open, bot: Bot) -> None:
    bot.answers["app_home_opened"] = lambda _: 500
    sandbox = build(retries=(3600,))
    await sandbox.open_home("lev")
    await sandbox.stop()
    assert len(bot.seen) == 1
    assert not sandbox.line._tasks


async def test_writing_a_message_tells_the_bot_nothing(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.say("lev", "Hello all")
    assert [said["text"] for said in sandbox.messages("mia", "general")] == ["Hello all"]
    assert bot.seen == []


@pytest.mark.parametrize("email", ["ada@example.com", "ADA.@example.com", "adá@example.com"])
async def test_who_joins_takes_nobody_s_place(sandbox: Sandbox, bot: Bot, email: str) -> None:
    before = dict(sandbox.workspace.people)
    for _ in range(2):
        assert (await sandbox.join("Ada Other", email)).ok
        told = bot.last["event"]["user"]
        assert told["id"].isascii()
        assert told["id"].isalnum()
    after = dict(sandbox.workspace.people)
    assert len(after) == len(before) + 2
    assert {name: after[name] for name in before} == before


async def test_no_event_is_sent_before_the_address_was_verified(build: Open, bot: Bot) -> None:
    sandbox = build(verified=False)
    await sandbox.start()
    assert (await sandbox.open_home("lev")).ok
    assert bot.seen == []
    assert not await sandbox.verify(), "it says something else"
    await sandbox.open_home("lev")
    bot.answers["url_verification"] = lambda told: {"challenge": told["challenge"]}
    assert await sandbox.verify()
    assert sorted(bot.last) == ["challenge", "token", "type"]
    await sandbox.open_home("lev")
    assert bot.last["event"]["type"] == "app_home_opened"
    await sandbox.stop()
