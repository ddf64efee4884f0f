"""What comes along when a value is copied: it works, or it is named before anything starts."""

import pytest

from bot.settings import Need, SettingsError, load

from .conftest import ENOUGH, Environment

OTHERS = {
    "SLACK_API_URL": "https://slack.com/api/",
    "INVITE_COMMAND": "/invite-user",
    "DATABASE_URL": "sqlite:///tell-nobody.db",
    "SMTP_HELO": "usher.example.com",
    "HOST": "127.0.0.1",
    "PORT": "4000",
    "PUBLIC_URL": "https://usher.example.com",
    "TRUSTED_PROXIES": "10.0.0.0/8",
    "METRICS_HOST": "127.0.0.1",
    "METRICS_PORT": "9100",
    "WEBHOOK_NETWORKS": "10.0.0.0/8",
    "INVITER_DAILY": "10",
    "WORKSPACE_DAILY": "100",
    "ADDRESS_DAILY": "5",
    "LOG_LEVEL": "warning",
    "LOG_FORMAT": "json",
    "DELIVER_EVERY": "2",
    "SWEEP_EVERY": "20",
    "SEND_TIMEOUT": "50",
    "LEASE": "100",
}
# All but the keys: there, quotes and whatever else have always been letters of the key.
SET = {name: text for name, text in (ENOUGH | OTHERS).items() if name != "SECRET_KEYS"}


def faults(need: Need = Need.RUN) -> dict[str, str]:
    with pytest.raises(SettingsError) as error:
        load(need)
    return {problem.name: problem.fault for problem in error.value.problems}


@pytest.mark.parametrize(
    "quoted", ['"{}"', "'{}'", "`{}`", "“{}”", "„{}“", "‘{}’", "«{}»", '"{}“', ' "{}" \r\n']
)
def test_quotes_that_came_along_are_named_at_every_setting(
    enough: Environment, quoted: str
) -> None:
    enough.set(**{name: quoted.format(text) for name, text in SET.items()})

    said = faults()

    assert said.keys() == SET.keys()
    assert all("stands in quotes" in fault and "--env-file" in fault for fault in said.values())
    assert not any(SET[name] in fault for name, fault in said.items())


@pytest.mark.parametrize("before", ["{}=", "export {}=", "{} = "])
def test_the_name_in_front_of_the_value_is_named_at_every_setting(
    enough: Environment, before: str
) -> None:
    enough.set(**{name: before.format(name) + text for name, text in SET.items()})

    said = faults()

    assert said.keys() == SET.keys()
    assert all("named once more in its own value" in fault for fault in said.values())


@pytest.mark.parametrize(
    "place", ["${{{}}}", "${}", "%{}%", "{{{{ .Values.{} }}}}", "<your {}>", "$(cat {})"]
)
def test_a_place_that_nothing_filled_in_is_named_at_every_setting(
    enough: Environment, place: str
) -> None:
    enough.set(**{name: place.format(name) for name in SET})

    said = faults()

    assert said.keys() == SET.keys()
    assert all("a placeholder that nothing has filled in" in fault for fault in said.values())


def test_a_place_within_a_value_is_named_too(enough: Environment) -> None:
    enough.set(SMTP_URL="smtp://usher:${SMTP_PASSWORD}@mail.example")

    assert list(faults()) == ["SMTP_URL"]


@pytest.mark.parametrize(
    "password",
    ["a$(b)c", "a${b}", "$PASSWORD", "p%25%25", "a{b}c", "<hush>", "'a", '"a"', "SG.a-b=~"],
)
def test_a_password_that_only_looks_a_little_so_is_one(enough: Environment, password: str) -> None:
    enough.set(SMTP_URL=f"smtp://usher:{password}@mail.example")

    assert load(Need.RUN).smtp.password == password.replace("%25", "%")


@pytest.mark.parametrize("more", ["{}\n# more", "{}\r\nPORT=3000", "{}\t", "a\x07{}"])
def test_more_than_a_line_is_named_at_every_setting(enough: Environment, more: str) -> None:
    enough.set(**{name: more.format(text) + "." for name, text in SET.items()})

    said = faults()

    assert said.keys() == SET.keys()
    assert all("must be one line" in fault for fault in said.values())


def test_bytes_that_are_no_utf_8_are_named_at_every_setting(enough: Environment) -> None:
    enough.set(**{name: f"{text}\udcff" for name, text in (ENOUGH | OTHERS).items()})

    said = faults()

    assert said.keys() == {*ENOUGH, *OTHERS}
    assert all("no UTF-8" in fault for fault in said.values())


@pytest.mark.parametrize(
    "around", ["{}\r", "\ufeff{}", "{}\u200b", "\u00a0{}\u00a0", "\u2060 {}\u3000"]
)
def test_what_nobody_sees_at_the_ends_does_no_harm(enough: Environment, around: str) -> None:
    enough.set(**{name: around.format(text) for name, text in (ENOUGH | OTHERS).items()})

    settings = load(Need.RUN)

    assert settings.slack_bot_token
    assert settings.slack_bot_token.get_secret_value() == ENOUGH["SLACK_BOT_TOKEN"]
    assert (settings.port, settings.sender.address) == (4000, "invites@example.com")
    assert settings.secret_keys[0].get_secret_value() == "newest-key-newest-key"


@pytest.mark.parametrize("nothing", ['""', "''", ' "" '])
def test_a_pair_of_quotes_is_nothing(enough: Environment, nothing: str) -> None:
    enough.set(**dict.fromkeys([*OTHERS, "SMTP_URL"], nothing))

    assert faults() == {"SMTP_URL": "is missing"}


def test_a_file_env_may_have_quotes_comments_export_and_a_bom(enough: Environment) -> None:
    enough.file.write_bytes(
        b'\xef\xbb\xbfPORT="4000" # the port\r\n'
        b"export HOST='127.0.0.1'\r\n"
        b"LOG_LEVEL = WARN\r\n"
        b"INVITE_COMMAND=/invite-user # not /invite\r\n"
    )

    settings = load(Need.RUN)

    assert (settings.host, settings.port) == ("127.0.0.1", 4000)
    assert (settings.log_level, settings.invite_command) == ("warning", "/invite-user")


def test_quotes_of_another_kind_in_a_file_env_are_named(enough: Environment) -> None:
    enough.file.write_text("PUBLIC_URL=“https://usher.example.com”\n", encoding="utf-8")

    assert "stands in quotes" in faults()["PUBLIC_URL"]


@pytest.mark.parametrize(
    "line", ['PORT="4000', "export PORT='4000' '", 'PORT="4000"5', "PORT: 4000"]
)
def test_a_setting_in_a_line_of_the_file_that_can_t_be_read_is_named(
    enough: Environment, line: str
) -> None:
    enough.file.write_text(f"LOG_LEVEL=error\nsome words of mine\n{line}\n")

    assert faults() == {"PORT": "stands in a line of .env that can't be read"}


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_place_in_the_file_is_filled_in_or_named(enough: Environment, quote: str) -> None:
    enough.set(DOMAIN="example.com")
    enough.file.write_text(
        f"NAME=usher\nPUBLIC_URL={quote}https://${{NAME}}.${{DOMAIN}}${{MORE:-/}}{quote}\n"
    )
    assert load(Need.RUN).public_url == "https://usher.example.com"

    enough.unset("SMTP_URL")
    enough.file.write_text(
        f"SMTP_URL={quote}smtp://usher:tell${{no}}body@mail.example{quote}\nno=1\n"
    )
    assert "a placeholder that nothing has filled in" in faults()["SMTP_URL"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SEND_TIMEOUT", "60s"),
        ("LEASE", "2m"),
        ("DELIVER_EVERY", "1e300"),
        ("SWEEP_EVERY", "86401"),
        ("INVITER_DAILY", "9" * 30),
        ("ADDRESS_DAILY", "10/day"),
        ("PORT", "3000/tcp"),
        ("METRICS_PORT", "tcp://10.0.0.7:9100"),
        ("PORT", "yes"),
        ("LOG_LEVEL", "20"),
    ],
)
def test_numbers_are_numbers_and_no_larger_than_what_they_count(
    enough: Environment, name: str, text: str
) -> None:
    enough.set(**{name: text})

    assert list(faults()) == [name]


@pytest.mark.parametrize(
    ("text", "level"), [("WARN", "warning"), ("Fatal", "critical"), ("DEBUG", "debug")]
)
def test_levels_have_the_names_that_other_programs_give_them(
    enough: Environment, text: str, level: str
) -> None:
    enough.set(LOG_LEVEL=text)

    assert load(Need.RUN).log_level == level
