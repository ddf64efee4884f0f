"""The rules of tests/plugin.py hold: tried on small test files in processes of their own."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bot.names import Names
from tests.name_server import name_server
from tests.plugin import NetworkUsed

ROOT = Path(__file__).parent.parent


def test_another_machine_is_out_of_reach() -> None:
    with socket.socket() as tcp:
        for connect in (tcp.connect, tcp.connect_ex):
            with pytest.raises(NetworkUsed, match=r"192\.0\.2\.1"):
                connect(("192.0.2.1", 80))
    with pytest.raises(NetworkUsed, match=r"slack\.com"):
        socket.create_connection(("slack.com", 443))


async def test_another_machine_is_out_of_reach_of_clients_too() -> None:
    async with httpx.AsyncClient() as client:
        with pytest.raises(NetworkUsed):
            await client.get("https://slack.com/api/api.test")


async def test_a_name_is_asked_of_a_name_server_of_the_test_alone() -> None:
    names = Names()
    with pytest.raises(NetworkUsed, match=r"slack\.com"):
        await names.resolve("slack.com")
    assert await names.resolve("localhost")
    await names.close()
    async with name_server({"slack.com": ("127.0.0.1",)}) as server:
        names = Names([server.address])
        assert [each["host"] for each in await names.resolve("slack.com")] == ["127.0.0.1"]
        await names.close()


def test_this_machine_is_in_reach(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))


BROWSER = """
import pytest

@pytest.mark.browser
def test_looks():
    pass
"""
PROGRAM = """
import os

import pytest

@pytest.mark.needs("sh", "no-such-package")
def test_uses_it():
    pass

@pytest.mark.needs("sh")
def test_has_it():
    assert not [name for name in os.environ if name.lower().endswith("_proxy")]
"""
EMULATE = """
import pytest

@pytest.mark.needs("emulate")
def test_uses_it():
    pass
"""
LONG = """
import pytest

@pytest.mark.long
def test_takes_its_time():
    pass

def test_is_quick():
    pass
"""


PROXIES = {"https_proxy": "http://192.0.2.1:3128", "ALL_PROXY": "socks5://192.0.2.1"}
"""The tester's, which no test is to see."""


def run(folder: Path, text: str, *arguments: str, **environment: str) -> str:
    """Run pytest on a file in a folder of its own, under the same rules."""
    (folder / "conftest.py").write_text('pytest_plugins = ["tests.plugin"]\n')
    (folder / "test_it.py").write_text(text)
    config = f"-c{ROOT / 'pyproject.toml'}", f"--rootdir={folder}"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            *config,
            "-p",
            "no:cacheprovider",
            str(folder),
            *arguments,
        ],
        cwd=folder,
        env=os.environ | PROXIES | {"PYTHONPATH": str(ROOT), "CI": ""} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_without_chromium_a_browser_test_is_skipped_with_the_reason(tmp_path: Path) -> None:
    said = run(tmp_path, BROWSER, PATH=str(tmp_path))

    assert "1 skipped" in said
    assert "apt install chromium" in said


def test_without_its_program_a_test_is_skipped_with_the_reason(tmp_path: Path) -> None:
    said = run(tmp_path, PROGRAM)

    assert "1 passed, 1 skipped" in said
    assert "needs Debian's no-such-package (apt install no-such-package)" in said


def test_without_its_program_a_test_fails_in_ci(tmp_path: Path) -> None:
    said = run(tmp_path, PROGRAM, CI="true")

    assert "1 passed, 1 error" in said
    assert "apt install no-such-package" in said


def test_without_npms_emulate_a_test_is_skipped_with_the_reason(tmp_path: Path) -> None:
    said = run(tmp_path, EMULATE, PATH=str(tmp_path))

    assert "1 skipped" in said
    assert "apt install nodejs npm, then tests/node/install" in said


def test_without_npms_emulate_a_test_fails_in_ci_unless_it_was_out_of_reach(tmp_path: Path) -> None:
    there = {"PATH": str(tmp_path), "CI": "true"}

    assert "1 error" in run(tmp_path, EMULATE, **there)
    assert "1 skipped" in run(tmp_path, EMULATE, **there, OUT_OF_REACH="emulate")
    # What Debian has is in reach.
    assert "1 passed, 1 error" in run(tmp_path, PROGRAM, CI="true", OUT_OF_REACH="emulate")


def test_without_chromium_a_browser_test_fails_in_ci(tmp_path: Path) -> None:
    said = run(tmp_path, BROWSER, PATH=str(tmp_path), CI="true")

    assert "1 error" in said
    assert "apt install chromium" in said


def test_with_chromium_a_browser_test_runs(tmp_path: Path) -> None:
    chromium = tmp_path / "chromium"
    chromium.touch(mode=0o755)

    assert "1 passed" in run(tmp_path, BROWSER, PATH=str(tmp_path), CI="true")


def test_long_tests_run_only_when_asked_for_and_then_alone(tmp_path: Path) -> None:
    quick, long = run(tmp_path, LONG, "-v"), run(tmp_path, LONG, "-v", "--long")

    assert "test_is_quick PASSED" in quick
    assert "1 passed, 1 deselected" in quick
    assert "test_takes_its_time PASSED" in long
    assert "1 passed, 1 deselected" in long
