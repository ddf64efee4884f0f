"""A file that is replaced or taken away under a running Usher is not written any more."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from storage import schema
from storage.database import Database

COUNT = text("SELECT count(*) FROM workspace")


@pytest.fixture
def file(tmp_path: Path, sqlite_template: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "usher.db"))


def count(database: Database) -> object:
    return database.read(count_in)


def count_in(unit: Session) -> object:
    return unit.scalar(COUNT)


@pytest.mark.parametrize("by", ["taken away", "replaced", "moved"])
def test_a_file_that_is_not_ours_any_more_is_not_used(file: Path, by: str) -> None:
    database = Database(f"sqlite:///{file}")
    assert count(database) == 0
    backup = Path(shutil.copy(file, file.with_name("backup.db")))
    if by == "replaced":
        backup.replace(file)
    elif by == "moved":
        file.rename(file.with_name("elsewhere.db"))
    else:
        file.unlink()

    uses: list[Callable[[], object]] = [
        database.ping,
        lambda: count(database),
        lambda: database.run(count_in),
        lambda: schema.is_new_enough(database),
    ]
    for use in uses * 2:
        with pytest.raises(OperationalError, match="stop Usher"):
            use()

    assert file.exists() is (by == "replaced"), "it is not made anew either"
    database.close()
