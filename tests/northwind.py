"""Northwind, the workspace that most stories begin with: Ada runs it, and Lev is a lead."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commands.actors import Person
from commands.directory.change_role import set_role
from commands.directory.sync import follow_all, introduce
from storage.database import Database
from tests.people import ADA, LEV


@dataclass
class SlackTeam:
    """A Slack team and who runs it; the first of them owns it, and is in its zone."""

    team: str
    name: str
    zone: str
    admins: list[Person]


def sync(unit: Session, team: SlackTeam, now: datetime) -> None:
    """Have Usher know of it."""
    workspace = introduce(unit, team.team, team.name, now)
    owner, *others = (replace(each, runs_slack=True) for each in team.admins)
    owner = replace(owner, owns_slack=True, zone=team.zone)
    follow_all(unit, workspace, [owner, *others], now)


def begin(database: Database, now: datetime, ada: Person = ADA) -> None:
    """As in life, and just before: ids that are put back come before those of the story."""
    before = now - timedelta(milliseconds=1)
    database.run(sync, SlackTeam(ada.team, "Northwind", "Europe/Berlin", [ada]), before)
    database.run(set_role, LEV.email, "lead", before)
