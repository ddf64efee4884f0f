"""A log that nobody reads any more holds nobody up, and says afterwards what it left out."""

import fcntl
import json
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr

import pytest

from bot.logs import configure
from bot.logs.outlet import PIECE
from tests.patience import PATIENCE

pytestmark = pytest.mark.usefixtures("log_as_it_was")
LONG = "x" * 3000


class Pipe:
    """Small, and read only when asked."""

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()
        fcntl.fcntl(self.writing, fcntl.F_SETPIPE_SZ, 2 * PIECE)
        os.set_blocking(self.reading, False)

    def read(self) -> list[str]:
        """What the lines say that are whole."""
        lines = os.read(self.reading, 1_000_000).decode(errors="replace").splitlines()
        return [json.loads(line)["event"] for line in lines if line.endswith("}")]


@contextmanager
def piped() -> Iterator[Pipe]:
    """pytest puts back what a fixture has put in the place of standard error."""
    pipe = Pipe()
    with os.fdopen(pipe.writing, "w") as end, redirect_stderr(end):
        configure("info", "json")
        yield pipe
    os.close(pipe.reading)


def log(*lines: str) -> None:
    """As somebody who must not be held up: fails where it waits for the reader."""

    def write() -> None:
        for line in lines:
            logging.getLogger("story").info(line)

    writing = threading.Thread(target=write, daemon=True)
    writing.start()
    writing.join(PATIENCE)
    assert not writing.is_alive()


def test_who_reads_gets_every_line() -> None:
    with piped() as pipe:
        for line in ("one", "two", LONG):
            log(line)
            assert pipe.read() == [line]


@pytest.mark.parametrize("blocking", [True, False])
def test_what_nobody_reads_is_left_out_and_counted(blocking: bool) -> None:
    """Whoever started Usher may have made it not block, as Node.js does."""
    with piped() as pipe:
        os.set_blocking(pipe.writing, blocking)
        log("first", *[LONG] * 20)
        assert pipe.read()[0] == "first"

        log("again")

        left_out, again = pipe.read()
        assert again == "again"
        told, number = left_out.split(": ")
        assert told == "lines that nobody read were left out"
        assert 18 <= int(number) <= 20
        log("and on")
        assert pipe.read() == ["and on"]


def test_a_line_larger_than_the_pipe_does_not_swallow_the_next() -> None:
    with piped() as pipe:
        log("🙂" * 4_000)
        assert pipe.read() == []
        log("next")
        assert pipe.read() == ["lines that nobody read were left out: 1", "next"]


def test_a_reader_who_is_gone_stops_nobody() -> None:
    with piped() as pipe:
        os.close(pipe.reading)
        pipe.reading = os.open(os.devnull, os.O_RDONLY)
        log("one", "two")
