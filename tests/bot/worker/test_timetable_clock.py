"""The wall clock is set, and every job looks at its interval all the same."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import pytest

from tests.bot.worker.faked import FakedClock
from tests.bot.worker.processes import ROOT

pytestmark = pytest.mark.needs("faketime")

BATTERYLESS = "@1970-01-01 00:00:10"


async def ticked(tmp_path: Path, *settings: str) -> tuple[list[dict[str, Any]], list[Any]]:
    """How often each job looked after each setting of the clock, and the lines of the log."""
    file = tmp_path / "clock"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.bot.worker.ticking", str(file), *settings),
        env=os.environ | FakedClock(file, settings[0]).environment,
        stdout=PIPE,
        stderr=PIPE,
        cwd=ROOT,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return [json.loads(line) for line in out.splitlines()], list(map(json.loads, err.splitlines()))


async def test_each_job_looks_at_its_interval_whatever_the_clock_does(tmp_path: Path) -> None:
    steps = {"+0": "forward", "-7200": "back", "-7200.8": "", "-7201.6": "", "-365d": "back"}
    looks, lines = await ticked(tmp_path, BATTERYLESS, *steps)
    assert all(each["often"] > 2 for each in looks)
    # Once forward, as after any day; never more often for a clock that is set back.
    assert [each.get("hourly", 0) for each in looks] == [1, 0, 0, 0, 0]
    assert [each.get("when set", 0) > 0 for each in looks] == [bool(it) for it in steps.values()]
    told = [(line["event"], line["level"]) for line in lines]
    assert told == [(f"clock.set_{it}", "warning") for it in steps.values() if it]
    assert lines[1]["by"] == "2:00:00"
