"""What Slack says it granted, beside each answer; and what of that is missing here."""

from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.i18n import Texts
from bot.sandbox import Sandbox
from bot.slack.client import Client
from bot.slack.grants import Grants, missing
from bot.slack.manifest import OPTIONAL, OPTIONAL_SCOPES, SCOPES
from bot.wording import scopes
from commands.notifications.installation import Used
from tests.bot.slack.house import TOKEN

CHANNEL = {"channels:read", "channels:write.invites"}
PRIVATE = {"groups:read", "groups:write.invites"}


@pytest.fixture
async def client(slack: Sandbox) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(TOKEN, slack.api_url, session)


async def test_each_answer_says_what_was_granted(client: Client, slack: Sandbox) -> None:
    before = client.grants.scopes
    await client.auth_test()
    assert (before, client.grants.scopes) == (None, frozenset(SCOPES))
    slack.install("chat:write", "users:read")
    await client.users_info(user=slack.workspace.person("ada")["id"])
    assert client.grants.scopes == frozenset({"chat:write", "users:read"})


async def test_who_does_not_say_it_changes_nothing(client: Client, slack: Sandbox) -> None:
    await client.auth_test()
    stranger = Client("xoxb-stranger", slack.api_url, client.session)
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await stranger.auth_test()
    assert stranger.grants.scopes is None
    assert client.grants.scopes == frozenset(SCOPES)


@pytest.mark.parametrize(
    ("headers", "granted"),
    [
        ({}, None),
        ({"x-oauth-scopes": ""}, None),
        ({"X-OAuth-Scopes": " , "}, None),
        ({"x-oauth-scopes": "chat:write, commands ,"}, {"chat:write", "commands"}),
        ({"X-OAUTH-SCOPES": "commands"}, {"commands"}),
        ({"x-accepted-oauth-scopes": "chat:write"}, None),
    ],
)
def test_however_it_is_written(headers: Mapping[str, str], granted: set[str] | None) -> None:
    noted, sent = Grants(), dict(headers)
    answer = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="",
        req_args={},
        data={},
        headers=sent,
        status_code=200,
    )
    assert noted.noted(answer) is answer
    assert noted.scopes == granted


def test_an_optional_scope_that_nothing_uses_is_not_missed() -> None:
    assert missing(SCOPES, Used()) == set()
    assert missing({*SCOPES} - {"files:write"}, Used()) == {"files:write"}


@pytest.mark.parametrize(
    ("used", "lacks"),
    [
        (Used(channels=True), CHANNEL),
        (Used(private_channels=True), PRIVATE),
        (Used(usergroups=True), {"usergroups:read", "usergroups:write"}),
        (Used(connect=True), {"conversations.connect:write"}),
        (Used(channels=True, private_channels=True), {*CHANNEL, *PRIVATE}),
    ],
)
def test_one_that_a_link_needs_is(used: Used, lacks: set[str]) -> None:
    assert missing(SCOPES, used) == lacks
    assert missing({*SCOPES, *lacks}, used) == set()


def test_what_an_older_manifest_asked_for_does_as_well() -> None:
    older = {*SCOPES, "channels:manage", "channels:read", "groups:write", "groups:read"}
    assert missing(older, Used(channels=True, private_channels=True)) == set()


def test_of_each_that_can_be_missing_it_is_said_what_for() -> None:
    everything = Used(channels=True, private_channels=True, usergroups=True, connect=True)
    can = missing((), everything)
    assert can == {*SCOPES, *OPTIONAL_SCOPES} - {*OPTIONAL["digest"]}
    for locale in ("en", "ru"):
        words = Texts.load().words(locale)
        said = {scopes.lost(each, words) for each in can}
        assert len(said) == len(can)
        assert not said & can
    assert scopes.lost("a:new:one", Texts.load().words("en")) == "a:new:one"
