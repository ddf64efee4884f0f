"""Slash commands: what the bot is sent, and what becomes of each of its answers."""

import asyncio
import re
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox import Sandbox, people
from tests.bot.sandbox.blocks import message, section
from tests.bot.sandbox.bot import Bot, Open


def texts(sandbox: Sandbox, who: str = "lev", place: str = "general") -> list[str]:
    return [said["text"] for said in sandbox.messages(who, place)]


COMMAND_KEYS = """token team_id team_domain channel_id channel_name user_id user_name command text
    api_app_id is_enterprise_install response_url trigger_id"""


async def test_a_command_has_slacks_keys(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.command("lev", "/invite  ada@payload.example  ")
    assert sorted(bot.last) == sorted(COMMAND_KEYS.split())
    assert (bot.last["command"], bot.last["text"]) == ("/invite", "ada@payload.example")
    assert (bot.last["user_id"], bot.last["user_name"]) == ("U0LEV00000", "lev")
    assert (bot.last["channel_id"], bot.last["channel_name"]) == (people.GENERAL, "general")
    assert re.fullmatch(r"\d+\.\d+\.[0-9a-f]{32}", bot.last["trigger_id"])


async def test_a_command_is_a_signed_form(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.command("lev", "/invite")
    headers = bot.headers[-1]
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["X-Slack-Signature"].startswith("v0=")
    assert headers["User-Agent"].startswith("Slackbot")


async def test_a_command_typed_to_the_app_says_so(sandbox: Sandbox, bot: Bot) -> None:
    bot.answers["command"] = lambda _: "Hello"
    await sandbox.command("lev", "/invite help", "app")
    assert bot.last["channel_name"] == "directmessage"
    assert texts(sandbox, place="app") == ["Hello"]
    assert texts(sandbox) == []


async def test_whoever_acts_is_named_by_id_too(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.command("U0GUS00000", "/invite")
    assert bot.last["user_name"] == "gus"


async def test_an_empty_answer_says_nothing(sandbox: Sandbox) -> None:
    outcome = await sandbox.command("lev", "/invite")
    assert (outcome.ok, outcome.body, outcome.status) == (True, None, 200)
    assert texts(sandbox) == []


async def test_a_plain_answer_is_for_one_person(sandbox: Sandbox, bot: Bot) -> None:
    bot.answers["command"] = lambda _: "Hello"
    assert (await sandbox.command("lev", "/invite")).ok
    assert texts(sandbox) == ["Hello"]
    assert sandbox.messages("lev", "general")[0]["ephemeral"] is True
    assert texts(sandbox, "mia") == []


async def test_an_answer_for_the_channel_is_for_everybody(sandbox: Sandbox, bot: Bot) -> None:
    bot.answers["command"] = lambda _: message(section(), response_type="in_channel")
    await sandbox.command("lev", "/invite")
    assert texts(sandbox, "mia") == ["hello"]
    assert sandbox.messages("mia", "general")[0]["ephemeral"] is False


async def test_an_empty_object_says_nothing(sandbox: Sandbox, bot: Bot) -> None:
    bot.answers["command"] = lambda _: {}
    assert (await sandbox.command("lev", "/invite")).ok
    assert texts(sandbox) == []


@pytest.mark.parametrize("answer", [{"blocks": []}, {"text": "x", "unknown": 1}, [1], 3])
async def test_an_answer_that_slack_refuses_is_told_to_the_person(
    sandbox: Sandbox, bot: Bot, answer: Any
) -> None:
    bot.answers["command"] = lambda _: {"text": 3} if answer == 3 else answer
    outcome = await sandbox.command("lev", "/invite")
    assert outcome.error == "invalid_blocks"
    assert outcome.problems
    assert texts(sandbox) == ['/invite failed with the error "invalid_blocks"']
    assert sandbox.messages("lev", "general")[0]["user"] == people.SLACKBOT


@pytest.mark.parametrize("status", [201, 404, 500])
async def test_an_error_is_told_to_the_person(sandbox: Sandbox, bot: Bot, status: int) -> None:
    bot.answers["command"] = lambda _: status
    outcome = await sandbox.command("lev", "/invite help")
    assert (outcome.error, outcome.status) == ("dispatch_failed", status)
    assert texts(sandbox) == ['/invite failed with the error "dispatch_failed"']
    assert texts(sandbox, "ada") == []


async def test_an_answer_that_is_no_json_is_an_error(sandbox: Sandbox, bot: Bot) -> None:
    broken = web.Response(text="{", content_type="application/json")
    bot.answers["command"] = lambda _: broken
    outcome = await sandbox.command("lev", "/invite")
    assert (outcome.error, outcome.status, outcome.body) == ("dispatch_failed", 200, "{")


async def test_a_bot_that_is_not_there_is_an_error(build: Open) -> None:
    sandbox = build(bot_url="http://127.0.0.1:9/slack/events")
    assert (await sandbox.command("lev", "/invite")).error == "dispatch_failed"
    await sandbox.stop()


async def test_a_late_answer_is_no_answer(build: Open, bot: Bot) -> None:
    async def late(_told: object) -> str:
        await asyncio.sleep(30)
        return "too late"

    bot.answers["command"] = late
    sandbox = build(ack_limit=0.05)
    outcome = await sandbox.command("lev", "/invite")
    said = texts(sandbox)
    await sandbox.stop()
    assert outcome.error == "operation_timeout"
    assert said == ['/invite failed with the error "operation_timeout"']


async def test_nobody_unknown_can_act(sandbox: Sandbox) -> None:
    with pytest.raises(Exception, match="user_not_found"):
        await sandbox.command("zoe", "/invite")


# response_url


@pytest.fixture
async def hook(sandbox: Sandbox, bot: Bot) -> AsyncWebhookClient:
    """Where Lev's command may be answered later."""
    await sandbox.command("lev", "/invite")
    return AsyncWebhookClient(bot.last["response_url"])


async def test_a_command_can_be_answered_later(sandbox: Sandbox, hook: AsyncWebhookClient) -> None:
    answer = await hook.send(text="Later")
    assert (answer.status_code, answer.body) == (200, "ok")
    await hook.send(text="To all", response_type="in_channel")
    assert texts(sandbox) == ["Later", "To all"]
    assert texts(sandbox, "mia") == ["To all"]


async def test_a_command_is_answered_five_times_and_no_sixth(
    sandbox: Sandbox, hook: AsyncWebhookClient
) -> None:
    answers = [await hook.send(text=f"{number}") for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body
    assert texts(sandbox) == ["0", "1", "2", "3", "4"]


async def test_a_command_is_not_answered_after_half_an_hour(build: Open, bot: Bot) -> None:
    sandbox = build(response_life=-1)
    await sandbox.start()
    await sandbox.command("lev", "/invite")
    answer = await AsyncWebhookClient(bot.last["response_url"]).send(text="late")
    said = texts(sandbox)
    await sandbox.stop()
    assert (answer.status_code, said) == (404, [])
    assert "expired_url" in answer.body


async def test_an_address_that_was_never_given_takes_nothing(
    sandbox: Sandbox, hook: AsyncWebhookClient
) -> None:
    answer = await AsyncWebhookClient(f"{hook.url}0").send(text="x")
    assert (answer.status_code, texts(sandbox)) == (404, [])


async def test_a_later_answer_keeps_to_the_rules(
    sandbox: Sandbox, hook: AsyncWebhookClient
) -> None:
    answer = await hook.send(text="x", blocks=[section("x" * 3001)])
    assert answer.status_code == 400
    assert "invalid_blocks" in answer.body
    assert texts(sandbox) == []


async def test_a_later_answer_that_is_no_json_is_refused(hook: AsyncWebhookClient) -> None:
    async with aiohttp.ClientSession() as session:
        answer = await session.post(hook.url, data="{")
        assert (answer.status, await answer.text()) == (400, "invalid_payload")


async def test_a_command_has_no_message_to_replace(
    sandbox: Sandbox, hook: AsyncWebhookClient
) -> None:
    await hook.send(text="new", replace_original=True)
    await hook.send(text="", delete_original=True)
    assert texts(sandbox) == ["new"]
