"""The manifest is valid by Slack's own schema, and asks for no more than Usher uses."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.settings import Settings
from bot.slack.manifest import OPTIONAL_SCOPES, SCOPES, advice, manifest

SCHEMA = json.loads((Path(__file__).parent / "manifest.schema.2.0.0.json").read_text())
EVENTS_URL = "https://usher.example/base/slack/events"


@pytest.fixture
def settings() -> Settings:
    return Settings(public_url="https://usher.example/base/", invite_command="/invite-user")


@pytest.fixture
def made(settings: Settings) -> dict[str, Any]:
    return manifest(settings)


def test_slack_s_schema_accepts_it(made: dict[str, Any]) -> None:
    jsonschema.validate(made, SCHEMA)


def test_slack_s_schema_accepts_the_longest_name_a_command_may_have() -> None:
    settings = Settings(invite_command="/" + "i" * 31)

    jsonschema.validate(manifest(settings), SCHEMA)


def test_slack_s_schema_would_refuse_what_it_does_not_know(made: dict[str, Any]) -> None:
    made["features"]["slash_commands"][0]["name"] = "/invite"

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, SCHEMA)


def test_it_is_plain_json(made: dict[str, Any]) -> None:
    assert json.loads(json.dumps(made)) == made


def test_every_request_comes_to_the_one_address(made: dict[str, Any]) -> None:
    assert made["features"]["slash_commands"][0]["url"] == EVENTS_URL
    assert made["settings"]["event_subscriptions"]["request_url"] == EVENTS_URL
    assert made["settings"]["interactivity"] == {
        "is_enabled": True,
        "request_url": EVENTS_URL,
        "message_menu_options_url": EVENTS_URL,
    }


def test_an_address_in_any_script_is_as_slack_takes_it() -> None:
    made = manifest(Settings(public_url="HTTPS://Бот.пример.рф/база/"))

    [command] = made["features"]["slash_commands"]
    assert command["url"] == (
        "https://xn--90a0am.xn--e1afmkfd.xn--p1ai/%D0%B1%D0%B0%D0%B7%D0%B0/slack/events"
    )
    assert "over https" not in advice(Settings(public_url="HTTPS://usher.example.com"))


def test_the_command_has_the_name_that_was_set(made: dict[str, Any]) -> None:
    (command,) = made["features"]["slash_commands"]

    assert command["command"] == "/invite-user"


def test_both_shortcuts_lead_to_the_same_modal(made: dict[str, Any]) -> None:
    named = [(each["type"], each["callback_id"]) for each in made["features"]["shortcuts"]]

    assert named == [("global", "invite"), ("message", "invite.message")]


def test_names_are_as_the_reference_has_them(made: dict[str, Any]) -> None:
    """https://docs.slack.dev/reference/app-manifest: of a bot's name only these characters."""
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", made["features"]["bot_user"]["display_name"])
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    for each in made["features"]["shortcuts"]:
        assert len(each["name"]) <= 24
        assert len(each["description"]) <= 150


def test_the_app_is_made_where_its_slack_is() -> None:
    assert "https://api.slack.com/apps" in advice(Settings())
    assert "https://api.slack.com/apps" in advice(Settings(slack_api_url="https://proxy.example"))
    gov = Settings(slack_api_url="https://slack-gov.com/api")
    assert "https://api.slack-gov.com/apps" in advice(gov)


def test_it_asks_for_the_fewest_scopes_and_events(made: dict[str, Any]) -> None:
    scopes = made["oauth_config"]["scopes"]
    assert set(scopes) == {"bot", "bot_optional"}
    assert {*scopes["bot"]} - {*scopes["bot_optional"]} == {
        "commands",
        "chat:write",
        "files:write",
        "im:write",
        "users:read",
        "users:read.email",
        "team:read",
    }
    assert set(made["settings"]["event_subscriptions"]["bot_events"]) == {
        "app_home_opened",
        "team_join",
        "user_change",
        "app_uninstalled",
        "tokens_revoked",
        "shared_channel_invite_accepted",
        "shared_channel_invite_approved",
        "shared_channel_invite_declined",
    }


def test_a_workspace_may_leave_out_what_linked_groups_take(made: dict[str, Any]) -> None:
    scopes = made["oauth_config"]["scopes"]
    assert {*scopes["bot_optional"]} == {
        *("channels:read", "channels:write.invites", "groups:read", "groups:write.invites"),
        *("usergroups:read", "usergroups:write"),
        "conversations.connect:write",
        "chat:write.public",
    }
    assert {*scopes["bot_optional"]} <= {*scopes["bot"]}
    assert not {*scopes["bot_optional"]} & {*SCOPES}


def test_the_operators_page_says_what_each_optional_scope_is_for() -> None:
    page = (Path(__file__).parents[3] / "docs" / "slack.md").read_text("utf-8")
    assert [scope for scope in OPTIONAL_SCOPES if f"`{scope}`" not in page] == []


def test_home_is_there_and_direct_messages_are_shown_but_not_asked_for(
    made: dict[str, Any],
) -> None:
    assert made["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": True,
    }


def test_no_secret_is_in_it() -> None:
    settings = Settings(slack_bot_token="xoxb-1-secret", slack_signing_secret="hush-hush")

    assert "secret" not in json.dumps(manifest(settings))
    assert "hush" not in json.dumps(manifest(settings))


def test_the_advice_names_the_command_the_setting_and_a_way_out(settings: Settings) -> None:
    said = advice(settings)

    for word in ("/invite-user", "INVITE_COMMAND", "App Home", "shortcut", "api.slack.com/apps"):
        assert word in said
    assert "PUBLIC_URL" not in said


def test_what_slack_may_refuse_is_said_before_the_step_and_the_last_click_after_it(
    settings: Settings,
) -> None:
    said = advice(settings.model_copy(update={"invite_command": "/invite"}))
    steps = ("refuse", "INVITE_COMMAND=/invite-user ./usher manifest", "Create the app", "Retry")
    assert sorted(steps, key=said.index) == list(steps)
    assert f"{settings.public_url}/slack/events" in said
    assert "has one itself" in said
    assert "has one itself" not in advice(settings)
    assert "INVITE_COMMAND=/invite-user" not in advice(settings), "it has that name already"


def test_the_advice_asks_for_an_address_that_slack_can_reach() -> None:
    assert "set PUBLIC_URL" in advice(Settings())
