"""The launcher, tried on a copy with a Python that only writes down what it is told."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")
TOOLS = ("sh", "dirname", "readlink", "cat", "cmp", "rm", "cp", "env", "mkdir", "chmod")

# Stands for Python: it checks nothing, makes a .venv with itself in it, and installs nothing.
PYTHON = f"""#!/bin/sh
case "$*" in
    *fcntl*) exec "{sys.executable}" "$@" ;;
    *version_info*) exit "${{OLD:-0}}" ;;
    *ensurepip*) exit "${{NO_VENV:-0}}" ;;
    -V) exit 0 ;;
esac
echo "python $*" >>"$TOLD"
case "$*" in
    "-m venv"*)
        [ -z "${{VENV_FAILS:-}}" ] || exit 1
        case "$*" in *--clear*) rm -rf .venv ;; esac
        mkdir -p .venv/bin
        cp "$0" .venv/bin/python
        echo 'echo "usher:" "$@"; exit "${{ENDS_WITH:-0}}"' >.venv/bin/usher
        [ -z "${{SHOWS:-}}" ] || echo "$SHOWS" >.venv/bin/usher
        chmod +x .venv/bin/usher
        ;;
    "-m pip"*) env >>"$TOLD.env"; exit "${{PIP_FAILS:-0}}" ;;
esac
"""


class Place:
    """A copy of the launcher and the locks, in a folder with a blank in its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a place"
        self.tools = folder / "tools"
        self.log = folder / "told"
        for each in (self.folder, self.tools):
            each.mkdir()
        for name in ("usher", *LOCKS):
            shutil.copy(ROOT / name, self.folder)
        for name in TOOLS:
            (self.tools / name).symlink_to(shutil.which(name) or "")
        self.add_python("python3")

    def add_python(self, name: str) -> None:
        (self.tools / name).write_text(PYTHON)
        (self.tools / name).chmod(0o755)

    def start(self, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [self.folder / "usher", *arguments],
            env={"PATH": str(self.tools), "TOLD": str(self.log), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        """Give the exit code, what was said, and what was complained of."""
        process = self.start(*arguments, **environment)
        said, complaints = process.communicate()
        return process.returncode, said, complaints

    def told(self) -> list[str]:
        """What the Pythons were told to do since this was last asked: the module's name."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return [line.split()[2] for line in lines]

    def seen(self) -> set[str]:
        """What pip was given by the environment."""
        lines = Path(f"{self.log}.env").read_text().splitlines()
        return {line for line in lines if line.startswith(("PIP_", "PYTHON"))}


SET_UP = ["venv", "pip", "pip"]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_it_is_plain_shell(shell: str) -> None:
    subprocess.run([shell, "-n", ROOT / "usher"], check=True)


def test_it_sets_up_once_and_says_so(place: Place) -> None:
    code, _, complaints = place.run("setup")

    assert (code, complaints) == (0, "usher: setting up .venv (once; a minute or two)\n")
    assert place.told() == SET_UP


def test_the_second_time_nothing_is_installed_nor_said(place: Place) -> None:
    place.run("setup")
    place.told()

    assert place.run("setup") == (0, "", "")
    assert place.told() == []


def test_it_passes_on_what_it_was_told_and_how_it_ended(place: Place) -> None:
    code, said, _ = place.run("role", "ada lovelace@example.com", "", ENDS_WITH="7")

    assert (code, said) == (7, "usher: role ada lovelace@example.com \n")


def test_it_works_from_another_folder_and_through_a_link(place: Place, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(place.folder / "usher")

    subprocess.run(
        [tmp_path / "link", "setup"],
        cwd=tmp_path,
        env={"PATH": str(place.tools), "TOLD": str(place.log)},
        check=True,
    )

    assert (place.folder / ".venv" / "done").exists()
    assert not (tmp_path / ".venv").exists()


def test_paths_and_the_env_file_count_from_its_folder_wherever_it_is_called_from(
    place: Place, tmp_path: Path
) -> None:
    """By links to links, relative ones, over a folder's link, and with somebody's CDPATH."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "usher").symlink_to("../other/usher")
    (tmp_path / "other").symlink_to(place.folder)
    (place.folder / "bin").mkdir()
    (place.folder / "bin" / "u").symlink_to("../usher")
    called = (tmp_path / "bin" / "usher", "other/usher", place.folder / "bin" / "u", "bin/usher")
    for each in called:
        said = subprocess.run(
            [each, "export"],
            cwd=tmp_path,
            env={
                "PATH": str(place.tools),
                "TOLD": str(place.log),
                "SHOWS": "pwd",
                "CDPATH": str(place.folder),
            },
            check=True,
            capture_output=True,
            text=True,
        )
        assert said.stdout == f"{place.folder}\n"
    assert place.told() == SET_UP


def test_what_is_set_for_other_installations_does_not_reach_its_own(place: Place) -> None:
    others = dict.fromkeys(
        ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_CONSTRAINT", "PIP_REQUIRE_HASHES"), "other"
    )
    python = dict.fromkeys(("PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH"), "other")
    shows = 'echo "$PIP_INDEX_URL ${PYTHONHOME-} ${PYTHONPATH-} ${PYTHONSAFEPATH-}"'

    code, said, _ = place.run(
        "demo", **others, **python, SHOWS=shows, PIP_INDEX_URL="https://index.example.com"
    )

    assert (code, said.split()) == (0, ["https://index.example.com"])
    # A pip.conf may say it too.
    pips = [line for line in place.log.read_text().splitlines() if "-m pip" in line]
    assert all("--no-user" in line for line in pips)
    assert place.told() == SET_UP
    assert place.seen() == {"PIP_INDEX_URL=https://index.example.com"}


def test_a_folder_that_is_somebody_elses_is_said_in_a_sentence(place: Place) -> None:
    code, _, complaints = place.run("demo", VENV_FAILS="1")

    assert code == 2
    assert f"let whoever owns {place.folder} call ./usher setup" in complaints


@pytest.mark.parametrize(("verb", "module"), [("test", "tests"), ("bench", "tests.bench")])
def test_tests_and_benchmarks_want_their_packages_too(place: Place, verb: str, module: str) -> None:
    place.run("setup")
    place.told()

    place.run(verb, "-k", "gate")
    assert place.told() == ["pip", "pip", module]

    place.run(verb)
    place.run("run")
    assert place.told() == [module]


def test_a_changed_lock_is_installed_into_what_is_there(place: Place) -> None:
    place.run("setup")
    place.told()
    (place.folder / "requirements.lock").write_text("another==1\n")

    place.run("setup")

    assert place.told() == ["pip", "pip"]


def test_a_set_up_that_failed_says_why_and_is_made_anew(place: Place) -> None:
    code, _, complaints = place.run("demo", PIP_FAILS="1")
    assert code == 2
    assert "a Python package index must be within reach" in complaints
    assert place.told() == ["venv", "pip"]
    (place.folder / ".venv" / "half a package").touch()

    code, said, _ = place.run("demo")
    assert not (place.folder / ".venv" / "half a package").exists()
    assert (code, said) == (0, "usher: demo\n")
    assert place.told() == SET_UP


def test_an_upgrade_that_failed_is_made_anew(place: Place) -> None:
    place.run("setup")
    (place.folder / "requirements.lock").write_text("another==1\n")
    place.run("setup", PIP_FAILS="1")
    place.told()

    place.run("setup")

    assert place.told() == SET_UP


def test_a_folder_that_was_moved_is_set_up_anew(place: Place) -> None:
    place.run("setup")
    place.told()
    place.folder = place.folder.rename(place.folder.parent / "elsewhere")

    place.run("setup")

    assert place.told() == SET_UP


def test_a_python_that_went_away_is_replaced(place: Place) -> None:
    place.run("setup")
    place.told()
    (place.folder / ".venv" / "bin" / "python").unlink()

    place.run("setup")

    assert place.told() == SET_UP


def test_who_start_together_set_up_once(place: Place) -> None:
    together = [place.start("setup") for _ in range(4)]

    for process in together:
        process.communicate()
    assert [process.returncode for process in together] == [0] * 4
    assert place.told() == SET_UP


def test_without_python_it_names_the_packages(place: Place) -> None:
    (place.tools / "python3").unlink()

    assert place.run("demo") == (
        2,
        "",
        "usher: Python 3.11 or newer is needed: apt install python3 python3-venv\n",
    )


def test_with_an_old_python_it_names_the_packages(place: Place) -> None:
    code, _, complaints = place.run("demo", OLD="1")

    assert code == 2
    assert "Python 3.11 or newer is needed" in complaints


def test_without_venv_it_names_the_package(place: Place) -> None:
    assert place.run("demo", NO_VENV="1") == (
        2,
        "",
        "usher: Python's venv is missing: apt install python3-venv\n",
    )


def test_a_newer_python_beside_the_old_one_is_found(place: Place) -> None:
    (place.tools / "python3").unlink()
    place.add_python("python3.12")

    assert place.run("setup")[0] == 0
    assert place.told() == SET_UP


def test_what_a_start_leaves_is_nothing_that_git_would_list() -> None:
    left = [".venv/done", ".env", "usher.db", "usher.db-wal", ".coverage/x", "a/__pycache__/x"]
    told = subprocess.run(
        ["git", "check-ignore", *left], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert told.stdout.splitlines() == left
