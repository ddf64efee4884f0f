"""What an event says of somebody is taken over at once, and nobody else is asked for."""

import asyncio
import time
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.sandbox import payloads
from commands.directory.identify import identify
from storage.models import Member, Workspace
from tests.bot.slack.house import House
from tests.commands.statements import statements

USERS, ONE = "users.list", "users.info"


def members(unit: Session) -> dict[str, Member]:
    return {each.slack_user or each.email or "": each for each in unit.scalars(select(Member))}


async def member(house: House, who: str) -> Member:
    """As they stand in the database."""
    return (await house.parts.read(members))[house.id(who)]


async def zone(house: House) -> str | None:
    return await house.parts.read(lambda unit: unit.scalar(select(Workspace.zone)))


async def come_in(house: House, who: str) -> None:
    await house.parts.run(identify, house.person(who), house.now)


async def happens(house: House, who: str, *without: str, **fields: Any) -> None:
    """Slack tells of somebody, without these keys of what it usually says."""
    told = {**house.slack.workspace.person(who), **fields}
    said = {key: told[key] for key in told.keys() - set(without)}
    assert (await house.slack.line.event(payloads.event("user_change", user=said))).ok


def asked(house: House) -> list[str]:
    return [call.method for call in house.slack.calls]


@pytest.mark.parametrize("flag", ["is_admin", "is_owner", "is_primary_owner"])
async def test_who_begins_to_run_slack_is_an_admin_though_no_member_before(
    house: House, flag: str
) -> None:
    await house.slack.change("mia", **{flag: True})
    mia = await member(house, "mia")
    assert (mia.role, mia.name, mia.locale) == ("admin", "Mia Member", "ru")
    await house.slack.change("mia", **{flag: False})
    assert (await member(house, "mia")).role == "member"
    assert asked(house) == []


@pytest.mark.parametrize("fields", [{"deleted": True}, {"is_bot": True}, {"is_restricted": True}])
async def test_who_is_no_person_of_the_workspace_runs_nothing(
    house: House, fields: dict[str, bool]
) -> None:
    await house.slack.change("mia", is_admin=True, **fields)
    assert house.id("mia") not in await house.parts.read(members)


async def test_name_address_language_and_account_follow_the_event_alone(house: House) -> None:
    await come_in(house, "mia")
    profile = house.slack.workspace.person("mia")["profile"]
    named = {**profile, "real_name": "Mia Married", "email": "Married@northwind.example"}
    await house.slack.change("mia", profile=named, locale="en-GB", real_name="Mia Married")
    mia = await member(house, "mia")
    assert (mia.name, mia.email, mia.locale) == ("Mia Married", "married@northwind.example", "en")
    await house.slack.change("mia", deleted=True)
    assert (await member(house, "mia")).left_at
    await house.slack.change("mia", deleted=False)
    assert (await member(house, "mia")).left_at is None
    assert asked(house) == []


async def test_the_zone_is_the_primary_owners_until_an_admin_has_set_it(house: House) -> None:
    await house.slack.change("ada", tz="Asia/Kolkata")
    assert await zone(house) == "Asia/Kolkata"
    await house.slack.change("lev", is_owner=True, is_admin=True, tz="America/New_York")
    assert await zone(house) == "Asia/Kolkata", "there are several owners, and one primary"
    await house.slack.change("ada", tz="Mars/Olympus")
    assert await zone(house) == "Asia/Kolkata"
    await house.parts.run(lambda unit: unit.execute(update(Workspace).values(own_zone=True)))
    await house.slack.change("ada", tz="Europe/Paris")
    assert (await zone(house), asked(house)) == ("Asia/Kolkata", [])


@pytest.mark.parametrize("order", ["old first", "new first"])
async def test_a_workspace_that_is_handed_over_has_its_new_owners_zone(
    house: House, order: str
) -> None:
    slack = house.slack
    ada = {"is_primary_owner": False, "is_owner": False, "is_admin": False}
    mia = {"is_primary_owner": True, "is_owner": True, "is_admin": True, "tz": "Asia/Tokyo"}
    changes: list[tuple[str, dict[str, Any]]] = [("ada", ada), ("mia", mia)]
    for who, fields in changes if order == "old first" else reversed(changes):
        await slack.change(who, **fields)
    assert (await member(house, "mia")).role == "admin"
    assert await zone(house) == "Asia/Tokyo"
    # Who was the last admin for a moment stays one.
    kept = "admin" if order == "old first" else "member"
    assert (await member(house, "ada")).role == kept
    assert asked(house) == []


async def test_what_an_event_leaves_out_stays_as_it_was(house: House) -> None:
    await come_in(house, "mia")
    await happens(house, "mia", "locale", "tz", real_name="Mia")
    mia = await member(house, "mia")
    assert (mia.locale, mia.email) == ("ru", "mia@northwind.example")
    assert asked(house) == []
    await happens(house, "mia", "profile", "is_admin", deleted=True)
    assert (await member(house, "mia")).left_at, "of who is gone Slack says no more"
    assert asked(house) == []


@pytest.mark.parametrize("key", ["is_admin", "is_owner", "is_restricted", "profile", "deleted"])
@pytest.mark.parametrize("how", ["left out", "null"])
async def test_of_whom_an_event_says_too_little_slack_is_asked_and_of_nobody_else(
    house: House, key: str, how: str
) -> None:
    await house.slack.change("lev", is_admin=True)
    said: dict[str, Any] = {"is_admin": False, "is_owner": False}
    if how == "null":
        await happens(house, "lev", **{**said, key: None})
    else:
        await happens(house, "lev", key, **said)
    assert (await member(house, "lev")).role == "admin"
    assert asked(house) == [ONE]


async def test_while_slack_does_not_say_more_nothing_is_concluded(house: House) -> None:
    await house.slack.change("lev", is_admin=True)
    house.slack.fail(ONE, status=503)
    await happens(house, "lev", "locale", "deleted", real_name="Lev")
    assert asked(house) == [], "who is said to run Slack does so, whatever is left out"
    await happens(house, "lev", "is_admin")
    lev = await member(house, "lev")
    assert (lev.role, lev.left_at) == ("admin", None)


async def test_of_somebody_of_another_workspace_nobody_asks_more(house: House) -> None:
    await happens(house, "nia", "is_admin", "is_owner")
    assert asked(house) == []


async def read_for(house: House, who: str) -> int:
    """How many queries a new photo of somebody costs: nothing is written, and no lock held."""
    with statements(house.parts.database) as seen:
        await happens(house, who, updated=1)
    queries = [each for each in seen if each != "BEGIN"]
    assert {each.split()[0] for each in queries} <= {"SELECT"}, queries
    assert "FOR UPDATE" not in str(queries)
    return len(queries)


async def test_photos_and_statuses_cost_two_or_three_reads_and_no_write(house: House) -> None:
    for who in ("ada", "lev"):
        await house.parts.run(identify, house.person(who), house.now)
    cost = {who: await read_for(house, who) for who in ("ada", "lev", "mia", "gus", "nia")}
    assert cost == {"ada": 2, "lev": 2, "mia": 3, "gus": 3, "nia": 2}


TAKEN = {"email": "lev@northwind.example", "real_name": "Mia Member"}


@pytest.mark.parametrize("fields", [{"is_restricted": True}, {"deleted": True}, {"profile": TAKEN}])
async def test_what_is_or_can_not_be_taken_over_is_no_news_for_ever(
    house: House, fields: dict[str, Any]
) -> None:
    await come_in(house, "mia")
    await house.slack.change("mia", **fields)
    assert await read_for(house, "mia") <= 3


async def test_however_many_changes_ask_for_nobody(house: House) -> None:
    await asyncio.gather(*(happens(house, "mia", updated=number) for number in range(50)))
    assert asked(house) == []


async def repeated(house: House, who: str, seconds: float | None, **fields: Any) -> None:
    """What Slack said so long ago, or nobody knows when, and nobody took then."""
    told = payloads.event("user_change", user={**house.slack.workspace.person(who), **fields})
    happened = {"event_time": None if seconds is None else int(time.time() - seconds)}
    assert (await house.slack.line.event({**told, **happened})).ok


async def test_what_is_told_again_later_was_overtaken_and_slack_is_asked(house: House) -> None:
    await house.slack.change("lev", is_admin=True)
    await house.slack.change("lev", is_admin=False)
    await repeated(house, "lev", 60, is_admin=True)
    assert (await member(house, "lev")).role == "member"
    assert asked(house) == [ONE]
    await repeated(house, "lev", 300, updated=1)
    assert asked(house) == [ONE], "of what is no news nobody asks"
    await repeated(house, "lev", None, is_admin=True)
    assert (await member(house, "lev")).role == "member"
    await repeated(house, "lev", 1, is_admin=True)
    assert (await member(house, "lev")).role == "admin"
