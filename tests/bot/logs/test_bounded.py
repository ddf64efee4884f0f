"""Whoever sends how much: the log can be read, and says how much it left out."""

import asyncio
import json
import logging
import socket
from typing import Any

import pytest
import uvicorn
from starlette.responses import Response

from bot.logs import bounded, configure
from bot.logs.bounded import EACH, MOST, Bound
from bot.logs.setup import Format
from bot.web.server import Server
from tests.bot.logs.conftest import Written
from tests.patience import until


class Hand:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def log(written: Written) -> Written:
    configure("info", "json")
    return written


def lines(written: Written) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_one_attempt_leaves_one_line_with_who_and_what(log: Written) -> None:
    bounded.refused("role", "T1/U1", "block_actions member.role")

    (line,) = lines(log)
    assert (line["event"], line["why"]) == ("refused", "role")
    assert (line["who"], line["what"]) == ("T1/U1", "block_actions member.role")


def test_a_flood_from_one_leaves_few_lines_and_its_number(log: Written) -> None:
    clock = Hand()
    bounded.begin(Bound(clock=clock))
    for _ in range(EACH + 1234):
        bounded.refused("401", "192.0.2.1", "POST /slack/events")
    assert len(lines(log)) == EACH

    clock.now += 60
    bounded.refused("401", "192.0.2.1", "POST /slack/events")

    *_, closing, next_one = lines(log)
    assert closing["event"] == "refused (401) … and 1,234 more"
    assert next_one["event"] == "refused"
    assert len(lines(log)) == EACH + 2


def test_a_flood_from_everywhere_is_bounded_and_hides_no_other_kind(log: Written) -> None:
    clock = Hand()
    bounded.begin(Bound(clock=clock))
    for number in range(3000):
        bounded.refused("401", f"192.0.2.{number}", "POST /slack/events")
        bounded.ignored(f"event {number}")
    bounded.refused("role", "T1/U1", "block_actions member.role")

    assert len(lines(log)) == 2 * MOST + 1
    assert lines(log)[-1]["why"] == "role"

    clock.now += 60
    bounded.close()
    assert [line["event"] for line in lines(log)[-2:]] == [
        f"refused (401) … and {3000 - MOST:,} more",
        f"ignored … and {3000 - MOST:,} more",
    ]


def test_it_remembers_no_more_than_it_tells() -> None:
    bound = Bound()
    for number in range(10_000):
        bound.admits("refused", str(number))

    assert len(bound._seen) == MOST


def test_who_keeps_within_the_bounds_gets_no_closing_line(log: Written) -> None:
    clock = Hand()
    bounded.begin(Bound(clock=clock))
    for _ in range(3):
        bounded.refused("403", "192.0.2.1", "POST /i/{token}/accept")
        clock.now += 60

    assert [line["event"] for line in lines(log)] == ["refused"] * 3


async def test_the_number_is_said_when_the_minute_is_over_though_nobody_comes(
    log: Written,
) -> None:
    bounded.begin(Bound(each=1, seconds=0.01, clock=Hand()))
    bounded.refused("401", "192.0.2.1", "POST /slack/events")
    bounded.refused("401", "192.0.2.1", "POST /slack/events")

    await until(lambda: "more" in log.getvalue())
    assert lines(log)[-1]["event"] == "refused (401) … and 1 more"


@pytest.mark.parametrize("form", ["json", "console"])
def test_nobody_forges_a_line_or_fills_one(written: Written, form: Format) -> None:
    configure("info", form)

    bounded.ignored("view_closed a\n2026-01-01 [info] all is well\x1b[31m\x9b" + "x" * 10_000)
    bounded.refused("403", "192.0.2.1", "POST /", origin="https://ivy.secret@evil.example\r\nx")

    text = written.getvalue().removesuffix("\n")
    assert len(text.splitlines()) == 2
    assert not {"\x1b", "\x9b", "\r"} & {*text}
    assert "ivy.secret" not in text
    assert len(text) < 10_000


async def test_what_the_server_says_of_each_request_that_it_can_t_read_is_bounded(
    log: Written,
) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(_broken, log_config=None, lifespan="off", http="httptools")
    server = Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    for sent in [b"\x16\x03\x01 no HTTP\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"] * 20:
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(sent)
        await reader.read(1)
        writer.close()
    server.should_exit = True
    await serving

    said = [line for line in lines(log) if line["level"] != "info"]
    assert [line["event"] for line in said].count("Invalid HTTP request received.") == EACH
    assert ["exception" in line for line in said].count(True) == EACH
    assert len(said) == 2 * EACH
    bounded.close()
    assert lines(log)[-1]["event"] == "uvicorn.error … and 30 more"


async def test_what_the_loop_says_of_each_connection_that_fails_is_bounded(log: Written) -> None:
    loop = asyncio.get_running_loop()
    for number in range(30):
        message = f"Fatal error on transport\nprotocol: <{number}>"
        loop.call_exception_handler({"message": message, "exception": OSError(107, "no")})

    assert len(lines(log)) == EACH
    bounded.close()
    assert lines(log)[-1]["event"] == "asyncio … and 25 more"


async def _broken(_scope: object, _receive: object, _send: object) -> Response:
    raise ValueError("what was sent")


def test_configuring_anew_filters_once(written: Written) -> None:
    configure("info", "json")
    configure("info", "json")

    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")

    assert len(lines(written)) == 1
    assert len(logging.getLogger("uvicorn.error").filters) == 1
