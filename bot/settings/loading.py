"""Reads the environment, `.env` and the files of secrets, and checks them against what somebody
wants to do.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from dotenv.parser import parse_stream
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from bot.settings import files, pasted, proxies
from bot.settings.fields import SECRETS, Settings
from bot.settings.problems import ENV_FILE, Problem, SettingsError, reason_of

_NAMES = tuple(Settings.model_fields)
_FILE_MAY_NAME = {*_NAMES, *map(files.named, SECRETS)}
_NAMED = re.compile(r"\s*(?:export\s+)?'?(\w+)")
_PLACES = re.compile(r"\$\{([^}:]*)\}")
"""As python-dotenv fills them in, within quotes of any kind too; `${NAME:-default}` it can."""
_HTTP = ("slack_signing_secret", "slack_bot_token")
_LATER = {
    "slack_app_token": "asks for Socket Mode, which Usher doesn't have yet: unset it",
    "slack_client_id": "asks for OAuth, which Usher doesn't have yet: unset it",
    "slack_client_secret": "asks for OAuth, which Usher doesn't have yet: unset it",
}
_FOR_MORE_THAN_THE_DATABASE = {*SECRETS, *_LATER} - {"database_url"}


class Need(Enum):
    """What must be set, beyond the defaults, for what somebody wants to do."""

    # No tuples: of an empty one Python 3.11.2, Debian 12's, makes an object().
    DATABASE = frozenset[str]()
    WEB = frozenset({*_HTTP, "secret_keys"})
    WORKER = WEB | {"smtp_url", "mail_from"}
    RUN = WORKER


def load(need: Need, **given: object) -> Settings:
    """Read what is set; what the caller gives goes before the environment, that before `.env`.

    Raises SettingsError, which names all that is missing or wrong.
    """
    told = {name: value for name, value in given.items() if value is not None}
    # They come later than the manifest and the schema, and not to who only looks after the tables.
    unused = () if need.value else _FOR_MORE_THAN_THE_DATABASE
    written = _written()
    found, problems = _read(written, (name for name in _NAMES if name not in {*told, *unused}))
    problems += _unmet(need, written, found | told)
    try:
        settings = Settings.model_validate(found | told)
    except ValidationError as error:
        raise SettingsError([*problems, *_wrong(error.errors(), written)]) from None
    if need is not Need.DATABASE:
        problems += _out_of_reach(settings, written)
    if problems:
        raise SettingsError(problems)
    return settings


def _written() -> dict[str, str]:
    """Take all that is set, by its name in lower case. An empty value counts as not set."""
    try:
        unread = list(_unread_lines())
        source = DotEnvSettingsSource(Settings, env_file=ENV_FILE, env_file_encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            [Problem(".env", "can't be read", "holds settings, as UTF-8 text", "PORT=3000")]
        ) from None
    if unread:
        raise SettingsError(unread)
    written: dict[str, str] = {}
    for given in (source.env_vars, EnvSettingsSource(Settings).env_vars):
        bare = ((name, pasted.stripped(text or "")) for name, text in given.items())
        written |= {name: text for name, text in bare if text}
    return written | proxies.in_environment(os.environ)


def _unread_lines() -> Iterator[Problem]:
    """Settings in lines of `.env` that the library skips with a warning, and those in which it
    leaves `${NAME}` empty.
    """
    if not ENV_FILE.is_file():
        return
    known = {*os.environ}
    with ENV_FILE.open(encoding="utf-8") as file:
        for line in parse_stream(file):
            named = _NAMED.match(line.original.string)
            name = named[1].lower() if named else ""
            if name in _FILE_MAY_NAME and line.error:
                yield _problem(name, "stands in a line of .env that can't be read")
            elif name in _FILE_MAY_NAME and not known.issuperset(_PLACES.findall(line.value or "")):
                yield _problem(name, pasted.NOT_FILLED_IN)
            known.add(line.key or "")


def _read(
    written: Mapping[str, str], names: Iterable[str]
) -> tuple[dict[str, object], list[Problem]]:
    """The values by their settings' names, those of secrets also from files, and what is wrong."""
    values: dict[str, object] = {}
    problems = []
    for name in names:
        try:
            if text := _value(name, written):
                values[name] = text
        except ValueError as fault:
            problems.append(_problem(_as_set(name, written), str(fault)))
    return values, problems


def _value(name: str, written: Mapping[str, str]) -> str | None:
    """What is set. Raises ValueError with what is wrong about the whole of it."""
    text, path = written.get(name), written.get(files.named(name)) if name in SECRETS else None
    if text and path:
        raise ValueError(f"is set, and so is {name.upper()}: keep one of them")
    if path and not (text := pasted.stripped(files.read(path))):
        raise ValueError("names a file that is empty")
    # Of proxies only the one in use is judged, and that later.
    if name not in proxies.VARIABLES and (fault := pasted.fault(name, text or "")):
        raise ValueError(f"names a file whose text {fault}" if path else fault)
    return text


def _as_set(name: str, written: Mapping[str, str]) -> str:
    """The setting's name, or that of its file's."""
    return files.named(name) if name in SECRETS and files.named(name) in written else name


def _unmet(
    need: Need, written: Mapping[str, str], values: Mapping[str, object]
) -> Iterator[Problem]:
    for name in filter(need.value.__contains__, _NAMES):
        if name not in values and _as_set(name, written) not in written:
            yield _problem(name, "is missing")
    if need is not Need.DATABASE:
        for name, fault in _LATER.items():
            if name in values:
                yield _problem(_as_set(name, written), fault)


def _out_of_reach(settings: Settings, written: Mapping[str, str]) -> Iterator[Problem]:
    """Only the proxy that is in use: another may be meant for other programs."""
    try:
        settings.proxies.of(settings.slack_api_url)
    except proxies.Unusable as error:
        yield _problem(_as_set(error.variable.lower(), written), f"is wrong: {error}")


def _wrong(errors: list[ErrorDetails], written: Mapping[str, str]) -> Iterator[Problem]:
    for error in errors:
        if error["type"] == "default_factory_not_called":
            continue  # the setting that it is made from is wrong, and named for itself
        reason = error.get("ctx", {}).get("error") or reason_of(error)
        name = str(error["loc"][0])
        at = _as_set(name, written)
        said = "is wrong" if at == name else "names a file whose text is wrong"
        yield _problem(at, f"{said}: {reason}")


def _problem(name: str, fault: str) -> Problem:
    held = name.removesuffix(files.SUFFIX)
    field = Settings.model_fields[held]
    if held != name:
        purpose = f"names the file with {held.upper()}, which {field.description}"
        return Problem(name.upper(), fault, purpose, f"/run/secrets/{held}")
    example = (field.examples or [field.default])[0]
    return Problem(name.upper(), fault, field.description or "", str(example))
