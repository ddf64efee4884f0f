"""What `web` and `worker` wait for, and what ends a process that something holds on to."""

import asyncio
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from bot.app import make_parts
from bot.cli import running
from bot.cli.failures import Failure, Misuse
from bot.parts import Parts
from bot.settings import Settings
from storage import schema
from tests.bot.cli.process import free_port
from tests.patience import PATIENCE


def parts(path: Path) -> Parts:
    return parts_at(f"sqlite:///{path}")


def parts_at(url: str) -> Parts:
    given = {"database_url": url, "secret_keys": "a-key-of-the-tests-long-enough"}
    return make_parts(Settings.model_validate(given))


async def test_a_schema_that_stays_too_old_is_wrong_usage_and_names_the_verb(
    tmp_path: Path,
) -> None:
    old = parts(tmp_path / "empty.db")

    with pytest.raises(Misuse, match="run `usher migrate`"):
        await running.schema_is_there(old, asyncio.Event(), patience=0.1, every=0.01)

    old.close()


async def test_a_database_that_stays_away_is_a_failure() -> None:
    away = parts_at("postgresql://127.0.0.1:9/usher")

    with pytest.raises(Failure, match="can't be reached") as failed:
        await running.schema_is_there(away, asyncio.Event(), patience=0.1, every=0.01)

    assert failed.value.code == 1
    away.close()


async def test_a_database_that_does_not_answer_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = parts(tmp_path / "frozen.db")
    answer_at_last = threading.Event()
    monkeypatch.setattr(schema, "current", lambda _database: answer_at_last.wait(30) and "9999")
    monkeypatch.setattr(running, "ANSWER_WITHIN", 0.05)

    with pytest.raises(Failure, match="can't be reached"):
        await running.schema_is_there(frozen, asyncio.Event(), patience=0, every=0.01)

    answer_at_last.set()
    frozen.close()


async def test_whoever_migrates_meanwhile_lets_them_go_on(tmp_path: Path) -> None:
    waiting = parts(tmp_path / "usher.db")

    there = asyncio.create_task(running.schema_is_there(waiting, asyncio.Event(), every=0.01))
    await asyncio.sleep(0.05)
    assert not there.done()
    await asyncio.to_thread(schema.migrate, waiting.database)

    assert await there
    waiting.close()


async def test_a_stop_ends_the_waiting(tmp_path: Path) -> None:
    waiting, stop = parts(tmp_path / "usher.db"), asyncio.Event()

    there = asyncio.create_task(running.schema_is_there(waiting, stop))
    await asyncio.sleep(0.05)
    stop.set()

    assert not await there
    waiting.close()


HELD_UP = """
import os, signal, threading, time
from bot.cli import running
running.DEADLINE = 0.2

async def life(stop):
    os.kill(os.getpid(), signal.SIGTERM)
    await stop.wait()
    time.sleep(600)  # a thread, or the loop itself, that nothing ends

running.live(life)
"""


def test_what_holds_on_is_ended_at_the_deadline_with_zero() -> None:
    done = subprocess.run([sys.executable, "-c", HELD_UP], timeout=PATIENCE, check=False)

    assert done.returncode == 0


def test_a_life_that_breaks_ends_with_its_failure() -> None:
    async def life(_stop: asyncio.Event) -> None:
        raise Failure("it broke")

    with pytest.raises(Failure, match="it broke"):
        running.live(life)


def listening(**given: Any) -> Settings:
    return Settings.model_validate({"port": free_port(), **given})


@pytest.mark.parametrize(
    "given",
    [
        {"host": "0.0.0.0", "metrics_host": "127.0.0.1"},
        {"host": "127.0.0.1", "metrics_host": "0.0.0.0"},
        {"host": "127.0.0.1", "metrics_host": "localhost"},
    ],
)
def test_two_addresses_that_are_one_need_a_port_each(given: dict[str, str]) -> None:
    with (
        pytest.raises(
            Failure, match="taken by HOST and PORT themselves; set METRICS_PORT to a free"
        ),
        running.take_ports(listening(**given)),
    ):
        pass

    with running.take_ports(listening(**given, metrics_port=free_port())) as ports:
        assert ports.operators


@pytest.mark.parametrize("name", ["host", "metrics_host"])
def test_an_address_of_another_machine_is_wrong_from_the_start(name: str) -> None:
    said = (
        rf"can't listen on {name.upper()} 192\.0\.2\.1: it is not this machine's; write an address"
    )

    with pytest.raises(Misuse, match=said):
        running.hosts_are_ours(listening(**{name: "192.0.2.1"}))


def test_a_port_that_is_not_for_everybody_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Root may have it.
    monkeypatch.setattr(running, "listen", denied)

    with (
        pytest.raises(Misuse, match=r"HOST 127\.0\.0\.1, PORT 80: .* set PORT to one from 1024 on"),
        running.take_ports(listening(port=80)),
    ):
        pass
