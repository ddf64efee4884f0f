"""Migrations build what the models say, one migrator at a time, and age is told apart."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from storage import schema
from storage.database import Database
from storage.models import Base, Invitation, Member, Workspace
from tests.storage.waiting import until_somebody_waits

ROOT = Path(__file__).parents[2]
LATEST = schema.HEAD


def differs(
    _context: Any, _there: Any, _column: Any, there: str | None, _: Any, wanted: str | None
) -> bool:
    """Alembic's own comparison fails at JSON on PostgreSQL, and at truth values on SQLite."""
    return bare(there) != bare(wanted)


def bare(default: str | None) -> str:
    text = (default or "").partition("::")[0].strip("'()")
    return {"false": "0", "true": "1"}.get(text, text)


def test_migrations_build_exactly_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        opts = {"compare_server_default": differs}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []


def test_checks_and_the_conditions_of_indexes_are_those_of_the_models(
    database: Database, fresh: Database
) -> None:
    """Alembic compares neither."""
    Base.metadata.create_all(fresh.engine)
    assert described(database) == described(fresh)


def described(database: Database) -> dict[str, list[str]]:
    look, found = inspect(database.engine), {}
    for table in Base.metadata.tables:
        checks = [
            f"{check['name']}: {check['sqltext']}" for check in look.get_check_constraints(table)
        ]
        indexes = [
            f"{index['name']}: {index['column_names']} {index['unique']} "
            f"{[str(each) for name, each in index['dialect_options'].items() if 'where' in name]}"
            for index in look.get_indexes(table)
        ]
        found[table] = sorted([*checks, *indexes])
    return found


def test_every_check_of_the_models_is_there(database: Database) -> None:
    found = described(database)
    assert len([line for line in found["invitation"] if line.startswith("ck_")]) == 6
    assert any("uq_invitation_open" in line and "pending" in line for line in found["invitation"])


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_is_searched_is_compared_by_bytes(database: Database, fresh: Database) -> None:
    """As SQLite does it; Alembic compares no collation."""
    Base.metadata.create_all(fresh.engine)
    for engine in (database.engine, fresh.engine):
        for table in ("invitation", "member", "workgroup"):
            types = {each["name"]: each["type"] for each in inspect(engine).get_columns(table)}
            assert getattr(types["folded"], "collation", None) == "C"


def test_an_empty_database_is_too_old_and_migrating_makes_it_new_enough(fresh: Database) -> None:
    assert schema.current(fresh) == ""
    assert not schema.is_new_enough(fresh)
    schema.migrate(fresh)
    assert schema.current(fresh) == schema.HEAD
    assert schema.is_new_enough(fresh)


def test_migrating_twice_changes_nothing(database: Database) -> None:
    before = described(database)
    schema.migrate(database)
    assert described(database) == before


@pytest.mark.parametrize(("revision", "enough"), [("0000", False), ("9999", True)])
def test_an_older_schema_is_not_enough_and_a_newer_one_is_left_alone(
    database: Database, revision: str, enough: bool
) -> None:
    try:
        with database.transaction() as unit:
            unit.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
        assert schema.is_new_enough(database) is enough
        if enough:
            schema.migrate(database)
            assert schema.current(database) == revision
    finally:
        with database.transaction() as unit:
            unit.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": schema.HEAD})


def test_a_database_that_is_away_is_no_old_schema(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    database = Database(f"sqlite:///{tmp_path / 'file' / 'usher.db'}")
    with pytest.raises(Exception, match="unable to open"):
        schema.is_new_enough(database)


MIGRATE = """
import sys
from storage import schema
from storage.database import Database
database = Database(sys.argv[1])
schema.migrate(database)
assert schema.is_new_enough(database)
"""


def test_migrators_of_several_processes_wait_for_each_other(empty: str) -> None:
    def migrate(_: int) -> str:
        done = subprocess.run(
            [sys.executable, "-c", MIGRATE, empty],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stderr

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(migrate, range(4))) == [""] * 4
    database = Database(empty)
    with database.reading() as unit:
        assert unit.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    database.close()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_who_migrates_waits_for_who_began_before(fresh: Database) -> None:
    with ThreadPoolExecutor(1) as pool:
        with fresh.engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": schema.LOCK})
            migrating = pool.submit(schema.migrate, fresh)
            until_somebody_waits(fresh)
            assert schema.current(fresh) == ""
        migrating.result()
    assert schema.is_new_enough(fresh)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The migrations, and one after them that a test writes."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.FOLDER, folder)
    monkeypatch.setattr(schema, "FOLDER", folder)
    monkeypatch.setattr(schema, "HEAD", "9999")
    return folder / "versions" / "9999_next.py"


HEAD = (
    "import sqlalchemy as sa\nfrom alembic import op\n"
    f"revision = '9999'\ndown_revision = '{schema.HEAD}'\n"
)


def test_a_migration_that_fails_leaves_all_as_it_was(fresh: Database, broken: Path) -> None:
    broken.write_text(
        HEAD + "def upgrade():\n    op.create_table('half', sa.Column('id', sa.Integer()))\n"
        "    raise RuntimeError('no further')\n"
    )
    with pytest.raises(RuntimeError, match="no further"):
        schema.migrate(fresh)
    assert inspect(fresh.engine).get_table_names() == []
    assert not schema.is_new_enough(fresh)


REBUILD = (
    HEAD
    + "def upgrade():\n    with op.batch_alter_table('workspace', recreate='always') as batch:\n"
    "        batch.add_column(sa.Column('extra', sa.Integer()))\n"
)
INSERT = (
    (
        "INSERT INTO workspace (id, team, name, zone, lifetime_days, digested_week, created_at) "
        "VALUES ('W', 'T', 'N', 'UTC', 14, '', '2026-01-01')"
    ),
    (
        "INSERT INTO suppression (workspace_id, email, created_at) "
        "VALUES ('W', 'bob@example.com', '2026-01-01')"
    ),
)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_rebuilding_a_table_does_not_empty_its_children(database: Database, broken: Path) -> None:
    with database.transaction() as unit:
        for line in INSERT:
            unit.execute(text(line))
    broken.write_text(REBUILD)
    schema.migrate(database)
    with database.reading() as unit:
        assert unit.scalar(text("SELECT count(*) FROM suppression")) == 1
        assert unit.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_migration_that_loses_what_is_referred_to_is_undone(
    database: Database, broken: Path
) -> None:
    with database.transaction() as unit:
        for line in INSERT:
            unit.execute(text(line))
    broken.write_text(HEAD + "def upgrade():\n    op.execute('DELETE FROM workspace')\n")
    with pytest.raises(RuntimeError, match="broke references"):
        schema.migrate(database)
    with database.reading() as unit:
        assert unit.scalar(text("SELECT count(*) FROM workspace")) == 1
    assert schema.current(database) == LATEST


OLD = (
    *INSERT,
    (
        "INSERT INTO member (id, workspace_id, email, name, role, locale, joined_at) "
        "VALUES ('M', 'W', 'ada@example.com', 'Ada', 'admin', 'en', '2026-01-01')"
    ),
    (
        "INSERT INTO invitation (id, workspace_id, email, address, name, inviter_id, personal, "
        "note, locale, state, created_at, cycle, cycle_at, expires_at, reminded, mails, mail, "
        "mail_error, shown) VALUES ('I', 'W', 'bob@example.com', 'bob@example.com', '', 'M', "
        "FALSE, '', 'en', 'pending', '2026-01-01', 1, '2026-01-01', '2026-01-15', 0, 1, 'sent', "
        "'', '')"
    ),
)


def test_a_database_of_the_first_schema_keeps_its_rows_and_gets_the_settings(
    fresh: Database, migrate_to: Callable[[str], None]
) -> None:
    migrate_to("0001")
    with fresh.transaction() as unit:
        for line in OLD:
            unit.execute(text(line))
    schema.migrate(fresh)
    assert schema.current(fresh) == LATEST
    with fresh.reading() as unit:
        workspace = unit.scalars(select(Workspace)).one()
        assert (workspace.team, workspace.who_may_invite) == ("T", "leads")
        assert (workspace.allowed_domains, workspace.refuse_disposable) == ([], True)
        assert (workspace.digest_time, workspace.digest_days) == ("09:00", "12345")
        assert (workspace.inviter_daily, workspace.personal_pattern) == (None, "{name}")
        assert unit.scalars(select(Member)).one().runs_slack is False
        assert unit.scalars(select(Invitation)).one().snoozed_until is None
        assert unit.scalar(text("SELECT count(*) FROM suppression")) == 1


def test_a_process_of_before_goes_on_writing(database: Database) -> None:
    with database.transaction() as unit:
        for line in OLD:
            unit.execute(text(line))
    with database.reading() as unit:
        assert unit.scalars(select(Workspace)).one().blocked_domains == []
