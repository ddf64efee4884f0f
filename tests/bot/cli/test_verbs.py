"""What `usher` says of itself, and how it refuses what it does not know."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import failures
from bot.version import VERSION
from tests.bot.cli.terminal import Said, Terminal

ROOT = Path(__file__).parent.parent.parent.parent

VERBS = ("run", "web", "worker", "migrate", "demo", "role", "export", "manifest")
HEAVY = ("alembic", "uvicorn", "psycopg", "apscheduler", "slack_bolt", "sqlalchemy", "pydantic")


def test_help_names_every_verb(terminal: Terminal) -> None:
    said = terminal.usher("--help")

    assert said.code == 0
    for verb in VERBS:
        assert f"  {verb} " in said.out


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(terminal: Terminal, verb: str) -> None:
    said = terminal.usher(verb, "--help")

    assert said.code == 0
    assert f"Usage: usher {verb}" in said.out


@pytest.mark.parametrize(
    "words", [("doctor",), ("role",), ("export",), ("export", "all"), ("run", "--fast"), ()]
)
def test_wrong_usage_ends_with_two(terminal: Terminal, words: tuple[str, ...]) -> None:
    assert terminal.usher(*words).code == 2


def test_it_says_which_version_it_is(terminal: Terminal) -> None:
    terminal.set(PORT="wrong as any other setting may be")

    assert terminal.usher("--version") == Said(0, f"usher {VERSION}\n", "")


def test_without_outputs_it_does_its_work(terminal: Terminal) -> None:
    """Whoever starts it, as some supervisors do, with all of them closed."""
    script = (
        "import os, sys; import bot.cli; sys.argv = ['usher', 'manifest']\n"
        "try: bot.cli.main()\n"
        "finally: open('kept', 'w').write(str([os.fstat(n).st_rdev for n in range(3)]))"
    )
    (terminal.folder / "script").write_text(script)
    closed = f"exec {sys.executable} script <&- >&- 2>&-"
    path = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", closed], env=path, check=False)

    assert done.returncode == 0
    nowhere = Path(os.devnull).stat().st_rdev
    assert (terminal.folder / "kept").read_text() == str([nowhere] * 3)


@pytest.mark.parametrize("asked", ["--help", "--version"])
def test_what_is_only_read_loads_nothing_heavy(asked: str) -> None:
    """A third of a second, each time somebody only wants to read."""
    script = (
        f"import sys; sys.argv = ['usher', '{asked}']\n"
        "from bot.cli import main\n"
        "try: main()\n"
        f"finally: print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stderr.strip() == "[]"


def test_a_user_without_a_home_can_run_it() -> None:
    """slack_sdk asks for one while it is loaded."""
    script = (
        "import pwd, sys; sys.argv = ['usher', '--help']; pwd.getpwuid = {}.__getitem__\n"
        "from bot.cli import main\n"
        "try: main()\n"
        "finally: import slack_bolt.async_app"
    )
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("verb", ["run", "web", "worker", "demo"])
def test_who_is_told_to_end_while_it_still_starts_ends_with_zero(verb: str) -> None:
    script = (
        "import bot.cli, os, signal, sys, types\n"
        "def told(**_): os.kill(os.getpid(), signal.SIGTERM); signal.pause()\n"
        "starting = types.SimpleNamespace(run=told, web=told, worker=told, show=told)\n"
        "bot.cli.running = sys.modules['bot.cli.demo'] = starting\n"
        f"sys.argv = ['usher', '{verb}']\n"
        "bot.cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")


def test_python_m_bot_is_usher() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, check=True
    )

    assert "manifest" in done.stdout


def test_an_unforeseen_failure_is_one_line_without_what_must_not_be_seen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken() -> None:
        raise ExceptionGroup("tasks", [RuntimeError("for ivy@example.com\nand more")])

    assert failures.ending(broken) == 1
    said = capsys.readouterr().err
    assert said == "usher: failed, RuntimeError: for i…@example.com and more\n"


def test_a_failure_is_named_by_its_kind_and_place_and_not_by_what_it_was_given(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken() -> None:
        raise KeyError("a note")

    assert failures.ending(broken) == 1
    assert re.fullmatch(
        r"usher: failed, KeyError \(at test_verbs\.py:\d+\)\n", capsys.readouterr().err
    )


def test_work_that_is_done_ends_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    assert failures.ending(lambda: None) == 0
    assert capsys.readouterr().err == ""
