"""The door of the Web API, called as the bot calls it: with slack_sdk's client, over HTTP."""

from collections.abc import AsyncIterator, Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, people
from tests.bot.sandbox.blocks import home
from tests.bot.sandbox.bot import SCOPES, TOKEN, Open, error
from tests.bot.sandbox.slack_places import LEV
from tests.clock import Clock


@pytest.fixture
async def poor(build: Open) -> AsyncIterator[AsyncWebClient]:
    """A client whose token has not one scope."""
    sandbox = build(scopes=())
    await sandbox.start()
    yield AsyncWebClient(TOKEN, base_url=sandbox.api_url)
    await sandbox.stop()


async def test_the_bot_learns_who_it_is(client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"]) == (people.TEAM, people.BOT_USER)
    assert answer["bot_id"] == people.BOT
    assert answer.headers["X-OAuth-Scopes"] == ",".join(SCOPES)


async def test_a_wrong_token_is_refused(sandbox: Sandbox) -> None:
    stranger = AsyncWebClient("xoxb-other", base_url=sandbox.api_url)
    assert (await error(stranger.auth_test()))["error"] == "invalid_auth"


async def test_no_token_is_refused(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{sandbox.api_url}auth.test")
        assert await answer.json() == {"ok": False, "error": "not_authed"}


async def test_a_token_that_is_not_called_a_bearers_is_refused(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession(headers={"Authorization": TOKEN}) as session:
        answer = await session.post(f"{sandbox.api_url}auth.test")
        assert await answer.json() == {"ok": False, "error": "invalid_auth"}


async def test_a_method_that_is_not_there_is_refused(client: AsyncWebClient) -> None:
    assert (await error(client.api_call("chat.shout")))["error"] == "unknown_method"


async def test_a_body_that_is_no_json_is_refused(sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for body, code in (("{", "invalid_json"), ("[]", "json_not_object")):
            answer = await session.post(f"{sandbox.api_url}chat.postMessage", data=body)
            assert (await answer.json())["error"] == code


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("blocks", "[{", "invalid_blocks_format"),
        ("blocks", '{"blocks": [{"type": "divider"}]}', "invalid_blocks_format"),
        ("blocks", "hello", "invalid_blocks_format"),
        ("metadata", "{", "invalid_metadata_format"),
        ("files", "[", "invalid_arguments"),
    ],
)
async def test_a_structured_argument_that_is_none_has_a_word_of_its_own(
    sandbox: Sandbox, client: AsyncWebClient, name: str, given: str, code: str
) -> None:
    told = {"channel": LEV, "text": "x", name: given}
    for call in (
        client.api_call("chat.postMessage", data=told),
        client.api_call("chat.postMessage", json=told),
    ):
        assert (await error(call))["error"] == code
    assert sandbox.messages("lev") == []


async def test_structured_arguments_may_come_as_text_in_a_form(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    blocks = '[{"type": "divider"}]'
    await client.api_call("chat.postMessage", data={"channel": LEV, "text": "x", "blocks": blocks})
    assert sandbox.messages("lev")[0]["blocks"][0]["type"] == "divider"


@pytest.mark.parametrize(
    ("method", "scope"),
    [
        ("team.info", "team:read"),
        ("users.info", "users:read"),
        ("users.list", "users:read"),
        ("users.lookupByEmail", "users:read.email"),
        ("conversations.open", "im:write"),
        ("chat.postMessage", "chat:write"),
        ("chat.postEphemeral", "chat:write"),
        ("chat.update", "chat:write"),
        ("files.getUploadURLExternal", "files:write"),
        ("files.completeUploadExternal", "files:write"),
    ],
)
async def test_a_method_wants_its_scope(poor: AsyncWebClient, method: str, scope: str) -> None:
    refused = await error(poor.api_call(method))
    assert (refused["error"], refused["needed"]) == ("missing_scope", scope)
    assert refused["provided"] == ""


async def test_views_need_no_scope(poor: AsyncWebClient) -> None:
    assert (await poor.views_publish(user_id=LEV, view=home()))["ok"]


async def test_calls_are_remembered_for_whoever_looks(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=LEV, text="Hello")
    call = sandbox.calls[-1]
    assert call.method == "chat.postMessage"
    assert call.args == {"channel": LEV, "text": "Hello"}
    assert call.answer["ok"] is True


async def test_a_method_can_be_told_to_be_limited(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.fail("auth.test", status=429, retry_after=7, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await client.auth_test()
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "7"
        assert caught.value.response["error"] == "ratelimited"
    assert (await client.auth_test())["ok"]


async def test_a_method_takes_so_many_calls_and_one_too_many_prolongs_what_it_refuses(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    clock = sandbox.workspace.clock = Clock(stands=True)
    rate = sandbox.limit("auth.test", most=2, per=1, wait=10)
    said = []
    for seconds in (0, 0, 0, 9, 9, 11):
        clock.move(seconds=seconds)
        said.append(await _status(client.auth_test()))
    assert said == [200, 200, 429, 429, 429, 200]
    assert rate.refused == 3
    assert (await client.team_info())["ok"], "the others have rates of their own"


async def _status(calling: Awaitable[Any]) -> int:
    try:
        return int((await calling).status_code)
    except SlackApiError as refused:
        return int(refused.response.status_code)


async def test_a_method_can_be_told_to_break_or_refuse(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    sandbox.fail("auth.test", status=500)
    sandbox.fail("auth.test", error="account_inactive")
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert caught.value.response.status_code == 500
    assert (await error(client.auth_test()))["error"] == "account_inactive"


async def test_a_method_can_be_told_to_be_slow(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.fail("auth.test", hang=30)
    impatient = AsyncWebClient(TOKEN, base_url=sandbox.api_url, timeout=0)
    impatient.timeout = 1
    with pytest.raises(TimeoutError):
        await impatient.auth_test()
    assert (await client.auth_test())["ok"]


async def test_each_answer_says_what_the_app_may_and_what_it_takes(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    taken = await client.team_info()
    assert taken.headers["X-OAuth-Scopes"] == ",".join(SCOPES)
    assert taken.headers["X-Accepted-OAuth-Scopes"] == "team:read"
    assert "X-Accepted-OAuth-Scopes" not in (await client.auth_test()).headers
    sandbox.install("users:read")
    with pytest.raises(SlackApiError) as refused:
        await client.team_info()
    answer = refused.value.response
    assert (answer["error"], answer["provided"]) == ("missing_scope", "users:read")
    assert answer.headers["X-OAuth-Scopes"] == "users:read"


async def test_of_a_token_that_is_not_known_neither_is_said(sandbox: Sandbox) -> None:
    stranger = AsyncWebClient("xoxb-stranger", base_url=sandbox.api_url)
    with pytest.raises(SlackApiError) as refused:
        await stranger.auth_test()
    assert not [each for each in refused.value.response.headers if "scopes" in each.lower()]
