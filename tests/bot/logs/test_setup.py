"""Everybody's lines come out in one place, in one form, and masked."""

import io
import json
import logging
import sys
import threading
import warnings
from typing import Any

import pytest
import structlog

from bot.logs import configure
from bot.logs.setup import Format
from tests.bot.logs.conftest import Written

ADA = "ada.lovelace@example.com"


def fail() -> None:
    raise RuntimeError(ADA)


def lines(written: Written) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_of_json_has_time_level_logger_event_and_fields(written: Written) -> None:
    configure("info", "json")

    structlog.get_logger("usher.worker").info("sent", mails=3, late=False, after=None)

    (line,) = lines(written)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "level": "info",
        "logger": "usher.worker",
        "event": "sent",
        "mails": 3,
        "late": False,
        "after": None,
    }


def test_the_standard_library_s_lines_look_the_same(written: Written) -> None:
    configure("info", "json")

    logging.getLogger("slack_bolt").warning("odd: %s", "thing")

    (line,) = lines(written)
    assert (line["logger"], line["level"], line["event"]) == ("slack_bolt", "warning", "odd: thing")


def test_what_is_below_the_level_is_left_out(written: Written) -> None:
    configure("warning", "json")

    structlog.get_logger("usher").info("quiet")
    logging.getLogger("usher").info("quiet")
    structlog.get_logger("usher").warning("loud")

    assert [line["event"] for line in lines(written)] == ["loud"]


def test_console_lines_are_for_people_and_uncoloured_off_a_terminal(written: Written) -> None:
    configure("info", "console")

    structlog.get_logger("usher").info("ready", address="http://localhost:3000")

    assert "ready" in written.getvalue()
    assert "address=http://localhost:3000" in written.getvalue()
    assert "\x1b" not in written.getvalue()


def test_fields_of_the_context_stand_in_every_line(written: Written) -> None:
    configure("info", "json")

    with structlog.contextvars.bound_contextvars(team="T1"):
        structlog.get_logger("usher").info("one")
        logging.getLogger("uvicorn.error").info("two")

    assert [line["team"] for line in lines(written)] == ["T1", "T1"]


@pytest.mark.parametrize("form", ["json", "console"])
def test_addresses_are_masked_in_texts_arguments_fields_and_deep_inside(
    written: Written, form: Format
) -> None:
    configure("debug", form)
    log = structlog.get_logger("usher")

    log.debug(ADA, to=ADA, deep={"list": [{ADA: (ADA, {ADA}, b"x")}]})
    log.info("as bytes", raw=ADA.encode(), error=RuntimeError(ADA))
    logging.getLogger("aiohttp").debug("to %s and %r", ADA, {"to": ADA})
    logging.getLogger("asyncio").error("%(to)s", {"to": ADA})

    assert ADA not in written.getvalue()
    assert written.getvalue().count("a…@example.com") == 9


@pytest.mark.parametrize("form", ["json", "console"])
def test_addresses_are_masked_in_tracebacks_chained_ones_too(
    written: Written, form: Format
) -> None:
    configure("info", form)

    try:
        try:
            fail()
        except RuntimeError as error:
            raise RuntimeError(f"no mail for {ADA}") from error
    except RuntimeError:
        logging.getLogger("apscheduler").exception("job failed for %s", ADA)
        structlog.get_logger("usher").exception("turn failed", stack_info=True)

    assert "Traceback (most recent call last)" in written.getvalue()
    assert ADA not in written.getvalue()
    assert written.getvalue().count("a…@example.com") >= 5


@pytest.mark.parametrize("form", ["json", "console"])
def test_the_settings_secrets_are_masked(written: Written, form: Format) -> None:
    configure("info", form, secrets=["correct horse battery"])

    logging.getLogger("aiosmtplib").info("AUTH correct horse battery")

    assert "horse" not in written.getvalue()


# A line of one's own, a coloured one by either CSI, one that reads backwards, half a pair.
ACTING = (
    "\n2026-01-01 [info] all is well",
    "\r",
    "\x1b[31m",
    "\x9b31m",
    "\u2028",
    "\u202e",
    "\ud800",
)


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("acting", ACTING)
def test_a_name_can_not_forge_a_line_or_act_on_a_terminal(
    written: Written, form: Format, acting: str
) -> None:
    configure("info", form)

    logging.getLogger("usher").info("hello %s", f"Gus{acting}")
    structlog.get_logger("usher").info("hello", who=f"Gus{acting}", deep=[{f"Gus{acting}": acting}])

    text = written.getvalue().removesuffix("\n")
    assert acting[0] not in text.replace("\n", "", 1)
    assert len(text.splitlines()) == 2
    assert "Gus\\" in text


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_long_text_does_not_fill_the_log(written: Written, form: Format) -> None:
    configure("info", form)

    logging.getLogger("usher").info("hello %s", "G" * 3_000_000)

    assert len(written.getvalue()) < 5_000
    assert "characters more" in written.getvalue()


def test_an_exception_nobody_caught_is_masked(written: Written) -> None:
    configure("info", "json")

    try:
        fail()
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)

    (line,) = lines(written)
    assert (line["event"], line["level"]) == ("stopped", "critical")
    assert "RuntimeError: a…@example.com" in line["exception"]


def test_ctrl_c_leaves_no_traceback(written: Written) -> None:
    configure("info", "json")

    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert not written.getvalue()


def test_an_exception_nobody_caught_in_a_thread_is_masked(written: Written) -> None:
    configure("info", "json")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    (line,) = lines(written)
    assert "RuntimeError: a…@example.com" in line["exception"]


def test_a_warning_is_masked(written: Written) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        configure("info", "json")
        warnings.warn(f"old address {ADA}", stacklevel=1)

    (line,) = lines(written)
    assert line["logger"] == "py.warnings"
    assert ADA not in line["event"]


def test_uvicorn_s_own_handlers_print_nothing_beside_it(written: Written) -> None:
    theirs = logging.getLogger("uvicorn.access")
    theirs.addHandler(logging.StreamHandler())
    theirs.propagate = False
    configure("info", "json")

    theirs.info("GET /i/%s", "AZ3v9Qk1mPq0xT7bcD4eF6gH8")

    assert [line["event"] for line in lines(written)] == ["GET /i/…"]


def test_a_line_that_can_not_be_made_is_named_and_not_shown(written: Written) -> None:
    configure("info", "json")

    logging.getLogger("sloppy").info("%d", ADA)

    assert "a line of sloppy (test_setup.py:" in written.getvalue()
    assert "lovelace" not in written.getvalue()


def test_a_closed_standard_error_stops_nothing(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure("info", "json")
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)

    logging.getLogger("usher").info("nobody reads this")


def test_apscheduler_s_every_tick_is_told_at_debug_only(written: Written) -> None:
    configure("info", "json")
    logging.getLogger("apscheduler.executors.default").info("Running job")
    assert not written.getvalue()

    configure("debug", "json")
    logging.getLogger("apscheduler.executors.default").info("Running job")
    assert "Running job" in written.getvalue()


def test_configuring_twice_writes_each_line_once(written: Written) -> None:
    configure("info", "json")
    configure("info", "json")

    structlog.get_logger("usher").info("once")

    assert len(lines(written)) == 1


def test_an_unknown_level_is_an_error() -> None:
    with pytest.raises(ValueError, match="LOUD"):
        configure("loud", "json")
