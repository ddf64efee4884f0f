"""A command line on a database of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.directory.change_role import set_role
from storage.database import Database
from tests.bot.cli.terminal import Terminal
from tests.commands.story import Story
from tests.northwind import SlackTeam, sync
from tests.people import ADA, LEV, MONDAY, NORTHWIND


@pytest.fixture
def terminal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    log_as_it_was: None,
) -> Terminal:
    """In an empty folder, with an environment that says nothing but where the database is."""
    return Terminal(tmp_path, monkeypatch, capsys)


@pytest.fixture
def migrated(terminal: Terminal, sqlite_template: Path) -> Terminal:
    shutil.copy(sqlite_template, terminal.database)
    return terminal


@pytest.fixture
def story(migrated: Terminal) -> Iterator[Story]:
    """Northwind in the database that the command line reads."""
    database = Database(f"sqlite:///{migrated.database}")
    database.run(sync, SlackTeam(NORTHWIND, "Northwind", "Europe/Berlin", [ADA]), MONDAY)
    database.run(set_role, LEV.email, "lead", MONDAY)
    yield Story(database, MONDAY)
    database.close()
