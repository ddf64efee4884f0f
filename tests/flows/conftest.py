"""All of Usher as it runs, on either database, before the strict Slack and a real mailbox."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.flows.living import living
from tests.flows.usher import Usher, zone
from tests.patience import unhurried, until


@pytest.fixture(autouse=True)
def _nobody_hurries(monkeypatch: pytest.MonkeyPatch) -> None:
    unhurried(monkeypatch)


@pytest.fixture
async def usher(database: Database, tmp_path: Path) -> AsyncIterator[Usher]:
    """Web and worker in one process; Ada runs the workspace, and Lev is a lead."""
    async with living(database, tmp_path) as usher:
        # A zone that is learnt later plans the reminders anew: no story moves the clock before.
        await until(lambda: usher.parts.database.read(zone) == "Europe/Berlin")
        yield usher
