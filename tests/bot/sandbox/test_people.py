"""The methods that tell the bot of its team and of the people in it."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, people
from tests.bot.sandbox.bot import TOKEN, Bot, Open, error
from tests.bot.sandbox.slack_places import LEV, NIA


async def test_the_team_has_a_name(client: AsyncWebClient) -> None:
    team = (await client.team_info())["team"]
    assert (team["id"], team["name"], team["domain"]) == (people.TEAM, "Northwind", "northwind")


@pytest.mark.parametrize(
    ("who", "flags"),
    [
        ("ada", {"is_admin": True, "is_owner": True, "is_primary_owner": True}),
        ("lev", {"is_admin": False, "is_restricted": False, "is_bot": False}),
        ("gus", {"is_restricted": True, "is_ultra_restricted": False}),
        ("nia", {"is_stranger": True, "team_id": "T0CONTOSO1"}),
        ("usher", {"is_bot": True, "id": people.BOT_USER}),
        ("slackbot", {"is_bot": False, "id": people.SLACKBOT}),
    ],
)
async def test_each_of_the_cast_is_who_they_are(
    sandbox: Sandbox, client: AsyncWebClient, who: str, flags: dict[str, Any]
) -> None:
    user = (await client.users_info(user=sandbox.workspace.person(who)["id"]))["user"]
    assert flags.items() <= user.items()


async def test_a_locale_is_told_only_if_asked_for(client: AsyncWebClient) -> None:
    mia = "U0MIA00000"
    assert "locale" not in (await client.users_info(user=mia))["user"]
    asked_for = (await client.users_info(user=mia, include_locale=True))["user"]
    assert (asked_for["locale"], asked_for["tz"]) == ("ru-RU", "Europe/Berlin")


async def test_an_address_is_told_only_with_its_scope(build: Open, client: AsyncWebClient) -> None:
    assert (await client.users_info(user=LEV))["user"]["profile"]["email"] == (
        "lev@northwind.example"
    )
    sandbox = build(scopes=("users:read",))
    await sandbox.start()
    shy = AsyncWebClient(TOKEN, base_url=sandbox.api_url)
    profile = (await shy.users_info(user=LEV))["user"]["profile"]
    await sandbox.stop()
    assert "email" not in profile
    assert profile["real_name"] == "Lev Lead"


async def test_a_strangers_address_is_never_told(client: AsyncWebClient) -> None:
    assert "email" not in (await client.users_info(user=NIA))["user"]["profile"]


@pytest.mark.parametrize("user", ["U404", "lev"])
async def test_nobody_is_found_by_a_wrong_id_or_a_name(client: AsyncWebClient, user: str) -> None:
    assert (await error(client.users_info(user=user)))["error"] == "user_not_found"


async def test_a_missing_argument_is_named(client: AsyncWebClient) -> None:
    refused = await error(client.api_call("users.info"))
    assert refused["error"] == "invalid_arguments"
    assert refused["response_metadata"]["messages"] == ["[ERROR] missing required field: user"]


async def test_the_list_of_people_comes_in_pages_and_without_strangers(
    client: AsyncWebClient,
) -> None:
    names = [
        [member["name"] for member in page["members"]]
        async for page in await client.users_list(limit=4)
    ]
    assert names == [["ada", "lev", "mia", "gus"], ["usher", "slackbot"]]


async def test_the_list_of_people_is_whole_without_a_limit(client: AsyncWebClient) -> None:
    answer = await client.users_list(include_locale=True)
    assert len(answer["members"]) == 6
    assert answer["response_metadata"]["next_cursor"] == ""
    assert all("locale" in member for member in answer["members"])


async def test_a_limit_of_nought_is_none(client: AsyncWebClient) -> None:
    assert len((await client.users_list(limit=0))["members"]) == 6


@pytest.mark.parametrize("cursor", ["next", "-1", "6", "9" * 5000, {"at": 1}])
async def test_a_cursor_that_was_never_given_out_is_refused(
    client: AsyncWebClient, cursor: Any
) -> None:
    refused = await error(client.api_call("users.list", json={"cursor": cursor}))
    assert refused["error"] == "invalid_cursor"


@pytest.mark.parametrize("limit", ["all", "-1", 1.5, 1001, "9" * 5000, True, [4]])
async def test_a_limit_that_is_no_number_of_people_is_refused(
    client: AsyncWebClient, limit: Any
) -> None:
    refused = await error(client.api_call("users.list", json={"limit": limit}))
    assert refused["error"] == "invalid_arguments"
    told = ["[ERROR] must be from 0 to 1000 [json-pointer:/limit]"]
    assert refused["response_metadata"]["messages"] == told


async def test_somebody_is_found_by_address_whatever_its_case(client: AsyncWebClient) -> None:
    found = await client.users_lookupByEmail(email="Lev@Northwind.example")
    assert found["user"]["id"] == LEV


async def test_who_is_gone_or_unknown_is_not_found_by_address(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    await sandbox.change("lev", deleted=True)
    for email in ("lev@northwind.example", "ivy@example.com"):
        refused = await error(client.users_lookupByEmail(email=email))
        assert refused["error"] == "users_not_found"


async def test_of_who_was_deactivated_the_most_is_left_out(
    sandbox: Sandbox, client: AsyncWebClient, bot: Bot
) -> None:
    await sandbox.change("lev", deleted=True)
    [listed] = [each for each in (await client.users_list())["members"] if each["id"] == LEV]
    shown = (await client.users_info(user=LEV, include_locale=True))["user"]
    for told in (listed, shown, bot.last["event"]["user"]):
        assert set(told) == {*people.LEFT, "updated"}
        assert (told["deleted"], told["is_forgotten"]) == (True, False)
    await sandbox.change("lev", deleted=False)
    assert "tz" in bot.last["event"]["user"]
    assert (await client.users_info(user=LEV))["user"]["is_admin"] is False
