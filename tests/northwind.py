"""Northwind, the workspace that most stories begin with: Ada runs it, and Lev is a lead."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table

from commands.directory.change_role import set_role
from commands.directory.sync import SlackTeam, sync
from storage.database import Database
from storage.models import Base
from tests.people import ADA, LEV, NORTHWIND

Rows = list[tuple[Table, list[dict[str, Any]]]]


def begin(database: Database, now: datetime) -> Rows:
    """Let Northwind begin as it does in life; gives what to put back in its stead next time."""
    # So that ids that are put back come before those of the story, as those made now would.
    before = now - timedelta(milliseconds=1)
    database.run(sync, SlackTeam(NORTHWIND, "Northwind", "Europe/Berlin", [ADA]), before)
    database.run(set_role, LEV.email, "lead", before)
    with database.engine.connect() as connection:
        return [
            (table, [dict(row) for row in rows])
            for table in Base.metadata.sorted_tables
            if (rows := connection.execute(table.select()).mappings().all())
        ]


def put_back(database: Database, rows: Rows) -> None:
    with database.engine.begin() as connection:
        for table, stored in rows:
            connection.execute(table.insert(), stored)
