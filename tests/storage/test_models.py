"""What the database itself refuses, whatever the code above it does."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from storage import members, outbox, workgroups, workspaces
from storage.database import Database
from storage.insert import new_rows
from storage.models import Invitation, Member, OutboxRow, State, Suppression, Workgroup, Workspace


@pytest.fixture
def ws(database: Database, now: datetime) -> str:
    return database.run(workspaces.add, "T1", "One", now).id


@pytest.fixture
def ada(database: Database, ws: str, now: datetime) -> str:
    def add(unit: Session) -> str:
        member, _ = members.add(unit, ws, email="ada@example.com", name="Ada", now=now)
        return member.id

    return database.run(add)


@pytest.fixture
def invitation(ws: str, ada: str, now: datetime) -> dict[str, Any]:
    return {
        "id": "I1",
        "workspace_id": ws,
        "email": "bob@example.com",
        "address": "Bob@example.com",
        "inviter_id": ada,
        "state": State.PENDING,
        "created_at": now,
        "cycle_at": now,
        "expires_at": now + timedelta(days=14),
    }


def put(database: Database, table: Any, *rows: dict[str, Any]) -> None:
    with database.transaction() as unit:
        for row in rows:
            unit.execute(insert(table), row)


def test_a_good_row_is_taken(database: Database, invitation: dict[str, Any]) -> None:
    put(database, Invitation, invitation)


@pytest.mark.parametrize("state", ["requested", "pending"])
def test_one_open_invitation_holds_off_a_second_without_any_command(
    database: Database, invitation: dict[str, Any], state: str
) -> None:
    put(database, Invitation, invitation)
    with pytest.raises(IntegrityError):
        put(database, Invitation, {**invitation, "id": "I2", "state": state})


@pytest.mark.parametrize("state", ["declined", "revoked", "expired", "refused"])
def test_a_closed_one_holds_off_nothing(
    database: Database, invitation: dict[str, Any], now: datetime, state: str
) -> None:
    closed = {**invitation, "state": state, "closed_at": now}
    put(database, Invitation, closed, {**closed, "id": "I2"}, {**invitation, "id": "I3"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"state": "declined"},
        {"closed_at": datetime.fromisoformat("2026-01-01T00:00:00+00:00")},
        {"locale": "xx"},
        {"mail": "eaten"},
        {"expires_at": datetime.fromisoformat("2026-01-01T00:00:00+00:00")},
        {"inviter_id": "nobody"},
        {"workspace_id": "nowhere"},
        {"workgroup_id": "none"},
        {"email": None},
    ],
    ids=str,
)
def test_a_bad_invitation_is_refused(
    database: Database, invitation: dict[str, Any], wrong: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        put(database, Invitation, {**invitation, **wrong})


def test_nobody_is_in_without_being_a_member(
    database: Database, invitation: dict[str, Any], ada: str, now: datetime
) -> None:
    accepted = {**invitation, "state": "accepted", "closed_at": now}
    with pytest.raises(IntegrityError):
        put(database, Invitation, accepted)
    put(database, Invitation, {**accepted, "member_id": ada})


def test_members_are_known_by_something_and_each_once(
    database: Database, ws: str, ada: str, now: datetime
) -> None:
    good = {"id": "M1", "workspace_id": ws, "name": "Mia", "joined_at": now, "slack_user": "U1"}
    put(database, Member, good)
    for wrong in (
        {**good, "id": "M2", "slack_user": None},
        {**good, "id": "M2"},
        {**good, "id": "M2", "slack_user": "U2", "email": "ada@example.com"},
        {**good, "id": "M2", "slack_user": "U2", "role": "king"},
    ):
        with pytest.raises(IntegrityError):
            put(database, Member, wrong)


def test_workgroups_have_names_owners_and_one_public(
    database: Database, ws: str, ada: str, now: datetime
) -> None:
    good = {"id": "G1", "workspace_id": ws, "kind": "custom", "name": "D", "created_at": now}
    put(database, Workgroup, {**good, "name_key": "d"})
    for wrong in (
        {"name_key": "d"},
        {"name_key": "", "name": ""},
        {"name_key": "e", "kind": "secret"},
        {"name_key": "e", "kind": "public"},
        {"name_key": "e", "kind": "personal"},
        {"name_key": "e", "owner_id": ada},
    ):
        with pytest.raises(IntegrityError):
            put(database, Workgroup, {**good, "id": "G2", **wrong})
    mine = {**good, "kind": "personal", "owner_id": ada}
    put(database, Workgroup, {**mine, "id": "G3", "name_key": "ada"})
    with pytest.raises(IntegrityError):
        put(database, Workgroup, {**mine, "id": "G4", "name_key": "ada 2"})
    put(database, Workgroup, {**mine, "id": "G5", "name_key": "ada", "archived_at": now})


def test_an_outbox_row_is_of_a_known_state_and_its_key_its_own(
    database: Database, ws: str, now: datetime
) -> None:
    good = {"workspace_id": ws, "kind": "x", "key": "k", "created_at": now, "due_at": now}
    put(database, OutboxRow, good)
    for wrong in ({"state": "lost", "key": "l"}, {}):
        with pytest.raises(IntegrityError):
            put(database, OutboxRow, {**good, **wrong})


def test_a_workspace_takes_all_that_is_its_own_with_it(
    database: Database, invitation: dict[str, Any], ws: str, now: datetime
) -> None:
    put(database, Suppression, {"workspace_id": ws, "email": "a@b.example", "created_at": now})
    put(
        database,
        OutboxRow,
        {"workspace_id": ws, "kind": "x", "key": "k", "created_at": now, "due_at": now},
    )
    with database.transaction() as unit:
        unit.delete(unit.get_one(Workspace, ws))
    for table in (Suppression, OutboxRow, Workgroup, Member):
        with database.reading() as unit:
            assert unit.query(table).count() == 0


def test_related_rows_are_not_fetched_behind_ones_back(
    database: Database, invitation: dict[str, Any]
) -> None:
    put(database, Invitation, invitation)
    with database.reading() as unit:
        row = unit.get_one(Invitation, "I1")
        with pytest.raises(Exception, match="lazy='raise'"):
            _ = row.inviter


def test_nothing_to_insert_is_nothing_new(database: Database) -> None:
    assert database.run(new_rows, Workspace, [], ["team"]) == set()


def test_a_public_workgroup_cannot_be_lost(database: Database, ws: str, now: datetime) -> None:
    assert database.run(workspaces.add, "T1", "Again", now).name == "One"
    assert database.read(workgroups.public, ws).name == "Public"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_key_of_the_outbox_that_is_too_long_is_no_silent_cut(
    database: Database, ws: str, now: datetime
) -> None:
    with pytest.raises(DBAPIError):
        database.run(outbox.put, ws, now, outbox.NewOutboxRow("x", "k" * 121))
