"""The rules that every test runs under; loaded by conftest.py in the root.

No network but this machine's own, no test that looks at a clock of hypothesis, `long` tests only
with --long, and browser tests where Chromium is: skipped without one, but failed where CI=true.
"""

import os
import shutil
import socket
import sys
import threading
from collections.abc import Callable, Generator
from ipaddress import ip_address
from typing import Any

import coverage
import pytest
from hypothesis import settings

NEEDS_CHROMIUM = "needs Debian's Chromium (apt install chromium), and there is none"
HERE = ("localhost", "", None)


class NetworkUsed(RuntimeError):
    """A test reached for another machine. No OSError, so that nothing takes it for an outage."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long tests, and only those")


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile("usher", deadline=None, derandomize=_in_ci(), print_blob=True)
    settings.load_profile("usher")
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = bool(config.getoption("--long"))
    by_wish: dict[bool, list[pytest.Item]] = {True: [], False: []}
    for item in items:
        by_wish[bool(item.get_closest_marker("long")) == wanted].append(item)
    items[:] = by_wish[True]
    config.hook.pytest_deselected(items=by_wish[False])


def pytest_sessionfinish() -> None:
    """A worker that takes long to end is killed, and what it has measured would be lost."""
    if measuring := coverage.Coverage.current():
        measuring.save()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure the lines that a story runs once: tracing takes processor time.

    A story's twin on PostgreSQL runs the same lines above `storage`, and what is done in a browser
    is done over HTTP too.
    """
    tracing = sys.gettrace(), threading.gettrace()
    if not (_is_twin(item) or item.get_closest_marker("browser")):
        return (yield)
    children = os.environ.pop("COVERAGE_PROCESS_CONFIG", None)
    _trace(None, None)
    try:
        return (yield)
    finally:
        _trace(*tracing)
        if children is not None:
            os.environ["COVERAGE_PROCESS_CONFIG"] = children


def _trace(here: Any, new_threads: Any) -> None:
    sys.settrace(here)
    threading.settrace(new_threads)


def _is_twin(item: pytest.Item) -> bool:
    params = getattr(getattr(item, "callspec", None), "params", {})
    return params.get("database") == "postgresql" and "storage" not in item.path.parts


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and not shutil.which("chromium"):
        (pytest.fail if _in_ci() else pytest.skip)(NEEDS_CHROMIUM)


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
