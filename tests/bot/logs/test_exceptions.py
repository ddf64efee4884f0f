"""What a traceback tells: the kind, the place, the names of the schema, and no value."""

import asyncio
import gc
import json
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiosmtplib
import pydantic
import pytest
import structlog
from aiohttp import ClientResponseError, RequestInfo
from multidict import CIMultiDict, CIMultiDictProxy
from slack_sdk.errors import SlackApiError
from sqlalchemy import bindparam, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from yarl import URL

from bot.logs import configure
from bot.logs.setup import Format
from commands.errors import BadAddresses
from storage.database import Database
from tests.bot.logs.conftest import Written

POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
FORMS = pytest.mark.parametrize("form", ["json", "console"])

NOTE = "Salary 90000 as agreed"
ADDRESS = "ivy.secret@partner.example"
TOKEN = "AZ3v9Qk1mPq0xT7bcD4eF6gH8"
SEALED = "gAAAAABn0tARealSecret"
VALUES = (NOTE, "90000", "ivy.secret", TOKEN, SEALED, "gAAAA")

TABLE = """
CREATE TEMP TABLE kept (
    id INTEGER PRIMARY KEY, note VARCHAR(60) NOT NULL, email VARCHAR(60) NOT NULL,
    token VARCHAR(60), sealed VARCHAR(60), number SMALLINT, above INTEGER,
    CONSTRAINT uq_kept_email UNIQUE (email), CONSTRAINT ck_kept_number CHECK (number < 500),
    CONSTRAINT fk_kept_above FOREIGN KEY (above) REFERENCES kept (id)
)"""
INSERT = text(
    "INSERT INTO kept VALUES (:id, :note, :email, :token, :sealed, :number, :above)"
).bindparams(*map(bindparam, ("id", "note", "email", "token", "sealed", "number", "above")))
ROW = {
    "id": 1,
    "note": NOTE,
    "email": ADDRESS,
    "token": TOKEN,
    "sealed": SEALED,
    "number": 1,
    "above": None,
}
# What is wrong with the second row, and what is said of it by either database.
BOTH: dict[str, tuple[dict[str, Any], str, str]] = {
    "not null": ({"note": None}, "kept.note", "sqlstate 23502, table kept, column note"),
    "unique": ({}, "kept.email", "sqlstate 23505, constraint uq_kept_email"),
    "check": ({"email": "x", "number": 900}, "ck_kept_number", "constraint ck_kept_number"),
    "foreign key": ({"email": "x", "above": 77}, "SQLITE_CONSTRAINT", "constraint fk_kept_above"),
    "an object": ({"email": {ADDRESS: NOTE}}, "type 'dict'", "ProgrammingError"),
}
STRICTER: dict[str, tuple[dict[str, Any], str]] = {
    "too long": ({"email": f"{ADDRESS} {NOTE} {TOKEN} {SEALED}"}, "sqlstate 22001"),
    "out of range": ({"email": "x", "number": 90000}, "sqlstate 22003"),
    "far out of range": ({"email": "x", "number": 90000 * 10**30}, "sqlstate 22003"),
    "no number": ({"email": "x", "number": NOTE}, "sqlstate 22P02"),
    "a NUL": ({"email": f"{ADDRESS}\0"}, "DataError"),
    "half a pair": ({"email": f"{ADDRESS}\ud800"}, "UnicodeEncodeError"),
}


def failing(database: Database, wrong: dict[str, Any], log: Callable[..., None]) -> None:
    def insert(unit: Session) -> None:
        unit.execute(text(TABLE))
        unit.execute(INSERT, ROW)
        unit.execute(INSERT, ROW | {"id": 2} | wrong)

    try:
        database.run(insert)
    except (SQLAlchemyError, UnicodeError) as error:
        log("not written for %s: %s", error, error, exc_info=error)
        structlog.get_logger("usher").exception("not written", error=error, inside=[error])
        raise RuntimeError("no turn of the worker") from error


def told(written: Written, fail: Callable[[], None]) -> str:
    """What the log says, as an exception that nobody caught too."""
    try:
        fail()
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)
        logging.getLogger("late").exception("again")
    said = written.getvalue()
    assert "Traceback (most recent call last)" in said
    assert not [value for value in VALUES if value in said]
    return said


@FORMS
@pytest.mark.parametrize("case", BOTH)
def test_a_row_that_is_refused_names_the_constraint_and_nothing_that_stands_in_it(
    written: Written, database: Database, form: Format, case: str
) -> None:
    configure("debug", form)
    wrong, by_sqlite, by_postgresql = BOTH[case]

    said = told(written, lambda: failing(database, wrong, logging.getLogger("x").error))

    assert (by_sqlite if database.is_sqlite else by_postgresql) in said
    assert "test_exceptions.py" in said
    assert "no turn of the worker" in said


@POSTGRESQL
@FORMS
@pytest.mark.parametrize("case", STRICTER)
def test_a_value_that_postgresql_does_not_take_is_not_repeated(
    written: Written, database: Database, form: Format, case: str
) -> None:
    configure("debug", form)
    wrong, words = STRICTER[case]

    assert words in told(written, lambda: failing(database, wrong, logging.getLogger("x").error))


def test_the_error_itself_has_lost_the_values(database: Database) -> None:
    with pytest.raises(RuntimeError) as raised:
        failing(database, {"note": None}, lambda *_, **__: None)

    error = raised.value.__cause__
    assert isinstance(error, SQLAlchemyError)
    for each in (error, error.__cause__):
        said = f"{each} {each!r} {vars(each)}"
        assert not [value for value in VALUES if value in said]


@POSTGRESQL
def test_postgresql_s_words_on_statements_and_deadlocks_stay(
    written: Written, database: Database
) -> None:
    configure("info", "json")

    for statement in ("SELECT * FROM nowhere", "DO $$BEGIN RAISE SQLSTATE '40P01'; END$$"):
        try:
            database.read(lambda unit, each=statement: unit.execute(text(each)))
        except SQLAlchemyError:
            logging.getLogger("x").exception("failed")

    assert 'sqlstate 42P01: relation \\"nowhere\\" does not exist' in written.getvalue()
    assert "sqlstate 40P01" in written.getvalue()


class _Form(pydantic.BaseModel):
    note: int


def _of_pydantic() -> None:
    _Form.model_validate({"note": NOTE, "token": TOKEN})


def _of_slack() -> None:
    answer = {"ok": False, "error": "invalid_blocks", "said": NOTE}
    raise SlackApiError(f"{NOTE} {TOKEN}", answer)  # type: ignore[no-untyped-call]


def _of_aiohttp() -> None:
    where = URL(f"https://hooks.example/{TOKEN}")
    info = RequestInfo(where, "POST", CIMultiDictProxy(CIMultiDict()), where)
    raise ClientResponseError(info, (), status=404, message=NOTE)


def _of_mail() -> None:
    raise aiosmtplib.SMTPRecipientsRefused(
        [aiosmtplib.SMTPRecipientRefused(550, NOTE, ADDRESS)],
    )


def _of_a_command() -> None:
    raise BadAddresses([(f"{NOTE} {TOKEN}", "malformed")])  # type: ignore[list-item]


def _of_a_look_up() -> None:
    dict[str, str]()[NOTE]


def _of_a_number() -> None:
    int(NOTE)


def _noted() -> None:
    error = KeyError(TOKEN)
    error.add_note(NOTE)
    raise ExceptionGroup(NOTE, [error, ExceptionGroup(TOKEN, [ValueError(SEALED)])])


OTHERS = {
    _of_pydantic: "pydantic_core._pydantic_core.ValidationError",
    _of_slack: "slack_sdk.errors.SlackApiError: invalid_blocks",
    _of_aiohttp: "aiohttp.client_exceptions.ClientResponseError",
    _of_mail: "aiosmtplib.errors.SMTPRecipientsRefused",
    _of_a_command: "commands.errors.BadAddresses",
    _of_a_look_up: "KeyError",
    _of_a_number: "ValueError",
    _noted: "ExceptionGroup: 2 in a group",
}


@FORMS
@pytest.mark.parametrize("fail", OTHERS)
def test_no_library_s_words_repeat_what_it_was_given(
    written: Written, form: Format, fail: Callable[[], None]
) -> None:
    configure("debug", form)

    def chained() -> None:
        try:
            fail()
        except Exception as error:
            logging.getLogger("x").warning("failed: %s, %r", error, error, exc_info=True)
            raise RuntimeError("closed") from error

    assert OTHERS[fail] in told(written, chained)


def test_an_error_of_the_system_is_told_by_its_number(written: Written) -> None:
    configure("info", "json")

    said = told(written, Path("/nowhere/at-all").touch)

    assert "FileNotFoundError: [Errno 2] No such file or directory" in said


def test_a_line_that_wants_an_exception_where_there_is_none_is_still_a_line(
    written: Written,
) -> None:
    configure("info", "json")

    logging.getLogger("x").error("odd", exc_info=True)  # noqa: LOG014

    assert json.loads(written.getvalue())["event"] == "odd"


def test_a_chain_that_bites_its_own_tail_ends(written: Written) -> None:
    configure("info", "json")
    first, second = RuntimeError("first"), RuntimeError("second")
    first.__cause__, second.__cause__ = second, first

    logging.getLogger("x").error("failed", exc_info=first)

    assert written.getvalue().count("RuntimeError: ") == 2


async def test_a_task_that_nobody_waited_for_tells_nothing_of_its_data(written: Written) -> None:
    configure("debug", "json")

    async def lost() -> None:
        raise ValueError(NOTE)

    task = asyncio.create_task(lost())
    await asyncio.wait([task])
    del task
    gc.collect()

    assert "Task exception was never retrieved" in written.getvalue()
    assert NOTE not in written.getvalue()


def test_what_nobody_can_catch_tells_nothing_of_its_data(written: Written) -> None:
    configure("info", "json")

    class Sloppy:
        def __del__(self) -> None:
            raise ValueError(NOTE)

    Sloppy()
    gc.collect()
    thread = threading.Thread(target=_of_a_number)
    thread.start()
    thread.join()

    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["an error that nobody could catch", "stopped"]
    assert NOTE not in written.getvalue()
