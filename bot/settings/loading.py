"""Reads the environment and `.env`, and checks them against what somebody wants to do."""

from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from bot.settings.fields import Settings
from bot.settings.problems import Problem, SettingsError

_ENV_FILE = Path(".env")
_HTTP = ("slack_signing_secret", "slack_bot_token")
_LATER = {
    "slack_app_token": "asks for Socket Mode, which Usher doesn't have yet: unset it",
    "slack_client_id": "asks for OAuth, which Usher doesn't have yet: unset it",
    "slack_client_secret": "asks for OAuth, which Usher doesn't have yet: unset it",
}


class Need(Enum):
    """What must be set, beyond the defaults, for what somebody wants to do."""

    DATABASE = ()
    WEB = (*_HTTP, "secret_keys")
    WORKER = (*WEB, "smtp_url", "mail_from")
    RUN = WORKER


def load(need: Need, **given: object) -> Settings:
    """Read what is set; what the caller gives goes before the environment, that before `.env`.

    Raises SettingsError, which names all that is missing or wrong.
    """
    values = _read() | {name: value for name, value in given.items() if value is not None}
    problems = list(_unmet(need, values))
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError([*problems, *_wrong(error.errors())]) from None
    if problems:
        raise SettingsError(problems)
    return settings


def _read() -> dict[str, object]:
    """Take what is set and known by name. An empty value counts as not set."""
    try:
        written = DotEnvSettingsSource(Settings, env_file=_ENV_FILE, env_file_encoding="utf-8")()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            [Problem(".env", "can't be read", "holds settings, as UTF-8 text", "PORT=3000")]
        ) from None
    values: dict[str, object] = {}
    for source in (written, EnvSettingsSource(Settings)()):
        for name, value in source.items():
            if name in Settings.model_fields and (text := str(value).strip()):
                values[name] = text
    return values


def _unmet(need: Need, values: Mapping[str, object]) -> Iterator[Problem]:
    for name in need.value:
        if name not in values:
            yield _problem(name, "is missing")
    if need is not Need.DATABASE:
        for name, fault in _LATER.items():
            if name in values:
                yield _problem(name, fault)


def _wrong(errors: list[ErrorDetails]) -> Iterator[Problem]:
    for error in errors:
        if error["type"] == "default_factory_not_called":
            continue  # the setting that it is made from is wrong, and named for itself
        reason = error.get("ctx", {}).get("error")
        yield _problem(
            str(error["loc"][0]), f"is wrong: {reason or error['msg'].removeprefix('Input ')}"
        )


def _problem(name: str, fault: str) -> Problem:
    field = Settings.model_fields[name]
    example = (field.examples or [field.default])[0]
    return Problem(name.upper(), fault, field.description or "", str(example))
