"""The demo's past: believable, all of it delivered, and written once."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import demo_history
from commands.actors import Person
from commands.errors import NameTaken
from commands.invitations import describe, lists
from commands.invitations.lists import Search
from commands.limits import Limits
from storage import outbox, schema
from storage.database import Database

NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
MOST = 200


def person(name: str, *, runs_slack: bool = False) -> Person:
    email = f"{name.lower()}@northwind.example"
    return Person("T1", f"U-{name}", name=name, email=email, runs_slack=runs_slack)


CAST = demo_history.Cast(person("Ada", runs_slack=True), person("Lev"), person("Mia"))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A workspace in which the past has happened."""
    folder: Path = tmp_path_factory.mktemp("past")
    database = Database(f"sqlite:///{folder / 'usher.db'}")
    schema.migrate(database)
    database.run(demo_history.write, CAST, Limits(), NOW)
    yield database
    database.close()


def invitations(database: Database, typed: str = "") -> tuple[describe.Invitation, ...]:
    search = Search(typed=typed)
    return tuple(database.run(lists.all_invitations, CAST.ada, search, MOST, NOW).rows)


def test_some_months_of_invitations_in_every_state(lived: Database) -> None:
    found = invitations(lived)
    states = Counter(each.state for each in found)
    assert 60 <= len(found) <= 120
    assert set(states) == {
        "requested",
        "pending",
        "accepted",
        "declined",
        "revoked",
        "expired",
        "refused",
    }
    assert states["accepted"] > len(found) / 3
    ages = [NOW - each.created_at for each in found]
    assert max(ages) > timedelta(days=90)
    assert min(ages) < timedelta(days=2)
    assert all(age > timedelta() for age in ages)
    assert {each.inviter for each in found} == {"Ada", "Lev", "Mia"}


def test_one_of_each_thing_that_may_happen_to_a_mail(lived: Database) -> None:
    [petra] = invitations(lived, "petra.vogl@")
    assert (petra.mail, petra.mail_error) == ("failed", demo_history.NO_SUCH_USER)
    [sven] = invitations(lived, "sven.dahl@")
    assert (sven.state, sven.mail) == ("pending", "suppressed")
    [olga] = invitations(lived, "olga.sokolova@")
    assert olga.locale == "ru"
    assert olga.snoozed_until
    assert olga.snoozed_until > NOW


def test_mia_waits_for_ada(lived: Database) -> None:
    [vera] = [each for each in invitations(lived) if each.state == "requested"]
    assert (vera.inviter, vera.name) == ("Mia", "Вера Комарова")


def test_nothing_of_it_waits_to_be_sent(lived: Database) -> None:
    with lived.reading() as unit:
        assert outbox.count_due(unit, NOW + timedelta(days=400)) == (0, timedelta())


def test_workgroups_have_people_and_one_was_archived(lived: Database) -> None:
    page = lived.run(lists.all_groups, CAST.ada, Search(), MOST, NOW)
    groups = {each.name: each.members for each in page.rows}
    assert demo_history.GROUPS.keys() <= groups.keys()
    assert demo_history.GONE not in groups
    assert all(groups[name] for name in demo_history.GROUPS)


def test_names_are_latin_and_cyrillic_and_all_addresses_nobodys(lived: Database) -> None:
    page = lived.run(lists.all_users, CAST.ada, Search(), MOST, NOW)
    assert any("ова" in each.name for each in page.rows)
    assert any("ø" in each.name or "é" in each.name for each in page.rows)
    domains = {each.email.rpartition("@")[2] for each in invitations(lived)}
    assert domains <= {"example.com", "example.org", "northwind.example"}


def test_it_happens_once(lived: Database) -> None:
    before = len(invitations(lived))
    with pytest.raises(NameTaken):
        lived.run(demo_history.write, CAST, Limits(), NOW + timedelta(minutes=1))
    assert len(invitations(lived)) == before


@pytest.mark.parametrize("hour", [3, 9, 23])
def test_it_is_complete_at_any_hour(tmp_path: Path, hour: int) -> None:
    database = Database(f"sqlite:///{tmp_path / 'usher.db'}")
    schema.migrate(database)
    now = datetime(2027, 3, 28, hour, 15, tzinfo=UTC)
    database.run(demo_history.write, CAST, Limits(), now)
    found = database.run(lists.all_invitations, CAST.ada, Search(), MOST, now)
    assert len({each.state for each in found.rows}) == 7
    assert all(each.created_at < now for each in found.rows)
    database.close()
