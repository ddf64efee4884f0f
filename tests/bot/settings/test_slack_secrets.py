"""What Slack gives out: each kind in its own setting, and nothing that only holds its place."""

import re

import pytest

from bot.settings import Need, Settings, SettingsError, load

from .conftest import Environment

STAND_IN = "http://localhost:8080/api/"


def refused(environment: Environment, **values: str) -> str:
    """What is said of the one setting that is wrong, without its value."""
    environment.set(**values)
    with pytest.raises(SettingsError) as error:
        load(Need.WEB)
    [problem] = error.value.problems
    assert problem.name in values
    assert "tell" not in str(error.value)
    return problem.fault


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("xoxp-1234-tell-nobody", "a token of another kind"),
        ("xapp-1-A1-tell-nobody", "an app-level token"),
        ("xoxe.xoxb-1-tell-nobody", "expires within hours (token rotation)"),
        ("xoxe-1-tell-nobody", "expires within hours (token rotation)"),
        ("xoxc-1-tell-nobody", "a token of another kind"),
        ("XOXB-1-tell-nobody", "no bot's token"),
        ("8f742231b10e8888abcd99edd3c85a5a", "no bot's token"),
        ("xoxb-", "only a placeholder"),
        ("xoxb-...", "only a placeholder"),
        ("xoxb-your-bot-token", "only a placeholder"),
        ("xoxb-xxxx-xxxx-xxxx", "only a placeholder"),
        ("changeme", "only a placeholder"),
        ("null", "only a placeholder"),
        ("xoxb-…", "it holds quotes, blanks or other signs"),
        ("xoxb-1-tell # the bot's", "it holds quotes, blanks or other signs"),
        ("Bearer xoxb-1-tell-nobody", "it holds quotes, blanks or other signs"),
        ('"xoxb-1-tell-nobody', "it holds quotes, blanks or other signs"),
        ("xoxb-1-tell\u200bnobody", "it holds quotes, blanks or other signs"),
        ("https://hooks.slack.com/services/T/B/x", "it holds quotes, blanks or other signs"),
    ],
)
def test_what_is_no_bot_s_token_is_refused_with_where_it_stands(
    enough: Environment, token: str, said: str
) -> None:
    fault = refused(enough, SLACK_BOT_TOKEN=token)

    assert said in fault
    assert "take the Bot User OAuth Token, which begins with xoxb-" in fault


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("xoxb-1-tell-nobody", "it is a token"),
        ("xapp-1-tell-nobody", "it is a token"),
        ("1234567890.1234567890", "the app's Client ID"),
        ("change-me", "only a placeholder"),
        ("your-signing-secret", "only a placeholder"),
        ("8f742231 b10e8888", "it holds quotes, blanks or other signs"),
        ("8f742231b10e8888'", "it holds quotes, blanks or other signs"),
        ("8f742231b10e8888 # from Slack", "it holds quotes, blanks or other signs"),
        ("8f742231\u00a0b10e8888", "it holds quotes, blanks or other signs"),
        ("8f742231b10е8888", "it holds quotes, blanks or other signs"),
    ],
)
def test_what_is_no_signing_secret_is_refused_with_where_it_stands(
    enough: Environment, secret: str, said: str
) -> None:
    fault = refused(enough, SLACK_SIGNING_SECRET=secret)

    assert said in fault
    assert "take the Signing Secret (Basic Information)" in fault


def test_a_stand_in_gives_out_what_it_likes_but_slack_s_other_kinds(enough: Environment) -> None:
    enough.set(SLACK_API_URL=STAND_IN, SLACK_BOT_TOKEN="token", SLACK_SIGNING_SECRET="x" * 32)
    assert load(Need.WEB).slack_api_url == STAND_IN

    assert "another kind" in refused(enough, SLACK_BOT_TOKEN="xoxp-1")


@pytest.mark.parametrize("text", ["it's a {secret}", "пароль", "change-me", "a<b`c", "null", "://"])
def test_what_a_stand_in_gives_out_may_have_any_form(enough: Environment, text: str) -> None:
    enough.set(SLACK_API_URL=STAND_IN, SLACK_BOT_TOKEN=text, SLACK_SIGNING_SECRET=text)

    settings = load(Need.WEB)

    for secret in (settings.slack_bot_token, settings.slack_signing_secret):
        assert secret
        assert secret.get_secret_value() == text


def test_the_manifest_and_the_schema_are_made_before_the_secrets_are_there(
    enough: Environment,
) -> None:
    enough.set(SLACK_BOT_TOKEN="xoxb-…", SLACK_SIGNING_SECRET="changeme", SLACK_APP_TOKEN="xapp-…")
    enough.set(SMTP_URL_FILE="/nowhere", SECRET_KEYS_FILE="/nowhere", SECRET_KEYS="changeme")

    settings = load(Need.DATABASE)

    assert (settings.slack_bot_token, settings.smtp_url, settings.secret_keys) == (None, None, ())


def test_made_by_hand_they_are_not_repeated_either() -> None:
    with pytest.raises(ValueError, match=re.escape("app-level token")) as error:
        Settings(slack_bot_token="xapp-tell-nobody")

    assert "tell-nobody" not in str(error.value)


def test_those_of_govslack_are_slack_s_too(enough: Environment) -> None:
    enough.set(SLACK_API_URL="https://slack-gov.com/api/")
    assert "no bot's token" in refused(enough, SLACK_BOT_TOKEN="tell-nobody")
