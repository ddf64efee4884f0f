"""The rules that every test runs under; loaded by conftest.py in the root.

No network but this machine's own, no test that looks at a clock of hypothesis, `long` tests only
with --long, and what needs a program of Debian's (Chromium, faketime, …) where that is: skipped
without it, but failed where CI=true. So it is with what needs npm's emulate.
"""

import gc
import os
import re
import shutil
import socket
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import aiodns
import pytest
from hypothesis import settings

# The shell draws the same without a browser's window around it, for two thirds of the work.
CHROMIUM = ("chromium-headless-shell", "chromium")
NEEDS_CHROMIUM = "needs Debian's Chromium (apt install chromium), and there is none"
NEEDS = "needs Debian's {0} (apt install {0}), and there is none"
NEEDS_EMULATE = "needs npm's emulate (apt install nodejs npm, then tests/node/install)"
NODE = Path(__file__).parent / "node"
# What .ci/run could not get: no fault of the machine's.
OUT_OF_REACH = frozenset(os.environ.get("OUT_OF_REACH", "").split())
# Where Debian keeps servers: not everybody looks there.
SERVERS = "/usr/sbin"
SELDOM = 20_000
"""How many new objects lead to a search for garbage; as Python begins, 700."""
HERE = ("localhost", "", None)
PROXY = re.compile(r"(?:https?|all|no)_proxy", re.IGNORECASE)


class NetworkUsed(RuntimeError):
    """A test reached for another machine. No OSError, so that nothing takes it for an outage."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long tests, and only those")


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile("usher", deadline=None, derandomize=_in_ci(), print_blob=True)
    settings.load_profile("usher")
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    # The tester's proxy could only lead elsewhere, or see what the stories say to each other.
    for name in filter(PROXY.fullmatch, [*os.environ]):
        patch.delenv(name)
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
    resolver = aiodns.DNSResolver
    patch.setattr(resolver, "getaddrinfo", _guarded_question(resolver.getaddrinfo))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = bool(config.getoption("--long"))
    by_wish: dict[bool, list[pytest.Item]] = {True: [], False: []}
    for item in items:
        by_wish[bool(item.get_closest_marker("long")) == wanted].append(item)
    items[:] = by_wish[True]
    config.hook.pytest_deselected(items=by_wish[False])


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is there now stays to the end: to look for garbage in it again and again finds none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)


def pytest_runtest_setup(item: pytest.Item) -> None:
    wants_browser = item.get_closest_marker("browser") and not chromium()
    lacking = {"chromium": NEEDS_CHROMIUM} if wants_browser else {}
    needed = (name for mark in item.iter_markers("needs") for name in mark.args)
    lacking |= {name: reason for name in needed if (reason := _lacks(name))}
    if lacking:
        must_be_there = _in_ci() and not lacking.keys() <= OUT_OF_REACH
        (pytest.fail if must_be_there else pytest.skip)("; ".join(lacking.values()))
    from bot.logs import bounded  # noqa: PLC0415 - coverage begins before the house is imported

    # What one story was refused leaves the next its lines.
    bounded.begin()


def chromium() -> str | None:
    """Where it is on this machine."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def program(name: str) -> str | None:
    """Where one that is named as its package is on this machine."""
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), SERVERS)))


def _lacks(name: str) -> str:
    """Why what is needed isn't on this machine; empty where it is."""
    if name == "emulate":
        wanted, there = (NODE / each for each in ("package-lock.json", "node_modules/done"))
        is_there = there.exists() and there.read_bytes() == wanted.read_bytes()
        return "" if is_there and program("node") else NEEDS_EMULATE
    return "" if program(name) else NEEDS.format(name)


def _in_ci() -> bool:
    return os.environ.get("CI") == "true"


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX:
            _refuse_others(address[0])
        return connect(self, address)

    return guarded


def _guarded_lookup(lookup: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(host: Any, *args: Any, **named: Any) -> Any:
        _refuse_others(host)
        return lookup(host, *args, **named)

    return guarded


def _guarded_question(ask: Callable[..., Any]) -> Callable[..., Any]:
    """A test's own name server may be asked for any name."""

    def guarded(self: aiodns.DNSResolver, host: Any, *args: Any, **named: Any) -> Any:
        if set(self.nameservers) != {"127.0.0.1"}:
            _refuse_others(host)
        return ask(self, host, *args, **named)

    return guarded


def _refuse_others(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in HERE:
        return
    try:
        here = ip_address(str(name)).is_loopback or ip_address(str(name)).is_unspecified
    except ValueError:
        here = False
    if not here:
        raise NetworkUsed(f"a test wanted to reach {name}; only localhost is there")
