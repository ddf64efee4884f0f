"""What is installed is what was looked at: each package pinned, with its hashes."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")
PINNED = re.compile(r"([a-z0-9-]+)(?:\[[a-z,]+\])?==[\w.!+]+(?: ; .+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def entries(lock: str) -> list[list[str]]:
    """Of each package its line and those of its hashes."""
    text = (ROOT / lock).read_text().replace(" \\\n", "\n")
    found: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("    "):
            found[-1].append(line.strip())
        elif line and not line.startswith("#"):
            found.append([line.strip()])
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_its_hashes(lock: str) -> None:
    found = entries(lock)

    assert len(found) > 40
    for pinned, *hashes in found:
        assert PINNED.fullmatch(pinned), pinned
        assert hashes, pinned
        assert [each for each in hashes if not HASH.fullmatch(each)] == [], pinned


def test_what_the_tests_run_with_is_what_is_installed() -> None:
    ours, theirs = ({each[0] for each in entries(lock)} for lock in LOCKS)

    assert ours <= theirs


def test_everything_asked_for_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[\[<>=;! ]", each)[0] for each in project["dependencies"]}

    assert asked <= {each[0].partition("==")[0] for each in entries(LOCKS[0])}


def test_the_launcher_installs_nothing_without_a_hash() -> None:
    launcher = (ROOT / "usher").read_text()

    assert '$install --require-hashes -r "$lock"' in launcher
    assert "--no-deps --no-build-isolation -e ." in launcher
    assert re.findall(r"\$install\b", launcher) == ["$install"] * 2


def test_what_the_tests_take_from_npm_is_pinned_with_its_hash_and_runs_nothing() -> None:
    folder = ROOT / "tests" / "node"
    lock = json.loads((folder / "package-lock.json").read_text())["packages"]
    wanted = json.loads((folder / "package.json").read_text())["devDependencies"]

    assert wanted == lock.pop("")["devDependencies"] == {"emulate": "0.12.2"}
    for name, each in lock.items():
        assert each["integrity"].startswith("sha512-"), name
        # From whichever registry is set up.
        assert "resolved" not in each
        assert "hasInstallScript" not in each
    assert "npm ci --ignore-scripts " in (folder / "install").read_text()
