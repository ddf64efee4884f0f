"""The verbs that only need the database, or not even that."""

import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO

import regex

from bot.cli.database import lacking, usable
from bot.cli.failures import Failure, Misuse
from bot.logs import configure
from bot.parts import real_time
from bot.settings import Need, Settings, load
from bot.wording import sheet
from commands import export
from commands.directory.change_role import Role, Since, set_role
from commands.errors import Ambiguous, NotFound, Rejected
from storage import schema
from storage.database import Database


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url.get_secret_value())
    try:
        with usable(database):
            yield database
    finally:
        database.close()


@contextmanager
def _up_to_date() -> Iterator[Database]:
    with opened(_settings()) as database:
        if lacks := lacking(database):
            raise lacks
        yield database


def _settings() -> Settings:
    settings = load(Need.DATABASE)
    configure(settings.log_level, settings.log_format, settings.secrets())
    return settings


def migrate_database() -> None:
    with opened(_settings()) as database:
        schema.migrate(database)


def give_role(address: str, role: Role, team: str | None) -> str:
    """The sentence that says what was done."""
    with _up_to_date() as database:
        try:
            email, since = database.run(set_role, address, role, real_time(), team)
        except Rejected:
            raise Misuse(f"{address!r} is not one email address.") from None
        except Ambiguous as error:
            teams = ", ".join(error.teams)
            raise Misuse(
                f"There are several workspaces: name one with --workspace ({teams})."
            ) from None
        except NotFound:
            raise Failure(
                "There is no workspace yet: start `usher run` once, so that Slack can tell of it, "
                "or name it with --workspace."
            ) from None
    return f"{email} is now {_ARTICLE[role]}{_SINCE[since]}."


_SINCE: Mapping[Since, str] = {
    "new": "; they are linked to Slack when they first use Usher",
    "back": "; they had been removed, and are a member again",
    "known": "",
}


_ARTICLE: Mapping[str, str] = {"admin": "an admin", "lead": "a lead", "member": "a member"}


def write(what: str, team: str | None, form: str, out: TextIO) -> None:
    """Stream the rows, as UTF-8: as many as there are, in little memory. Who reads may stop."""
    as_utf8(out)
    with _up_to_date() as database, _heard_out(out), database.reading() as unit:
        try:
            rows = export.read(unit, export.TABLES[what], team, real_time())
        except NotFound:
            raise Misuse(f"There is no workspace {team}.") from None
        _WRITERS[form](out, export.TABLES[what].columns, rows)


def as_utf8(out: TextIO) -> None:
    """Whatever the locale is, and however the system ends lines: this is for another program."""
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(encoding="utf-8", errors="strict", newline="")


@contextmanager
def _heard_out(out: TextIO) -> Iterator[None]:
    """All of it, or as much as was wanted: who reads may have gone, as `head` does."""
    try:
        yield
        out.flush()
    except BrokenPipeError:
        # What is left in its buffer can't be written when the process ends either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())


def _csv(out: TextIO, columns: tuple[str, ...], rows: Iterator[export.Row]) -> None:
    sheet.write(out, columns, rows)


def _jsonl(out: TextIO, columns: tuple[str, ...], rows: Iterator[export.Row]) -> None:
    for row in rows:
        texts = dict(zip(columns, map(sheet.text, row), strict=True))
        line = json.dumps(texts, ensure_ascii=False)
        out.write(_NOT_PLAIN.sub(lambda char: f"\\u{ord(char[0]):04x}", line) + "\n")


# What ends a line for some readers or acts in a terminal, and half characters.
_NOT_PLAIN = regex.compile(r"[\x7f-\x9f\u2028\u2029\p{Cs}]")


_WRITERS = {"csv": _csv, "jsonl": _jsonl}


def manifest_and_advice() -> tuple[str, str]:
    from bot.slack.manifest import advice, manifest  # noqa: PLC0415 - no other verb here needs it

    settings = load(Need.DATABASE)
    return json.dumps(manifest(settings), indent=2, ensure_ascii=False), advice(settings)
