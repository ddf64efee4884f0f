"""tests/coverage.py measures, and tells what no test reaches: tried on a small package."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.coverage import MEASURED

ROOT = Path(__file__).parent.parent
CODE = """
def wording(count):
    if count == 1:
        return "one"
    return "several"
"""
TEST = """
import pytest
from bot import wording

@pytest.mark.parametrize("count", [{counts}])
def test_it(count):
    assert wording(count)
"""


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module in the folder, by itself: not as one of pytest-xdist's processes."""
    environment = {name: of for name, of in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=environment | {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("counts", "code", "said"), [("1", 1, "75.0 %"), ("1, 2", 0, "100.0 %")])
def test_what_no_test_reaches_is_told_and_fails(
    tmp_path: Path, counts: str, code: int, said: str
) -> None:
    for package in MEASURED:
        (tmp_path / package).mkdir()
    (tmp_path / "bot/__init__.py").write_text(CODE)
    (tmp_path / "test_it.py").write_text(TEST.format(counts=counts))

    measured = python(tmp_path, "pytest", "-p", "tests.coverage", "-p", "no:cacheprovider")
    told = python(tmp_path, "tests.coverage")

    assert " passed" in measured.stdout
    assert f"lines {said}" in told.stdout
    assert told.returncode == code
    assert ("bot/__init__.py" in told.stdout) == bool(code)
