"""A site on both databases."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from storage.database import Database
from tests.bot.web.site import Site
from tests.bot.web.site import site as made
from tests.commands.story import Story


@pytest.fixture
def story(northwind: Database, now: datetime) -> Story:
    return Story(northwind, now)


@pytest.fixture
async def site(northwind: Database, story: Story) -> AsyncIterator[Site]:
    site = made(northwind, story)
    yield site
    await site.close()
