"""What was there before is found as what is written now; a process of before goes on writing."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import undefer

from storage import schema
from storage.database import Database
from storage.folding import kept
from storage.models import Invitation, Member, Workgroup
from tests.storage.before import AT, INVITATION, MEMBER, WORKSPACE

TABLES: tuple[Any, ...] = (Invitation, Member, Workgroup)
WORKGROUP = (
    "INSERT INTO workgroup (id, workspace_id, kind, name, name_key, description, created_at) "
    "VALUES (:id, 'W', 'custom', :name, :id, '', :at)"
)
NAMES = ("Ёлки", "O’Brien", "tab\there", "back\\slash \\N", "a\nb", "\ufdfa" * 75, "", "👩‍💻 ١")
ADDRESSES = ("Ada@example.com", "bob@xn--e1afmkfd.xn--p1ai", "c_%@xn--0.example")


@pytest.fixture
def old(fresh: Database, migrate_to: Callable[[str], None]) -> Database:
    migrate_to("0008")
    with fresh.transaction() as unit:
        unit.execute(text(WORKSPACE), {"at": AT})
    return fresh


def write(database: Database) -> None:
    """As a process of before does it."""
    with database.transaction() as unit:
        for n, name in enumerate(NAMES):
            row = {"id": f"M{n}", "name": name, "at": AT}
            unit.execute(text(MEMBER), row | {"email": None if n else "m@example.com"})
            unit.execute(text(WORKGROUP), row | {"name": name or "-"})
            for k, address in enumerate(ADDRESSES):
                given = {"id": f"I{n}.{k}", "email": f"{n}{address.lower()}", "address": address}
                unit.execute(text(INVITATION), row | given)


def left_out(database: Database) -> list[str]:
    """The ids of the rows in which what is searched is not what would be written now."""
    with database.reading() as unit:
        return [
            row.id
            for table in TABLES
            for row in unit.scalars(select(table).options(undefer(table.folded)))
            if row.folded != kept(*(getattr(row, name) for name in table.SEARCHED))
        ]


def test_what_was_there_is_found(old: Database) -> None:
    write(old)
    schema.migrate(old)
    assert left_out(old) == []
    with old.reading() as unit:
        counts = [unit.query(table).count() for table in TABLES]
    assert counts == [len(NAMES) * len(ADDRESSES), len(NAMES), len(NAMES)]


def test_more_than_are_held_in_memory_at_once_are_found_too(old: Database) -> None:
    rows = [{"id": f"M{n}", "name": f"Ñ{n}", "email": None, "at": AT} for n in range(2_001)]
    with old.transaction() as unit:
        unit.execute(text(MEMBER), rows)
    schema.migrate(old)
    assert left_out(old) == []


def test_an_empty_database_is_migrated(old: Database) -> None:
    schema.migrate(old)
    assert left_out(old) == []


def test_a_process_of_before_goes_on_writing(old: Database) -> None:
    schema.migrate(old)
    write(old)
    with old.reading() as unit:
        assert unit.query(Invitation).count() == len(NAMES) * len(ADDRESSES)
