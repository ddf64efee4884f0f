"""Databases without a table, or as an earlier revision left them."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import schema
from storage.database import Database


@pytest.fixture
def empty(database: Database, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the same kind without any table."""
    url = database.engine.url
    if database.is_sqlite:
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE empty"))
        yield url.set(database="empty").render_as_string(hide_password=False)
        connection.execute(text("DROP DATABASE empty WITH (FORCE)"))


@pytest.fixture
def fresh(empty: str) -> Iterator[Database]:
    database = Database(empty)
    yield database
    database.close()


@pytest.fixture
def migrate_to(
    fresh: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str], None]:
    """Bring `fresh` to that revision and no further; schema.migrate does the rest."""

    def migrate(revision: str) -> None:
        folder = tmp_path / revision
        (folder / "versions").mkdir(parents=True)
        for name in ("env.py", "script.py.mako"):
            shutil.copy(schema.FOLDER / name, folder)
        for path in (schema.FOLDER / "versions").glob("[0-9]*.py"):
            if path.name[:4] <= revision:
                shutil.copy(path, folder / "versions")
        with monkeypatch.context() as patch:
            patch.setattr(schema, "FOLDER", folder)
            patch.setattr(schema, "HEAD", revision)
            schema.migrate(fresh)

    return migrate
