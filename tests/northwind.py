"""Northwind, the workspace that most stories begin with: Ada runs it, and Lev is a lead."""

from datetime import datetime, timedelta

from commands.actors import Person
from commands.directory.change_role import set_role
from commands.directory.sync import SlackTeam, sync
from storage.database import Database
from tests.people import ADA, LEV


def begin(database: Database, now: datetime, ada: Person = ADA) -> None:
    """As in life, and just before: ids that are put back come before those of the story."""
    before = now - timedelta(milliseconds=1)
    database.run(sync, SlackTeam(ada.team, "Northwind", "Europe/Berlin", [ada]), before)
    database.run(set_role, LEV.email, "lead", before)
