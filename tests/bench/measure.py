"""Medians, rates, and processes to measure against."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median


def timed(do: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def alternating(rounds: int, *sides: Callable[[], float]) -> list[float]:
    """The median of each side, one round of each after the other."""
    taken: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, times in zip(sides, taken, strict=True):
            times.append(side())
    return [median(times) for times in taken]


def verdict(
    what: str, ours: str, reference: str, ratio: float, bound: float, *, least: bool
) -> str:
    """One line; `least` when the ratio must be at least the bound."""
    fine = ratio >= bound if least else ratio <= bound
    sign = "≥" if least else "≤"
    said = "" if fine else "   MISSED"
    return f"{what}: {ours}, reference {reference}: {ratio:.2f} ({sign} {bound}){said}"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def process(*args: str, env: Mapping[str, str], ready: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process that answers 200 at `ready`; ended by SIGTERM."""
    running = subprocess.Popen([sys.executable, *args], env=os.environ | dict(env))
    try:
        wait_for(ready, running)
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(15)


def wait_for(url: str, running: subprocess.Popen[bytes]) -> None:
    for _ in range(3000):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            if running.poll() is not None:
                raise RuntimeError(f"{running.args!r} ended with {running.returncode}") from None
            time.sleep(0.01)
    raise RuntimeError(f"{url} does not answer")
