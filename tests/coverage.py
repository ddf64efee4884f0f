"""Coverage: which lines and branches the tests reach, as a pytest plugin and as a report.

`pytest -p tests.coverage` measures, `python -m tests.coverage` tells what is missing. What runs in
a process of its own (`usher run` as an operator starts it) is not measured.
"""

import json
import os
import shutil
import sys
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import slipcover

MEASURED = ["bot", "commands", "storage"]
"""Below the folder in which both run, as is what they leave to each other."""

FOLDER = Path(".coverage").absolute()
FLOOR = 95
"""Percent that lines and branches each have to reach."""

_worker = os.environ.get("PYTEST_XDIST_WORKER", "")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before anything that is measured is imported."""
    if not _worker:
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir()
        if getattr(early_config.known_args_namespace, "numprocesses", None):
            return  # the processes of pytest-xdist measure
    probes = slipcover.Slipcover(branch=True, source=MEASURED)
    matcher = slipcover.FileMatcher(sources=MEASURED)
    imports = slipcover.ImportManager(probes, matcher)
    imports.__enter__()
    # Alembic loads its revisions by their paths.
    slipcover.wrap_spec_from_file_location(probes, matcher)
    early_config.pluginmanager.register(_Keeping(probes))


class _Keeping:
    def __init__(self, probes: Any) -> None:
        self._probes = probes

    def pytest_sessionfinish(self) -> None:
        """Not later: a process that takes long to end is killed."""
        found = json.dumps(self._probes.get_coverage())
        (FOLDER / f"{_worker or 'main'}.json").write_text(found, encoding="utf-8")


def main() -> int:
    """Tell what no test reaches; 1 where that is more than the floor allows."""
    found = [json.loads(file.read_text(encoding="utf-8")) for file in FOLDER.glob("*.json")]
    if not found:
        print("nothing was measured: the tests were not run, or ended before their end")
        return 1
    merged = reduce(slipcover.merge_coverage, found)
    slipcover.print_coverage(merged, skip_covered=True)
    shares = [_share(merged["summary"], what) for what in ("lines", "branches")]
    print("lines {:.1f} %, branches {:.1f} %; each needs {} %".format(*shares, FLOOR))
    return int(min(shares) < FLOOR)


def _share(summary: dict[str, int], what: str) -> float:
    reached, missing = summary[f"covered_{what}"], summary[f"missing_{what}"]
    return 100 * reached / (reached + missing)


if __name__ == "__main__":
    sys.exit(main())
