"""Nobody else on the machine reads the database, whatever the umask."""

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import schema
from storage.database import Database

pytestmark = pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])


@pytest.fixture(autouse=True)
def _with_this_umask(umask: int) -> Iterator[None]:
    before = os.umask(umask)
    yield
    os.umask(before)


def mode(path: Path) -> str:
    return f"{stat.S_IMODE(path.stat().st_mode):o}"


def written_to(path: Path) -> dict[str, str]:
    """The files there while a transaction is open, each with its mode."""
    database = Database(f"sqlite:///{path}")
    with database.transaction() as unit:
        unit.connection().exec_driver_sql("CREATE TABLE IF NOT EXISTS kept (note TEXT)")
        found = {each.name: mode(each) for each in path.parent.iterdir() if each.is_file()}
    database.close()
    return found


def test_the_file_and_its_kin_are_for_the_owner_alone(tmp_path: Path) -> None:
    assert written_to(tmp_path / "usher.db") == dict.fromkeys(
        ("usher.db", "usher.db-wal", "usher.db-shm"), "600"
    )


def test_folders_that_were_missing_are_too_and_those_that_were_there_stay(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    there.chmod(0o755)

    written_to(there / "new" / "deep" / "usher.db")

    assert mode(there) == "755"
    assert (mode(there / "new"), mode(there / "new" / "deep")) == ("700", "700")


def test_what_an_older_usher_left_open_is_narrowed(tmp_path: Path) -> None:
    path = tmp_path / "usher.db"
    database = Database(f"sqlite:///{path}")
    database.ping()
    for each in tmp_path.iterdir():
        each.chmod(0o664)

    assert written_to(path)["usher.db"] == "600"
    assert {mode(each) for each in tmp_path.iterdir()} == {"600"}
    database.close()


def test_a_file_that_a_link_leads_to_is_private_as_well(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "usher.db").symlink_to(tmp_path / "elsewhere" / "real.db")

    written_to(tmp_path / "usher.db")

    assert mode(tmp_path / "elsewhere" / "real.db") == "600"


def test_two_that_begin_together_both_find_it_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "usher.db"
    databases = [Database(f"sqlite:///{path}") for _ in range(2)]
    both = threading.Barrier(2)

    def begin(database: Database) -> None:
        both.wait()
        schema.migrate(database)

    threads = [threading.Thread(target=begin, args=(each,)) for each in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(schema.is_new_enough(each) for each in databases)
    assert {mode(each) for each in path.parent.iterdir()} == {"600"}
    for each in databases:
        each.close()


def test_there_is_no_moment_in_which_others_could_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    create = os.open

    def watched(path: str, flags: int, mode: int = 0o777) -> int:
        made = create(path, flags, mode)
        seen.append(f"{stat.S_IMODE(os.fstat(made).st_mode):o}")
        return made

    monkeypatch.setattr(os, "open", watched)
    written_to(tmp_path / "usher.db")

    assert seen == ["600"]
