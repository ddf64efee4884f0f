"""The methods that post messages and change them."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, people
from tests.bot.sandbox.blocks import message, section
from tests.bot.sandbox.bot import TOKEN, Open, error
from tests.bot.sandbox.slack_places import LEV, NIA


async def test_direct_messages_are_opened_and_written_to(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    channel = (await client.conversations_open(users=LEV))["channel"]["id"]
    answer = await client.chat_postMessage(channel=channel, text="Hello")
    assert answer["channel"] == channel
    assert [m["text"] for m in sandbox.messages("lev")] == ["Hello"]
    assert sandbox.messages("ada") == []


async def test_a_persons_id_stands_for_their_direct_messages(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    answer = await client.chat_postMessage(channel=LEV, **message(section("*hi*")))
    said = sandbox.messages("lev")[0]
    assert answer["channel"] == (await client.conversations_open(users=LEV))["channel"]["id"]
    assert (said["user"], said["bot_id"]) == (people.BOT_USER, people.BOT)
    assert said["blocks"][0]["text"]["text"] == "*hi*"
    assert said["blocks"][0]["block_id"]
    assert answer["message"]["ts"] == said["ts"]


@pytest.mark.parametrize("user", [people.BOT_USER, people.SLACKBOT])
async def test_a_bot_is_not_written_to(client: AsyncWebClient, user: str) -> None:
    assert (await error(client.conversations_open(users=user)))["error"] == "cannot_dm_bot"
    refused = await error(client.chat_postMessage(channel=user, text="x"))
    assert refused["error"] == "cannot_dm_bot"


async def test_to_open_nobodys_messages_is_refused_in_slacks_words(client: AsyncWebClient) -> None:
    """https://docs.slack.dev/reference/methods/conversations.open#errors"""
    for asked in ({}, {"users": ""}):
        refused = await error(client.api_call("conversations.open", params=asked))
        assert refused["error"] == "users_list_not_supplied"


async def test_with_who_was_deactivated_nothing_is_opened(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    await sandbox.change("lev", deleted=True)
    refused = await error(client.conversations_open(users=LEV))
    assert refused["error"] == "user_disabled"


async def test_somebodys_id_is_no_place_of_a_message_that_is_there(client: AsyncWebClient) -> None:
    """https://docs.slack.dev/reference/methods/chat.update and slackapi/python-slack-sdk#528"""
    posted = await client.chat_postMessage(channel=LEV, text="before")
    refused = await error(client.chat_update(channel=LEV, ts=posted["ts"], text="after"))
    assert refused["error"] == "channel_not_found"


@pytest.mark.parametrize("channel", ["C404", "D404", "general"])
async def test_a_place_that_is_not_there_is_not_written_to(
    client: AsyncWebClient, channel: str
) -> None:
    refused = await error(client.chat_postMessage(channel=channel, text="x"))
    assert refused["error"] == "channel_not_found"


async def test_a_channel_without_the_bot_wants_the_public_scope(
    build: Open, client: AsyncWebClient
) -> None:
    refused = await error(client.chat_postMessage(channel=people.GENERAL, text="x"))
    assert refused["error"] == "not_in_channel"
    sandbox = build(scopes=("chat:write", "chat:write.public"))
    await sandbox.start()
    public = AsyncWebClient(TOKEN, base_url=sandbox.api_url)
    await public.chat_postMessage(channel=people.GENERAL, text="Hello all")
    seen = [m["text"] for who in ("lev", "mia") for m in sandbox.messages(who, "general")]
    await sandbox.stop()
    assert seen == ["Hello all", "Hello all"]


async def test_a_message_without_a_word_is_refused(client: AsyncWebClient) -> None:
    refused = await error(client.api_call("chat.postMessage", json={"channel": LEV, "text": ""}))
    assert refused["error"] == "no_text"


async def test_a_message_that_breaks_a_rule_is_refused_with_the_place(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    refused = await error(client.chat_postMessage(channel=LEV, **message(section("x" * 3001))))
    complaint = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert refused["error"] == "invalid_blocks"
    assert refused["errors"] == [complaint]
    assert refused["response_metadata"]["messages"] == [f"[ERROR] {complaint}"]
    assert sandbox.messages("lev") == []


@pytest.mark.parametrize(("size", "said"), [(1168, ""), (1169, "msg_blocks_too_long")])
async def test_blocks_that_are_too_much_in_all_are_not_posted(
    sandbox: Sandbox, client: AsyncWebClient, size: int, said: str
) -> None:
    """Ten of them, each with a button: 1,168 + 7 + 125 characters."""
    pressed = {
        "type": "button",
        "action_id": "a",
        "text": {"type": "plain_text", "text": "Approve"},
    }
    many = message(*[section("x" * size, accessory=pressed)] * 10)
    posting = client.chat_postMessage(channel=LEV, **many)
    if said:
        assert (await error(posting))["error"] == said
    else:
        assert (await posting)["ok"]
    assert len(sandbox.messages("lev")) == (not said)


async def test_only_posting_counts_them(sandbox: Sandbox, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=LEV, text="Hello")
    many = message(*[section("x" * 2900)] * 10)
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], **many)
    assert len(sandbox.messages("lev")[0]["blocks"]) == 10
    long = client.chat_update(channel=posted["channel"], ts=posted["ts"], text="x" * 4001)
    assert (await error(long))["error"] == "msg_too_long"


async def test_only_one_person_sees_an_ephemeral_message(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    channel = (await client.conversations_open(users=LEV))["channel"]["id"]
    answer = await client.chat_postEphemeral(channel=channel, user=LEV, text="psst")
    said = sandbox.messages("lev")[0]
    assert (said["text"], said["ephemeral"], said["ts"]) == ("psst", True, answer["message_ts"])
    refused = await error(client.chat_postEphemeral(channel=channel, user=NIA, text="psst"))
    assert refused["error"] == "user_not_in_channel"


async def test_a_message_is_updated_in_place(sandbox: Sandbox, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=LEV, **message(section("before")))
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    await client.chat_update(**place, text="after")
    (said,) = sandbox.messages("lev")
    assert (said["text"], said["ts"]) == ("after", posted["ts"])
    assert "blocks" not in said
    assert said["edited"]["user"] == people.BOT_USER


async def test_what_is_not_the_bots_or_not_there_is_not_updated(
    build: Open, client: AsyncWebClient, sandbox: Sandbox
) -> None:
    channel = (await client.conversations_open(users=LEV))["channel"]["id"]
    sandbox.say("lev", "mine", "app")
    theirs = sandbox.messages("lev")[0]["ts"]
    alone = await client.chat_postEphemeral(channel=channel, user=LEV, text="psst")
    for ts, code in (
        (theirs, "cant_update_message"),
        (alone["message_ts"], "message_not_found"),
        ("1.000000", "message_not_found"),
    ):
        refused = await error(client.chat_update(channel=channel, ts=ts, text="x"))
        assert refused["error"] == code
