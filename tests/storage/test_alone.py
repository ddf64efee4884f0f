"""One `usher run` at a time on a SQLite file, by whatever name it comes."""

import fcntl
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from storage.alone import NotAlone, alone
from storage.database import Database

# Another process that wants to write, and does not wait.
WRITER = """
import sqlite3, sys
try: sqlite3.connect(sys.argv[1], timeout=0).execute("BEGIN IMMEDIATE")
except sqlite3.OperationalError as error: print(error)
else: print("began")
"""


def writes(path: Path) -> str:
    script = [sys.executable, "-c", WRITER, str(path)]
    done = subprocess.run(script, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.mark.parametrize(
    "name", ["usher.db", "./usher.db", "sub/../usher.db", "soft.db", "hard.db"]
)
def test_the_second_is_refused_by_every_name_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    with alone(f"sqlite:///{tmp_path}/usher.db") as unsure:
        assert not unsure
        (tmp_path / "soft.db").symlink_to("usher.db")
        (tmp_path / "hard.db").hardlink_to(tmp_path / "usher.db")
        with pytest.raises(NotAlone, match=str(tmp_path)), alone(f"sqlite:///{name}"):
            pass

    with alone(f"sqlite:///{name}"):
        """Free again."""


def test_a_copy_is_another_database(tmp_path: Path) -> None:
    with alone(f"sqlite:///{tmp_path}/usher.db"):
        (tmp_path / "copy.db").touch(0o600)
        with alone(f"sqlite:///{tmp_path}/copy.db") as unsure:
            assert not unsure


def test_who_holds_it_keeps_sqlites_own_locks(tmp_path: Path) -> None:
    path = tmp_path / "new" / "usher.db"
    with alone(f"sqlite:///{path}"):
        assert path.stat().st_mode & 0o777 == 0o600
        database = Database(f"sqlite:///{path}")
        assert writes(path) == "began"
        with database.transaction() as unit:
            unit.connection()
            assert writes(path) == "database is locked"
        database.close()


def test_of_postgresql_nothing_is_held() -> None:
    with (
        alone("postgresql+psycopg://localhost/usher"),
        alone("postgresql://localhost/usher") as why,
    ):
        assert not why


def test_where_there_are_no_such_locks_nobody_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(fcntl, "F_OFD_SETLK")

    with alone(f"sqlite:///{tmp_path}/usher.db"), alone(f"sqlite:///{tmp_path}/usher.db") as why:
        assert "no locks" in why


def test_what_cannot_be_opened_is_left_to_sqlite_to_say(tmp_path: Path) -> None:
    with suppress(NotAlone), alone(f"sqlite:///{tmp_path}") as why:
        assert not why


def test_another_programs_file_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "theirs.db"
    file.touch()
    file.chmod(0o644)

    with alone(f"sqlite:///{file}"):
        assert file.stat().st_mode & 0o777 == 0o644


def test_a_postgresql_of_several_hosts_is_nobodys_file() -> None:
    with alone("postgresql://h1:5432,h2:5432/usher") as unsure:
        assert unsure == ""
