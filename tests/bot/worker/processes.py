"""Workers as processes of their own, started and ended as an operator would."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text

from storage.database import Database
from tests.bot.worker.office import TOKEN, Office

OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
"""
ROOT = Path(__file__).parents[3]


class Worker:
    """One `usher worker`."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.lines: list[dict[str, Any]] = []

    async def read(self) -> None:
        """Its log, until it ends."""
        assert self.process.stderr
        async for line in self.process.stderr:
            self.lines.append(json.loads(line))

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def freeze(self, database: Database) -> None:
        """Stop all of it between its transactions: one left open would hold up everybody."""
        while not self._frozen_idle(database):
            self.thaw()

    def _frozen_idle(self, database: Database) -> bool:
        # SQLite has one writer, which we are for that moment; PostgreSQL says who is.
        with database.transaction() as unit:
            unit.connection()  # until here it holds nothing
            self.signal(signal.SIGSTOP)
            os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)
            return database.is_sqlite or not unit.scalar(text(OTHERS))

    def thaw(self) -> None:
        self.signal(signal.SIGCONT)

    async def end(self) -> int:
        """Ask it to end; its exit code."""
        self.signal(signal.SIGTERM)
        return await self.process.wait()

    async def kill(self) -> None:
        self.signal(signal.SIGKILL)
        await self.process.wait()


@asynccontextmanager
async def worker(office: Office, **more: str) -> AsyncIterator[Worker]:
    """A worker that has started; killed at the end, unless it has ended by itself."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "worker",
        stderr=PIPE,
        env=_environment(office) | more,
        cwd=ROOT,
    )
    assert process.stderr
    seen = b""
    while b"worker.started" not in seen:
        line = await process.stderr.readline()
        assert line, seen.decode()
        seen += line
    started = Worker(process)
    reading = asyncio.create_task(started.read())
    try:
        yield started
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await reading


def _environment(office: Office) -> dict[str, str]:
    url = office.parts.database.engine.url.render_as_string(hide_password=False)
    return {
        **os.environ,
        "DATABASE_URL": url,
        "SMTP_URL": f"smtp://127.0.0.1:{office.post_office.port}?starttls=never",
        "MAIL_FROM": "Usher <invites@example.com>",
        "SECRET_KEYS": "a-key-of-the-tests-long-enough",
        "SLACK_SIGNING_SECRET": "unused",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_API_URL": office.slack.api_url,
        "LOG_FORMAT": "json",
        "DELIVER_EVERY": "0.05",
    }
