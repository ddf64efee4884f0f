"""What is set is read once and checked; what is missing or wrong is named, all of it at once."""

import pytest
from pydantic import ValidationError

from bot.settings import Need, Settings, SettingsError, load
from tests.bot.settings.conftest import ENOUGH, Environment


def names(error: pytest.ExceptionInfo[SettingsError]) -> set[str]:
    return {problem.name for problem in error.value.problems}


def test_nothing_need_be_set_for_the_database_s_verbs(environment: Environment) -> None:
    settings = load(Need.DATABASE)

    assert settings.database_url.get_secret_value() == "sqlite:///usher.db"


def test_the_defaults_are_the_contract_s(environment: Environment) -> None:
    settings = load(Need.DATABASE)

    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.invite_command == "/invite"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert settings.public_url == "http://localhost:3000"
    assert settings.trusted_proxies == ()
    daily = (settings.inviter_daily, settings.workspace_daily, settings.address_daily)
    assert daily == (100, 1000, 10)
    assert (settings.log_level, settings.log_format) == ("info", "json")
    assert (settings.deliver_every, settings.sweep_every) == (1, 30)
    assert (settings.send_timeout, settings.lease) == (60, 120)


@pytest.mark.parametrize(
    ("need", "missing"),
    [
        (Need.WEB, {"SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "SECRET_KEYS"}),
        (Need.WORKER, set(ENOUGH)),
        (Need.RUN, set(ENOUGH)),
    ],
)
def test_all_that_is_missing_is_named_at_once(
    environment: Environment, need: Need, missing: set[str]
) -> None:
    with pytest.raises(SettingsError) as error:
        load(need)

    assert names(error) == missing


@pytest.mark.parametrize("name", ENOUGH)
def test_each_thing_that_run_needs_is_missed_alone(enough: Environment, name: str) -> None:
    enough.unset(name)

    with pytest.raises(SettingsError) as error:
        load(Need.RUN)

    assert names(error) == {name}


def test_web_needs_no_mail_server(enough: Environment) -> None:
    enough.unset("SMTP_URL")
    enough.unset("MAIL_FROM")

    assert load(Need.WEB).smtp_url is None


def test_an_error_names_the_setting_what_it_is_for_and_an_example(
    enough: Environment,
) -> None:
    enough.unset("SMTP_URL")

    with pytest.raises(SettingsError) as error:
        load(Need.RUN)

    assert str(error.value) == (
        "Some settings are missing or wrong:\n"
        "  SMTP_URL is missing.\n"
        "    It is the mail server that takes the mails; "
        "for example smtp://user:password@smtp.example.com:587\n"
        f"Set them in the environment or in {enough.file}; docs/settings.md has them all."
    )


def test_missing_and_wrong_settings_are_told_together(enough: Environment) -> None:
    enough.unset("MAIL_FROM")
    enough.set(PORT="eighty", LEASE="soon", LOG_FORMAT="xml")

    with pytest.raises(SettingsError) as error:
        load(Need.RUN)

    assert names(error) == {"MAIL_FROM", "PORT", "LEASE", "LOG_FORMAT"}


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("SLACK_API_URL", "slack.com/api", "must begin with http:// or https://"),
        ("INVITE_COMMAND", "invite", "it must be /"),
        ("DATABASE_URL", "mysql://usher:tell-nobody@db/usher", "sqlite:///FILE or postgresql://"),
        ("SMTP_HELO", "tell-nobody", "with a dot in it, or an address in brackets: [192.0.2.1]"),
        ("SMTP_URL", "smtp://usher:tell-nobody/@mail.example", "can't be read"),
        ("MAIL_FROM", "tell-nobody", "not one that mail can come from"),
        ("SECRET_KEYS", "tell-nobody", "at least 16 characters"),
        ("SECRET_KEYS", "newest-key-newest-key,tell-nobody", "at least 16 characters"),
        ("HOST", "", None),
        ("PORT", "0", "it must be at least 1"),
        ("PORT", "65536", "it must be at most 65535"),
        ("PUBLIC_URL", "https://usher.example/?tell-nobody", "must not hold ? or #"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, tell-nobody", "addresses or networks"),
        ("INVITER_DAILY", "0", "it must be at least 1"),
        ("WORKSPACE_DAILY", "many", "it must be a whole number"),
        ("ADDRESS_DAILY", "-1", "it must be at least 1"),
        ("LOG_LEVEL", "loud", "'debug', 'info', 'warning', 'error' or 'critical'"),
        ("LOG_FORMAT", "xml", "'console' or 'json'"),
        ("DELIVER_EVERY", "0", "it must be more than 0"),
        ("DELIVER_EVERY", "soon", "it must be a number"),
        ("DELIVER_EVERY", "1e300", "it must be at most 86400"),
        ("SWEEP_EVERY", "inf", "it must be a finite number"),
        ("SEND_TIMEOUT", "nan", "it must be a finite number"),
        ("LEASE", "60", "longer than SEND_TIMEOUT"),
    ],
)
def test_a_wrong_setting_is_named_with_its_fault_and_without_its_value(
    enough: Environment, name: str, value: str, fault: str | None
) -> None:
    enough.set(**{name: value})
    if fault is None:
        load(Need.RUN)
        return

    with pytest.raises(SettingsError) as error:
        load(Need.RUN)

    assert names(error) == {name}
    assert fault in str(error.value)
    assert "tell-nobody" not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("SLACK_APP_TOKEN", "Socket Mode"),
        ("SLACK_CLIENT_ID", "OAuth"),
        ("SLACK_CLIENT_SECRET", "OAuth"),
    ],
)
def test_a_way_that_is_not_built_yet_is_recognized_and_said_to_be_missing(
    enough: Environment, name: str, way: str
) -> None:
    enough.set(**{name: "1234567890.1234567890"})

    with pytest.raises(SettingsError) as error:
        load(Need.WEB)

    assert names(error) == {name}
    assert f"{name} asks for {way}, which Usher doesn't have yet: unset it" in str(error.value)
    load(Need.DATABASE)  # has no use for Slack, and doesn't mind


def test_the_file_env_is_read_and_the_environment_goes_before_it(enough: Environment) -> None:
    enough.file.write_text("PORT=4000\nHOST=0.0.0.0\nUNKNOWN=1\n# a comment\n")
    enough.set(HOST="::1")

    settings = load(Need.RUN)

    assert (settings.host, settings.port) == ("::1", 4000)


def test_what_the_caller_gives_goes_before_both(enough: Environment) -> None:
    enough.file.write_text("PORT=4000\n")
    enough.set(SLACK_API_URL="https://proxy.example/api")

    settings = load(Need.RUN, slack_api_url="http://localhost:3000/slack/api", port=None)

    assert settings.slack_api_url == "http://localhost:3000/slack/api/"
    assert settings.port == 4000


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_value_counts_as_not_set(enough: Environment, empty: str) -> None:
    enough.set(PORT=empty, TRUSTED_PROXIES=empty, SECRET_KEYS=empty)

    with pytest.raises(SettingsError) as error:
        load(Need.RUN)

    assert names(error) == {"SECRET_KEYS"}


def test_blanks_around_a_value_are_dropped(enough: Environment) -> None:
    enough.set(SLACK_SIGNING_SECRET=" 8f742231b10e8888 \n", LOG_LEVEL=" DEBUG ")

    settings = load(Need.RUN)

    assert settings.log_level == "debug"
    assert settings.slack_signing_secret
    assert settings.slack_signing_secret.get_secret_value() == "8f742231b10e8888"


def test_a_file_env_that_can_not_be_read_is_said_so(enough: Environment) -> None:
    enough.file.write_bytes(b"MAIL_FROM=\xff\xfe\n")

    with pytest.raises(SettingsError, match=r"\.env can't be read"):
        load(Need.DATABASE)


def test_the_public_address_follows_the_port_until_it_is_set(enough: Environment) -> None:
    enough.set(PORT="8080")
    assert load(Need.RUN).public_url == "http://localhost:8080"

    enough.set(PUBLIC_URL="https://example.com/usher/")
    assert load(Need.RUN).public_url == "https://example.com/usher"


def test_a_terminal_gets_lines_for_people(
    enough: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    assert load(Need.RUN).log_format == "console"


def test_keys_come_newest_first(enough: Environment) -> None:
    keys = [key.get_secret_value() for key in load(Need.RUN).secret_keys]

    assert keys == ["newest-key-newest-key", "oldest-key-oldest-key"]


def test_a_lease_longer_than_an_attempt_is_fine(enough: Environment) -> None:
    enough.set(LEASE="20", SEND_TIMEOUT="19.5")

    assert load(Need.RUN).lease == 20


def test_the_mail_server_and_the_sender_are_read(enough: Environment) -> None:
    settings = load(Need.RUN)

    assert (settings.smtp.host, settings.smtp.password) == ("smtp.example.com", "correct horse")
    assert (settings.sender.name, settings.sender.address) == ("Usher", "invites@example.com")


def test_no_secret_shows_when_settings_are_printed(enough: Environment) -> None:
    enough.set(DATABASE_URL="postgresql://usher:battery@localhost/usher")
    settings = load(Need.RUN)

    for shown in (repr(settings), str(settings), repr(settings.smtp), f"{settings.smtp_url}"):
        for secret in ("8f742231", "xoxb-", "correct", "horse", "battery", "newest", "oldest"):
            assert secret not in shown


def test_the_secrets_for_the_log_to_hide_are_all_named(enough: Environment) -> None:
    enough.set(DATABASE_URL="postgresql://usher:battery@localhost/usher")

    assert set(load(Need.RUN).secrets()) == {
        "8f742231b10e8888abcd99edd3c85a5a",
        "xoxb-1234567890-abcdefghijkl",
        "newest-key-newest-key",
        "oldest-key-oldest-key",
        "correct horse",
        "correct%20horse",
        "battery",
    }


def test_settings_are_frozen(enough: Environment) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load(Need.RUN).port = 1  # type: ignore[misc]


def test_settings_made_by_hand_read_nothing_else(enough: Environment) -> None:
    enough.file.write_text("HOST=0.0.0.0\n")
    enough.set(PORT="4000")

    settings = Settings(secret_keys=["a-key-for-this-test"], smtp_url=None, mail_from=None)

    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert settings.slack_bot_token is None


def test_a_misspelt_setting_made_by_hand_is_an_error() -> None:
    with pytest.raises(ValidationError, match="prot"):
        Settings.model_validate({"prot": 4000})


def test_a_wrong_setting_made_by_hand_is_not_repeated() -> None:
    with pytest.raises(ValidationError) as error:
        Settings(database_url="mysql://usher:tell-nobody@db/usher", port="tell-nobody")

    assert "tell-nobody" not in str(error.value)
