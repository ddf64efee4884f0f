"""A database that is there and can't be used: wrong usage, with what to do, at every verb."""

import asyncio
import os
import socket
import sqlite3
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
from sqlalchemy import URL, make_url
from sqlalchemy.exc import OperationalError

from bot.app import make_parts
from bot.cli import running
from bot.cli.failures import Failure, Misuse, unusable
from bot.settings import Settings
from storage import schema
from storage.database import Database
from tests.bot.cli import process
from tests.bot.cli.terminal import Terminal
from tests.pgbouncer import pgbouncer

NEEDED = process.NEEDED | {"PORT": str(process.free_port())}
VERBS = (("migrate",), ("export", "members"), ("role", "a@b.example", "lead"), ("run",))
READING = VERBS[1:3]
SECRET = "hunter2-secret"
T = TypeVar("T")


@pytest.fixture(scope="module")
def server(postgresql_url: str) -> Iterator[URL]:
    """With databases and roles that are not as Usher needs them."""
    with psycopg.connect(postgresql_url, autocommit=True) as owner:
        template = "TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        owner.execute(f"CREATE ROLE small LOGIN PASSWORD '{SECRET}'")
        owner.execute(f"CREATE DATABASE ascii ENCODING 'SQL_ASCII' {template}")
        owner.execute(f"CREATE DATABASE latin ENCODING 'LATIN1' {template}")
        owner.execute("CREATE DATABASE closed")
        owner.execute("REVOKE CONNECT ON DATABASE closed FROM PUBLIC")
        owner.execute("CREATE DATABASE bare")
        owner.execute("CREATE DATABASE lost")
        owner.execute("ALTER DATABASE lost SET search_path = nowhere")
        owner.execute("CREATE DATABASE theirs")
        url = make_url(postgresql_url)
        with psycopg.connect(_at(url, "theirs"), autocommit=True) as theirs:
            theirs.execute("CREATE TABLE alembic_version (version_num varchar(32))")
            theirs.execute("INSERT INTO alembic_version VALUES ('1975ea83b712')")
        yield url
        for name in ("ascii", "latin", "closed", "bare", "lost", "theirs"):
            owner.execute(f"DROP DATABASE {name} WITH (FORCE)")
        owner.execute("DROP ROLE small")


def _at(server: URL, name: str) -> str:
    return server.set(database=name).render_as_string(hide_password=False)


def _as_small(server: URL, name: str, more: str = "") -> str:
    role = server.set(username="small", password=SECRET, database=name)
    return role.render_as_string(hide_password=False) + more


WRONG = {
    "ascii": "its encoding is SQL_ASCII, not UTF8. Usher needs UTF8: make another database "
    "(CREATE DATABASE ascii OWNER small ENCODING 'UTF8' TEMPLATE template0)",
    "latin": "its encoding is LATIN1, not UTF8",
    "nosuch": "Make it (CREATE DATABASE nosuch OWNER small",
    "closed": "Correct user and password, or let them in",
    "theirs": "Give Usher a database of its own: nothing was changed in that one",
    "lost": "Make that schema",
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("words", VERBS)
def test_each_is_named_with_what_to_do(
    terminal: Terminal, server: URL, name: str, words: tuple[str, ...]
) -> None:
    owned = name == "theirs"
    url = _at(server, name) if owned else _as_small(server, name)
    terminal.set(**NEEDED | {"DATABASE_URL": url, "LOG_LEVEL": "critical"})

    said = terminal.usher(*words)

    assert said.code == 2, said.err
    assert said.err.startswith("usher: the database named by DATABASE_URL can't be used: ")
    assert WRONG[name] in said.err
    assert said.err.count("\n") == 1
    assert SECRET not in said.err


@pytest.mark.needs("pgbouncer")
def test_a_pooler_that_takes_no_transactions_is_named(
    terminal: Terminal, postgresql_url: str
) -> None:
    with pgbouncer(postgresql_url, pool_mode="statement") as pooler:
        terminal.set(**NEEDED | {"DATABASE_URL": pooler.url, "LOG_LEVEL": "critical"})
        said = [terminal.usher(*words) for words in VERBS]

    for each in said:
        assert each.code == 2, each.err
        assert "Set pool_mode = transaction (or session)" in each.err


PARAMETERS = (
    "sslmode=nonsense",
    "options=-c%20nonsense%3D1",
    "options=-c%20jit%3Dnonsense",
    "service=nonsense",
    "target_session_attrs=nonsense",
)


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_a_parameter_that_is_wrong_is_named(
    terminal: Terminal, server: URL, parameter: str
) -> None:
    url = f"postgresql://small:{SECRET}@localhost:9/usher?{parameter}"
    if parameter.startswith("options"):
        url = _as_small(server, "postgres", f"&{parameter}")
    terminal.set(DATABASE_URL=url)

    said = terminal.usher("migrate")

    assert said.code == 2, said.err
    assert "Correct its parameters" in said.err
    assert SECRET not in said.err


@pytest.mark.parametrize(
    ("answer", "parameter"),
    [(b"N", "sslmode=require"), (b"S", "sslmode=verify-full&sslrootcert=/nowhere/ca.pem")],
)
def test_so_is_encryption_that_is_not_to_be_had(
    terminal: Terminal, answer: bytes, parameter: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        port = server.getsockname()[1]

        def serve() -> None:
            with server.accept()[0] as client:
                client.recv(64)
                client.send(answer)

        served = pool.submit(serve)
        terminal.set(DATABASE_URL=f"postgresql://u:{SECRET}@127.0.0.1:{port}/usher?{parameter}")
        said = terminal.usher("migrate")
        served.result()

    assert said.code == 2, said.err
    assert "Correct its parameters" in said.err


@pytest.mark.parametrize("words", [("migrate",), ("run",)])
def test_a_role_that_may_make_no_tables_reads_what_to_grant(
    terminal: Terminal, server: URL, words: tuple[str, ...]
) -> None:
    terminal.set(**NEEDED | {"DATABASE_URL": _as_small(server, "bare")})

    said = terminal.usher(*words)

    assert said.code == 2
    assert "permission denied for schema public" in said.err
    assert "GRANT USAGE, CREATE ON SCHEMA public TO small" in said.err


@pytest.mark.parametrize("words", READING)
def test_a_role_that_may_not_read_them_is_no_old_schema(
    terminal: Terminal, postgresql_url: str, server: URL, words: tuple[str, ...]
) -> None:
    terminal.set(DATABASE_URL=_as_small(server, str(make_url(postgresql_url).database)))

    said = terminal.usher(*words)

    assert said.code == 2
    assert "permission denied for table alembic_version" in said.err
    assert "docs/security.md" in said.err


def test_tables_of_these_names_are_left_alone(terminal: Terminal, server: URL) -> None:
    with psycopg.connect(_at(server, "bare"), autocommit=True) as owner:
        owner.execute("CREATE TABLE member (theirs int); CREATE TABLE other (id int)")
        terminal.set(DATABASE_URL=_at(server, "bare"))
        said = terminal.usher("migrate")
        owner.execute("DROP TABLE member")

        assert said.code == 2
        assert "it has tables of these names already: member. Give Usher a database" in said.err


async def waited(url: str) -> Failure:
    """How `web` and `worker` end."""
    given = {"database_url": url, "secret_keys": "a-key-of-the-tests-long-enough"}
    parts = make_parts(Settings.model_validate(given))
    with pytest.raises(Failure) as ended:
        await running.schema_is_there(parts, asyncio.Event(), patience=0, every=0.01)
    await asyncio.to_thread(parts.close)
    return ended.value


@pytest.mark.parametrize("name", WRONG)
async def test_web_and_worker_end_so_too(server: URL, name: str) -> None:
    url = _at(server, name) if name == "theirs" else _as_small(server, name)

    ended = await waited(url)

    assert ended.code == 2
    assert WRONG[name] in str(ended)


async def test_they_wait_for_rights_that_whoever_migrates_may_grant(server: URL) -> None:
    given = {"database_url": _as_small(server, "lost")}
    parts, stop = make_parts(Settings.model_validate(given)), asyncio.Event()
    waiting = asyncio.create_task(running.schema_is_there(parts, stop, every=0.01))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    stop.set()
    assert not await waiting
    await asyncio.to_thread(parts.close)


@pytest.mark.parametrize("words", READING)
def test_no_empty_file_is_left_where_there_is_no_database(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    said = terminal.usher(*words)

    assert said.code == 2
    assert f"no database of Usher's in {terminal.database} (DATABASE_URL)" in said.err
    assert "run `usher migrate` first" in said.err
    assert list(terminal.folder.iterdir()) == []


def test_web_and_worker_leave_none_either(tmp_path: Path) -> None:
    ended = asyncio.run(waited(f"sqlite:///{tmp_path}/sub/usher.db"))

    assert isinstance(ended, Misuse)
    assert list(tmp_path.iterdir()) == []


def _of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as theirs:
        theirs.execute("CREATE TABLE moz_places (id)")


def _migrated_by_another(path: Path) -> None:
    with closing(sqlite3.connect(path)) as theirs:
        theirs.execute("CREATE TABLE alembic_version (version_num)")
        theirs.execute("INSERT INTO alembic_version VALUES ('1975ea83b712')")
        theirs.commit()


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "another program's": (_of_another_program, "Give Usher a database of its own"),
    "another migrator's": (_migrated_by_another, "Give Usher a database of its own"),
    "no database": (lambda path: path.write_text("[Unit]\n" * 200), "is no SQLite database"),
    "a folder": (Path.mkdir, "Name a file in a folder in which Usher's user may write"),
    "in a file": (lambda path: path.touch(), "Name a file in a folder in which"),
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("words", VERBS)
def test_a_file_that_is_not_ours_is_named_and_left_as_it_is(
    terminal: Terminal, kind: str, words: tuple[str, ...]
) -> None:
    path, (make, remedy) = terminal.folder / "theirs", FILES[kind]
    make(path)
    path.chmod(0o755)
    before = b"" if path.is_dir() else path.read_bytes()
    inside = path / "usher.db" if kind == "in a file" else path
    terminal.set(**NEEDED | {"DATABASE_URL": f"sqlite:///{inside}"})

    said = terminal.usher(*words)

    assert said.code == 2, said.err
    assert remedy in said.err
    assert said.err.count("\n") == 1
    assert list(terminal.folder.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o755
    assert (b"" if path.is_dir() else path.read_bytes()) == before


def let_others_in(here: Path) -> None:
    for folder in (here, *here.parents):
        if not folder.stat().st_mode & 0o001:
            folder.chmod(0o755)


def as_somebody_else(do: Callable[[], T]) -> T:
    os.seteuid(65534)
    try:
        return do()
    finally:
        os.seteuid(0)


AS_ROOT = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can be somebody else for a moment"
)


@AS_ROOT
def test_a_file_of_another_user_s_in_a_folder_of_ours_is_named_before_it_is_used(
    migrated: Terminal,
) -> None:
    """SQLite opens it, and begins what it can't write."""
    migrated.database.chmod(0o644)
    let_others_in(migrated.folder)
    migrated.folder.chmod(0o777)
    database = Database(f"sqlite:///{migrated.database}")

    said = as_somebody_else(lambda: migrated.usher("migrate"))

    assert (said.code, said.err.count("\n")) == (2, 1), said.err
    assert "Let Usher's user write the file and its folder, or name another" in said.err
    with pytest.raises(OperationalError, match="may not write"):
        as_somebody_else(lambda: schema.is_new_enough(database))
    assert schema.is_new_enough(database)
    database.close()


@AS_ROOT
def test_a_file_that_may_only_be_read_is_named(migrated: Terminal) -> None:
    migrated.database.chmod(0o444)
    let_others_in(migrated.folder)
    os.seteuid(65534)
    try:
        said = [migrated.usher(*words) for words in (("migrate",), *READING)]
    finally:
        os.seteuid(0)

    for each in said:
        assert each.code == 2, each.err
        assert "Let Usher's user write the file and its folder, or name another" in each.err


def test_a_newer_schema_serves(migrated: Terminal) -> None:
    database = Database(f"sqlite:///{migrated.database}")
    with database.transaction() as unit:
        unit.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert schema.is_new_enough(database)
    database.close()

    assert migrated.usher("export", "members").code == 0
    assert migrated.usher("migrate").code == 0


def test_lines_of_a_server_are_told_apart_where_they_stand_in_one() -> None:
    said = unusable(psycopg.OperationalError("Connection refused\n\tIs the server running?\n"))

    assert said.endswith("can't be used: Connection refused; Is the server running?")
