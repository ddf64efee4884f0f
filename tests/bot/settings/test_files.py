"""Secrets in files, as Docker and Kubernetes hand them over."""

import os
from pathlib import Path

import pytest

from bot.settings import Need, Problem, Settings, SettingsError, files, load
from bot.settings.fields import SECRETS

from .conftest import ENOUGH, Environment

URL = "smtp://usher:tell%20nobody@smtp.example.com"


def fault(environment: Environment) -> Problem:
    """The one problem there is; nothing of what stands in the file is shown."""
    with pytest.raises(SettingsError) as error:
        load(Need.RUN)
    assert "tell" not in str(error.value)
    [problem] = error.value.problems
    return problem


@pytest.fixture
def secret(enough: Environment, tmp_path: Path) -> Path:
    """The file with the mail server, in place of the setting."""
    enough.unset("SMTP_URL")
    enough.set(SMTP_URL_FILE="secrets/smtp_url")
    (tmp_path / "secrets").mkdir()
    path = tmp_path / "secrets" / "smtp_url"
    path.write_text(f"{URL}\n")
    return path


def test_every_secret_may_stand_in_a_file_and_nothing_else(environment: Environment) -> None:
    assert {
        "slack_signing_secret",
        "slack_bot_token",
        "slack_app_token",
        "slack_client_secret",
        "database_url",
        "smtp_url",
        "secret_keys",
        "https_proxy",
        "http_proxy",
        "all_proxy",
    } == SECRETS

    environment.set(HOST_FILE="/nowhere", SLACK_CLIENT_ID_FILE="/nowhere")
    assert load(Need.DATABASE).host == "127.0.0.1"


def test_all_that_run_needs_may_come_from_files(environment: Environment, tmp_path: Path) -> None:
    for name, text in ENOUGH.items():
        if name.lower() in SECRETS:
            (tmp_path / name).write_text(f"{text}\n")
            environment.set(**{f"{name}_FILE": str(tmp_path / name)})
    (tmp_path / "db").write_text("postgresql://usher:battery@localhost/usher\n")
    environment.set(MAIL_FROM=ENOUGH["MAIL_FROM"], DATABASE_URL_FILE=str(tmp_path / "db"))

    settings = load(Need.RUN)

    assert settings.smtp.password == "correct horse"
    assert settings.database_url.get_secret_value().endswith("usher:battery@localhost/usher")
    # In the log they are hidden as those of the environment are.
    assert {*settings.secrets()} >= {"correct horse", "battery", ENOUGH["SLACK_BOT_TOKEN"]}
    for hidden in ("correct", "battery", "xoxb-", "8f742231", "newest"):
        assert hidden not in repr(settings)


@pytest.mark.parametrize(
    "content",
    [
        URL.encode(),
        f"{URL}\n".encode(),
        f"{URL}\r\n".encode(),
        f"\ufeff{URL}\r\n".encode(),
        f"  {URL}  \n\n".encode(),
    ],
)
def test_the_end_of_the_line_and_a_bom_are_no_part_of_it(secret: Path, content: bytes) -> None:
    secret.write_bytes(content)

    assert load(Need.RUN).smtp.password == "tell nobody"


def test_keys_stand_one_a_line_newest_first(enough: Environment, tmp_path: Path) -> None:
    enough.unset("SECRET_KEYS")
    enough.set(SECRET_KEYS_FILE="keys")
    (tmp_path / "keys").write_text(
        "newest-key-newest-key\r\n\r\nolder-key-older-key,oldest-key-oldest\n"
    )

    keys = [key.get_secret_value() for key in load(Need.RUN).secret_keys]

    assert keys[:3] == ["newest-key-newest-key", "older-key-older-key", "oldest-key-oldest"]


def test_the_file_env_may_name_files_too_in_any_case(enough: Environment, secret: Path) -> None:
    enough.unset("SMTP_URL_FILE")
    enough.file.write_text('smtp_url_file="secrets/smtp_url"\n')

    assert load(Need.RUN).smtp.password == "tell nobody"


@pytest.mark.parametrize("empty", ["", " ", '""'])
def test_an_empty_name_counts_as_not_set(enough: Environment, empty: str) -> None:
    enough.set(SMTP_URL_FILE=empty)

    assert load(Need.RUN).smtp.password == "correct horse"


def test_one_that_is_there_twice_is_to_stand_in_one_place(
    enough: Environment, secret: Path
) -> None:
    enough.file.write_text(f"SMTP_URL={URL}\n")

    said = fault(enough)

    assert (said.name, said.fault) == (
        "SMTP_URL_FILE",
        "is set, and so is SMTP_URL: keep one of them",
    )


def test_a_file_that_is_not_there_is_named_with_what_it_is_for(
    enough: Environment, secret: Path
) -> None:
    secret.unlink()

    assert str(fault(enough)) == (
        "SMTP_URL_FILE names a file that isn't there.\n"
        "    It names the file with SMTP_URL, which is the mail server that takes the mails;"
        " for example /run/secrets/smtp_url"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b'""\n', "is empty"),
        (b"\xe2\x80\x8b ''\r\n", "is empty"),
        (URL.encode("utf-16"), "isn't UTF-8 text"),
        (b"smtp://tell:\xff@smtp.example.com", "isn't UTF-8 text"),
        (b"x" * (files.MOST_BYTES + 1), "of more than 64 kB"),
        (f'"{URL}"\n'.encode(), "whose text stands in quotes"),
        (f"SMTP_URL={URL}\n".encode(), "whose text is named once more"),
        (f"{URL}\n{URL}\n".encode(), "whose text must be one line"),
        (f"{URL}\x00".encode(), "whose text must be one line"),
        (b"${SMTP_URL}\n", "whose text holds a place"),
        (b"https://tell.example\n", "whose text is wrong: it must begin with smtp://"),
    ],
)
def test_what_stands_in_it_and_can_t_be_is_named_by_the_file_s_setting(
    enough: Environment, secret: Path, content: bytes, said: str
) -> None:
    secret.write_bytes(content)

    problem = fault(enough)

    assert problem.name == "SMTP_URL_FILE"
    assert said in problem.fault


def test_a_folder_a_pipe_and_the_secret_itself_are_no_files(
    enough: Environment, secret: Path, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in ("secrets", "pipe", "/dev/zero"):
        enough.set(SMTP_URL_FILE=path)
        assert "not a file" in fault(enough).fault
    for path in (URL, "x" * 5000, f"{secret}/below"):
        enough.set(SMTP_URL_FILE=path)
        assert "names a file that" in fault(enough).fault


def test_one_that_may_not_be_read_is_named(
    enough: Environment, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Who runs the tests may be root, whom nothing is denied.
    monkeypatch.setattr(Path, "open", denied)

    assert fault(enough).fault == "names a file that Usher may not read"


def test_what_is_not_built_yet_is_named_by_the_file_too(
    enough: Environment, tmp_path: Path
) -> None:
    (tmp_path / "app").write_text("xapp-1\n")
    enough.set(SLACK_APP_TOKEN_FILE="app")

    assert fault(enough).name == "SLACK_APP_TOKEN_FILE"


def test_settings_made_by_hand_read_no_file() -> None:
    with pytest.raises(ValueError, match="smtp_url_file"):
        Settings.model_validate({"smtp_url_file": "/etc/passwd"})
