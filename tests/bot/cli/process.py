"""Usher as a process of its own, in an empty folder."""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Collection, Mapping
from pathlib import Path

import httpx

from tests.patience import PATIENCE, until

NEEDED = {
    "SLACK_SIGNING_SECRET": "a-signing-secret",
    "SLACK_BOT_TOKEN": "xoxb-not-a-token",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "SECRET_KEYS": "a-key-of-the-tests-long-enough",
    "SMTP_URL": "smtp://127.0.0.1:9",
    "MAIL_FROM": "Usher <invites@example.com>",
    "LOG_FORMAT": "json",
}


FIRST, CONNECTIONS = 20_000, 32_768
"""Where Linux begins with the ports of connections (/proc/sys/net/ipv4/ip_local_port_range)."""


def free_port() -> int:
    """One that nobody has, below those that connections get: else one of theirs takes it before
    Usher does, perhaps the one that asks whether it is there yet.
    """
    while True:
        port = FIRST + secrets.randbelow(CONNECTIONS - FIRST)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


class Usher:
    """A running `usher VERB`."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process, self.port = process, port
        self.url = f"http://127.0.0.1:{port}"

    async def answers(self, path: str, status: int = 200) -> httpx.Response:
        """Wait until this address answers so; fails where the process ended before."""
        async with httpx.AsyncClient(base_url=self.url) as client:

            async def asked() -> list[httpx.Response]:
                assert self.process.returncode is None, await self.ended()
                with contextlib.suppress(httpx.TransportError):
                    answer = await client.get(path)
                    return [answer] if answer.status_code == status else []
                return []

            return (await until(asked))[0]

    async def said(self, words: str) -> list[str]:
        """Wait until a line of its log holds `words`; all lines until then."""
        assert self.process.stderr
        lines: list[str] = []
        async with asyncio.timeout(PATIENCE):
            while not lines or words not in lines[-1]:
                lines.append((await self.process.stderr.readline()).decode())
                assert lines[-1], f"it ended without saying {words}: {lines}"
        return lines

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        self.process.send_signal(number)
        return await self.ended()

    async def ended(self) -> tuple[int, str, str]:
        """Its exit code and what it said on both outputs."""
        async with asyncio.timeout(PATIENCE):
            out, err = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, out.decode(), err.decode()


@contextlib.asynccontextmanager
async def usher(
    folder: Path,
    *words: str,
    port: int | None = None,
    environment: Mapping[str, str] | None = None,
    **more: str,
) -> AsyncIterator[Usher]:
    port = port or free_port()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    before = folders_in(folder)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        cwd=folder,
        env=kept | dict(environment or {}) | more | {"PORT": str(port)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # Whatever the operator's is, nothing of what it writes is for others.
        umask=0,
    )
    try:
        yield Usher(process, port)
        assert_private(folder, before)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def folders_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_dir()}


def assert_private(folder: Path, there_before: Collection[Path]) -> None:
    """All that it has made there it made for its owner alone."""
    made = (path for path in folder.rglob("*") if path not in there_before)
    wide = [(path, mode) for path in made if (mode := path.stat().st_mode) & 0o077]
    assert not [f"{path.relative_to(folder)} {mode:o}" for path, mode in wide]
