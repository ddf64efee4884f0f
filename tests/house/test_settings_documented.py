"""docs/settings.md and .env.example say what there is, all of it and nothing else."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.settings import Need, Settings, load
from bot.settings.fields import SECRETS

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "settings.md").read_text()
ROWS = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)
EXAMPLE = ROOT / ".env.example"
# Defaults that are made at start, in words.
MADE = {
    "smtp_helo": "the host of `PUBLIC_URL`, else of `MAIL_FROM`, where it is a full name",
    "public_url": "`http://localhost:$PORT`",
    "metrics_host": "the same as `HOST`",
    "metrics_port": "the same as `PORT`",
    "log_format": "`console` on a terminal, else `json`",
}


def default(name: str, field: FieldInfo) -> str:
    if name in MADE:
        return MADE[name]
    value = field.default
    if value is None or name == "secret_keys":
        return "—"
    if value == ():
        return "none"
    return f"`{value.get_secret_value() if isinstance(value, SecretStr) else value}`"


def test_every_setting_is_in_the_table_once_and_nothing_else_is() -> None:
    assert sorted(name for name, _, _ in ROWS) == sorted(map(str.upper, Settings.model_fields))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_table_has_the_default(name: str) -> None:
    (written,) = [given for setting, given, _ in ROWS if setting == name.upper()]

    assert written == default(name, Settings.model_fields[name])


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is_for_and_how_it_looks(name: str) -> None:
    field = Settings.model_fields[name]

    assert field.description
    assert field.examples or field.default is not None


def test_what_each_command_needs_stands_there() -> None:
    def named(needed: frozenset[str]) -> str:
        return ", ".join(f"`{each.upper()}`" for each in Settings.model_fields if each in needed)

    web, more = named(Need.WEB.value), named(Need.WORKER.value - Need.WEB.value)

    assert f"| `usher web` | {web} |" in PAGE
    assert f"| `usher worker`, `usher run` | the same, {more} |" in PAGE


def test_the_secrets_that_may_come_from_files_stand_there() -> None:
    section = PAGE.partition("## Secrets from files")[2].partition("may each stand in a file")[0]

    assert {*re.findall(r"`([A-Z_]+)`", section)} == {name.upper() for name in SECRETS}


def test_the_example_filled_in_is_all_that_run_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    text = EXAMPLE.read_text().replace("#DATABASE_URL", "DATABASE_URL")
    text = text.replace("SLACK_BOT_TOKEN=\n", "SLACK_BOT_TOKEN=xoxb-1234567890-abcdefghijkl\n")
    filled = re.sub(
        r"^([A-Z_]+)=$", r"\1=8f742231b10e8888abcd99edd3c85a5a", text, flags=re.MULTILINE
    )
    (tmp_path / ".env").write_text(filled)

    settings = load(Need.RUN)

    assert settings.smtp.host == "smtp.example.com"
    assert settings.database_url.get_secret_value().startswith("postgresql://")
    known = {name.upper() for name in Settings.model_fields}
    assert set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)) <= known
