"""`./usher test`: the checks and tests as named steps, all of them run, summed up at the end.

What takes one processor runs in two lanes beside each other; the tests take both.

With arguments, pytest alone with those: `./usher test -k gate`, `./usher test --long`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHON = (sys.executable, "-m")
LINT_IMPORTS = str(Path(sys.executable).parent / "lint-imports")
SUMMARY = (" passed", " failed", " error")

# Each of them starts a PostgreSQL of its own; one that is given can't be shared. There is one more
# than cores: much of what a story takes is waiting for a server or a process.
AT_ONCE = () if "TEST_DATABASE_URL" in os.environ else ("-n", "3", "--dist", "worksteal")

Command = tuple[str, ...]
STEPS: dict[str, tuple[Command, ...]] = {
    "ruff": ((*PYTHON, "ruff", "check", "--quiet", "--output-format", "concise"),),
    "format": ((*PYTHON, "ruff", "format", "--check", "--quiet"),),
    "types": ((*PYTHON, "mypy"),),
    "imports": ((LINT_IMPORTS, "--no-logo"),),
    "house": ((*PYTHON, "pytest", "tests/house", "--quiet", "-rP"),),
    "tests": ((*PYTHON, "pytest", "-p", "tests.coverage", "--ignore", "tests/house", *AT_ONCE),),
    "coverage": ((*PYTHON, "tests.coverage"),),
}
LANES = (("ruff", "format", "types"), ("imports", "house"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended, and what pytest said of it last."""

    name: str
    good: bool
    seconds: float
    summary: str

    def __str__(self) -> str:
        verdict = "ok    " if self.good else "FAILED"
        return f"{self.name:<9} {verdict} {self.seconds:6.1f} s  {self.summary}".rstrip()


def main(arguments: list[str]) -> int:
    """Give 0 where all is good, 1 where a step failed, and pytest's own code where it is alone."""
    if arguments:
        return subprocess.run([*PYTHON, "pytest", *arguments], cwd=ROOT, check=False).returncode
    # Where it is set, each of some hundred processes compiles all that it imports.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with ThreadPoolExecutor(len(LANES)) as pool:
        beside = [outcome for lane in pool.map(_run_lane, LANES) for outcome in lane]
    apart = [name for name in STEPS if not any(name in lane for lane in LANES)]
    outcomes = [*beside, *_run_lane(apart)]
    print("\nIn sum", *outcomes, sep="\n  ")
    return int(not all(outcome.good for outcome in outcomes))


def _run_lane(names: Iterable[str]) -> list[Outcome]:
    return [_run(name, STEPS[name]) for name in names]


def _run(name: str, commands: tuple[Command, ...]) -> Outcome:
    """Run a step's commands, all of them, since a later one may say more."""
    began, good, summary = time.monotonic(), True, ""
    for command in commands:
        with subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process:
            for line in _lines(process):
                # In one piece: the other lane speaks too.
                print(f"{name} | {line}\n", end="", flush=True)
                if "pytest" in command and " in " in line and any(s in line for s in SUMMARY):
                    summary = line.strip("= ")
        good = good and process.returncode == 0
    return Outcome(name, good, time.monotonic() - began, summary)


def _lines(process: "subprocess.Popen[str]") -> Iterator[str]:
    for line in process.stdout or ():
        yield line.rstrip("\n")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
