"""`./usher test` runs every step, says which failed, and repeats pytest's own last line."""

import os
import sys
from pathlib import Path

import pytest

from tests import __main__
from tests.__main__ import LANES
from tests.patience import PATIENCE

GOOD = (sys.executable, "-c", "print('fine')")
BAD = (sys.executable, "-c", "import sys; print('odd', file=sys.stderr); sys.exit(3)")
# A step's command counts as pytest's by this word.
PYTEST = (sys.executable, "-c", "print('=== 3 passed, 1 skipped in 0.05s ===')", "pytest")


@pytest.fixture(autouse=True)
def _one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(__main__, "LANES", ((),))


def test_all_steps_good_is_0(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(__main__, "STEPS", {"one": (GOOD,), "two": (GOOD, PYTEST)})

    assert __main__.main([]) == 0
    said = capfd.readouterr().out
    assert "one | fine\ntwo | fine\n" in said
    assert said.rstrip().endswith("3 passed, 1 skipped in 0.05s")


def test_a_step_that_failed_stops_none_that_follow_and_is_named_in_the_end(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(__main__, "STEPS", {"one": (BAD, GOOD), "two": (GOOD,)})

    assert __main__.main([]) == 1
    said, _, summary = capfd.readouterr().out.partition("In sum")
    assert "one | odd\none | fine\ntwo | fine\n" in said
    one, two = summary.split("\n")[1:3]
    assert one.split()[:2] == ["one", "FAILED"]
    assert two.split()[:2] == ["two", "ok"]


def test_lanes_run_beside_each_other(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pipe = str(tmp_path / "pipe")
    os.mkfifo(pipe)
    # Whoever opens a pipe waits for somebody at its other end.
    meet = (
        f"import signal; signal.alarm({PATIENCE:.0f}); open({pipe!r}, {{!r}}).close(); print('met')"
    )
    there, here = ((sys.executable, "-c", meet.format(how)) for how in ("r", "w"))
    steps = {"one": (there,), "two": (GOOD,), "three": (here, BAD), "last": (GOOD,)}
    monkeypatch.setattr(__main__, "STEPS", steps)
    monkeypatch.setattr(__main__, "LANES", (("one", "two"), ("three",)))

    assert __main__.main([]) == 1
    said, _, summary = capfd.readouterr().out.partition("In sum")
    assert {"one | met", "two | fine", "three | met", "three | odd"} <= set(said.splitlines())
    assert said.rstrip().endswith("last | fine")
    ended = [line.split()[:2] for line in summary.strip().splitlines()]
    assert ended == [["one", "ok"], ["two", "ok"], ["three", "FAILED"], ["last", "ok"]]


def test_with_arguments_pytest_runs_alone_and_its_code_counts(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(__main__, "STEPS", {"one": (BAD,)})

    assert __main__.main(["tests/test_runner.py", "--collect-only", "-q"]) == 0
    assert "6 tests collected" in capfd.readouterr().out
    assert __main__.main(["tests/test_runner.py", "--nonsense"]) == 4


def test_the_steps_stand_in_a_readable_order() -> None:
    assert list(__main__.STEPS) == [
        "ruff",
        "format",
        "types",
        "imports",
        "house",
        "tests",
        "coverage",
    ]


def test_each_step_has_its_place() -> None:
    lanes = [name for lane in LANES for name in lane]
    assert [*lanes, "tests", "coverage"] == list(__main__.STEPS)
