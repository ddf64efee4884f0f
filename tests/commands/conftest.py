"""A story for each test."""

from datetime import datetime

import pytest

from storage.database import Database
from tests.commands.story import Story


@pytest.fixture
def story(northwind: Database, now: datetime) -> Story:
    """In Northwind, on Monday morning."""
    return Story(northwind, now)
