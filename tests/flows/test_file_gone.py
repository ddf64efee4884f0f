"""SQLite's file is replaced under a running Usher: everybody is told, and the operator why."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from storage.database import Database
from storage.same_file import GONE
from tests.databases import sqlite_at
from tests.flows.living import living
from tests.flows.usher import zone
from tests.patience import until


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """In place of the shared one."""
    for name in ("usher.db", "copy"):
        shutil.copy(sqlite_template, tmp_path / name)
    database = sqlite_at(tmp_path / "usher.db")
    yield database
    database.close()


async def test_nothing_goes_into_the_old_one_and_the_log_says_why(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as logs:
        async with living(database, tmp_path) as usher:
            await until(lambda: usher.parts.database.read(zone) == "Europe/Berlin")
            await usher.invite("lev", "ivy@example.com")
            link = usher.link_in(await usher.mail_to("ivy@example.com"))
            (tmp_path / "copy").replace(tmp_path / "usher.db")

            said = await usher.slack.command("lev", "/invite revoke ivy@example.com")
            await usher.slack.open_home("lev")
            page = await usher.browser.get(link)
            ready = await usher.browser.get(f"{usher.parts.settings.public_url}/readyz")
            await until(lambda: [line for line in logs if line["event"] == "worker.no_database"])
    assert "nothing was changed" in said.body["text"]
    assert (page.status_code, ready.status_code) == (503, 503)
    told = {line["event"]: str(line) for line in logs}
    for event in ("database_away", "not_ready", "worker.no_database"):
        assert GONE in told[event]
    assert GONE in caplog.text
