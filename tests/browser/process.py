"""`usher demo` as somebody starts and ends it, in a folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bot.cli.process import free_port

PATIENCE = 90.0
DEADLINE = 10.0
"""Seconds within which it ends when told to: https://12factor.net/disposability, and ours."""

DATABASE = "var/demo/usher.db"
ROOT = Path(__file__).parents[2]
PASSED_ON = ("PATH", "HOME", "LANG")


class Demo:
    """A demo that runs; its state lies below `folder`, as `var/demo`."""

    def __init__(self, process: "subprocess.Popen[str]", port: int, folder: Path) -> None:
        self.process, self.port, self.folder = process, port, folder
        self.url = f"http://localhost:{port}/demo"

    def stop(self) -> int:
        """Tell it to end; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=DEADLINE)
        return self.process.returncode


@contextmanager
def demo(
    folder: Path, *options: str, port: int | None = None, lived: Path | None = None
) -> Iterator[Demo]:
    """A demo that answers; ended at the end, unless it has ended before.

    `lived` is a database in which its months have gone by, so that it need not live through them.
    """
    port = port or free_port()
    if lived:
        (folder / DATABASE).parent.mkdir(parents=True)
        shutil.copy(lived, folder / DATABASE)
    with start(folder, *options, port=port) as process:
        told = process.stdout.readline() if process.stdout else ""
        assert f"localhost:{port}/demo" in told, told + process.communicate()[0]
        running = Demo(process, port, folder)
        try:
            yield running
            if process.returncode is None:
                assert running.stop() == 0
        finally:
            process.kill()


def start(folder: Path, *options: str, port: int) -> "subprocess.Popen[str]":
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", *options],
        cwd=folder,
        env=kept | {"PORT": str(port), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
