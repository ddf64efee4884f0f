"""Provisioning as a whole: from an acceptance into channels and user groups, whatever fails."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from bot.slack.client import Client
from bot.slack.provision import Provisioner
from commands.actors import Person
from commands.delivery import provisioning
from commands.delivery.provisioning.claim import Placed, begin_usergroup
from commands.delivery.results import Busy, Delivered
from commands.directory.identify import identify
from commands.workgroups import linking, manage
from commands.workgroups.linking import WantedLinks
from storage.models import ChannelLink, Member
from tests.bot.sandbox.slack_places import ANALYSTS, EAST
from tests.bot.worker.journey import MOST, Journey, begin, links
from tests.bot.worker.office import ADA, LEV, MIA, TOKEN, Office
from tests.patience import until

EVERYWHERE = ("users.lookupByEmail", "conversations.invite", "usergroups.users.update")


@pytest.fixture
async def journey(office: Office) -> Journey:
    return await begin(office)


async def test_who_has_an_account_is_in_the_channel_and_the_user_group(journey: Journey) -> None:
    invitation = journey.accepted()
    await journey.rest()
    assert MIA.user in journey.east
    assert journey.analysts == [ADA.user, MIA.user]
    assert journey.told(invitation)[-3:] == [
        ("account_found", {}),
        ("placed", {"kind": "channel", "name": "east"}),
        ("placed", {"kind": "usergroup", "name": "analysts"}),
    ]
    assert set().union(*journey.states().values()) == {"sent"}


FAULTS: list[dict[str, Any]] = [
    {"status": 429, "retry_after": 40},
    {"status": 500},
    {"status": 503},
    {"error": "brand_new"},
    {"error": "missing_scope"},
    {"error": "invalid_auth"},
    {"error": "not_in_channel"},
    {"error": "is_archived"},
    {"error": "permission_denied"},
    {"error": "plan_upgrade_required"},
]


@pytest.mark.parametrize("method", EVERYWHERE)
@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_what_fails_undoes_nothing_and_is_mended_later(
    journey: Journey, method: str, fault: dict[str, Any]
) -> None:
    journey.office.slack.fail(method, **fault)
    invitation = journey.accepted()
    await journey.turn(2)
    assert journey.office.record(invitation).state == "accepted"
    assert journey.waiting
    await journey.rest(seconds=120)
    assert MIA.user in journey.east
    assert MIA.user in journey.analysts
    assert {
        link.problem
        for link in journey.office.ask(lambda unit: unit.scalars(select(ChannelLink)).all())
    } == {""}
    assert [verb for verb, _ in journey.told(invitation)].count("placed") == 2


@pytest.mark.parametrize(
    ("method", "kind"),
    [("conversations.invite", "channel"), ("usergroups.users.update", "usergroup")],
)
async def test_what_is_refused_for_one_person_is_in_the_story_and_undoes_nothing(
    journey: Journey, method: str, kind: str
) -> None:
    journey.office.slack.fail(method, error="user_is_restricted", times=2)
    invitation = journey.accepted()
    await journey.rest()
    assert journey.office.record(invitation).state == "accepted"
    name = {"channel": "east", "usergroup": "analysts"}[kind]
    refused = {"kind": kind, "name": name, "said": "user_is_restricted"}
    assert ("not_placed", refused) in journey.told(invitation)
    assert journey.states()[kind] == {"failed"}


async def test_a_slack_that_is_away_undoes_nothing(journey: Journey) -> None:
    invitation = journey.accepted()
    async with aiohttp.ClientSession() as session:
        away = Client(TOKEN, "http://127.0.0.1:9/api/", session)
        await journey.lane(away).deliver()
    assert journey.office.record(invitation).state == "accepted"
    assert journey.states()["account"] == {"pending"}
    journey.office.clock.move(minutes=2)
    await journey.rest()
    assert MIA.user in journey.east


async def test_a_silent_slack_undoes_nothing(journey: Journey) -> None:
    journey.office.change(send_timeout=0.3)
    for method in EVERYWHERE:
        journey.office.slack.fail(method, hang=0.6)
    invitation = journey.accepted()
    await journey.turn()
    assert journey.states()["account"] == {"pending"}
    journey.office.change(send_timeout=5)
    await journey.rest(seconds=120)
    assert journey.office.record(invitation).state == "accepted"
    assert (MIA.user in journey.east, MIA.user in journey.analysts) == (True, True)


async def test_problem_is_mended_in_slack_and_all_come_in(journey: Journey) -> None:
    journey.office.slack.let_in("east", inside=False)
    invitation = journey.accepted()
    await journey.turn(3)
    [east] = [link for link in links(journey) if link.kind == "channel"]
    assert east.problem == "not_in_channel"
    assert len(journey.office.rows("slack.trouble")) == 1
    journey.office.slack.let_in("east")
    journey.run(linking.retry, ADA, east.id)
    await journey.rest()
    assert MIA.user in journey.east
    assert [link.problem for link in links(journey)] == ["", ""]
    assert ("placed", {"kind": "channel", "name": "east"}) in journey.told(invitation)


def crowd(journey: Journey, number: int) -> list[Person]:
    """People of the workspace whom the stand-in knows too."""
    shelf, found = journey.office.slack.workspace.people, []
    like = journey.office.slack.workspace.person("mia")
    for each in range(number):
        person = replace(MIA, user=f"U0CROWD{each:03}", email=f"p{each}@northwind.example")
        shelf[person.user] = {**like, "id": person.user, "name": f"p{each}"}
        journey.run(identify, person)
        found.append(person)
    return found


async def test_two_workers_on_one_user_group_lose_nobody(
    journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack replaces the whole list: who reads it before another has written undoes that."""
    crew = crowd(journey, 8)
    workers = [journey.lane(), journey.lane()]
    methods = journey.office.client.usergroups_users_list
    busy, most = 0, 0

    async def slowly(**given: Any) -> Any:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        answer = await methods(**given)
        await asyncio.sleep(0.02)
        busy -= 1
        return answer

    monkeypatch.setattr(journey.office.client, "usergroups_users_list", slowly)
    for number, person in enumerate(crew):
        journey.run(manage.add_members, ADA, journey.group, person.email)
        if number % 2:
            await asyncio.gather(*(worker.deliver() for worker in workers))
    for _ in range(MOST):
        if not journey.waiting:
            break
        journey.office.clock.move(seconds=30)
        await asyncio.gather(*(worker.deliver() for worker in workers))
    assert set(journey.analysts) == {ADA.user, *(person.user for person in crew)}
    assert journey.states()["usergroup"] == {"sent"}
    assert most == 1


async def test_a_step_whose_turn_it_is_not_waits_and_one_that_is_done_asks_nothing(
    journey: Journey,
) -> None:
    [one] = crowd(journey, 1)
    journey.run(manage.add_members, ADA, journey.group, one.email)
    office = journey.office
    database, lease = office.parts.database, timedelta(minutes=2)
    take = partial(database.run, provisioning.claim, office.clock(), lease, 9, "place.usergroup")
    [task] = take()
    place = Provisioner(office.parts, office.client, every=0)
    held = database.run(begin_usergroup, task, lease, office.clock())
    assert held
    assert isinstance(await place.send(task), Busy)
    done = [(task, Placed(covers=held.covers))]
    database.run(provisioning.record, done, office.clock())
    assert await place.send(task) == Delivered()
    assert journey.analysts == [ADA.user], "neither has asked Slack for anything"


async def test_who_leaves_the_workgroup_leaves_the_user_group_and_stays_in_the_channel(
    journey: Journey,
) -> None:
    [one, other] = crowd(journey, 2)
    journey.run(manage.add_members, ADA, journey.group, f"{one.email} {other.email}")
    await journey.rest()
    journey.run(manage.remove_members, ADA, journey.group, [member(journey, one).id])
    await journey.rest()
    assert journey.analysts == [ADA.user, other.user]
    assert {one.user, other.user} <= set(journey.east)


def member(journey: Journey, person: Person) -> Member:
    query = select(Member).where(Member.slack_user == person.user)
    return journey.office.ask(lambda unit: unit.scalars(query).one())


async def test_a_user_group_is_never_emptied_and_an_admin_is_told(journey: Journey) -> None:
    [one] = crowd(journey, 1)
    shelf = journey.office.slack.workspace.usergroups
    shelf[ANALYSTS] = {**shelf[ANALYSTS], "users": [one.user]}
    journey.run(manage.add_members, ADA, journey.group, one.email)
    await journey.turn(2)
    journey.run(manage.remove_members, ADA, journey.group, [member(journey, one).id])
    await journey.turn(2)
    assert journey.analysts == [one.user]
    assert [link.problem for link in links(journey)] == ["", "no_users_provided"]
    shelf[ANALYSTS] = {**shelf[ANALYSTS], "users": [one.user, LEV.user]}
    journey.office.clock.move(minutes=5)
    await journey.turn()
    assert journey.analysts == [LEV.user]
    assert [link.problem for link in links(journey)] == ["", ""]


async def test_a_guest_in_the_workgroup_keeps_nobody_out_of_the_user_group(
    journey: Journey,
) -> None:
    guest, one, other = crowd(journey, 3)
    await journey.office.slack.change(guest.user, is_restricted=True)
    journey.run(manage.add_members, ADA, journey.group, guest.email)
    await journey.rest()
    assert journey.analysts == [ADA.user]
    journey.run(manage.add_members, ADA, journey.group, f"{one.email} {other.email}")
    await journey.rest()
    assert journey.analysts == [ADA.user, one.user, other.user]
    assert journey.states()["usergroup"] == {"sent", "failed"}


async def test_linking_a_full_workgroup_with_a_guest_in_it_brings_in_the_others(
    journey: Journey,
) -> None:
    crew = crowd(journey, 3)
    await journey.office.slack.change(crew[0].user, is_restricted=True)
    journey.run(linking.change, ADA, journey.group, WantedLinks())
    journey.run(manage.add_members, ADA, journey.group, " ".join(each.email for each in crew))
    journey.run(linking.change, ADA, journey.group, WantedLinks([EAST], ANALYSTS))
    await journey.rest()
    assert journey.analysts == [ADA.user, crew[1].user, crew[2].user]
    assert {each.user for each in crew} <= set(journey.east)


async def test_people_who_are_in_the_user_group_by_other_ways_stay(journey: Journey) -> None:
    shelf = journey.office.slack.workspace.usergroups
    shelf[ANALYSTS] = {**shelf[ANALYSTS], "users": [LEV.user, ADA.user]}
    journey.accepted()
    await journey.rest()
    assert journey.analysts == [ADA.user, LEV.user, MIA.user]
    calls = [call.method for call in journey.office.slack.calls]
    journey.run(manage.remove_members, ADA, journey.group, [])
    journey.run(manage.add_members, ADA, journey.group, MIA.email)
    await journey.rest()
    later = [call.method for call in journey.office.slack.calls][len(calls) :]
    assert "usergroups.users.update" not in later, "nothing differs, so nothing is written"


async def test_by_slack_connect_it_goes_out_at_the_workers_pace(journey: Journey) -> None:
    journey.run(linking.change, ADA, journey.group, WantedLinks([EAST], ANALYSTS, connect=True))
    invitation = journey.accepted("ivy@example.com")
    await journey.rest()
    [shared] = journey.office.slack.workspace.shared.values()
    assert shared["email"] == "ivy@example.com"
    assert [row.reference for row in journey.office.rows("place.connect")] == [shared["id"]]
    assert journey.told(invitation)[-1] == ("connect_sent", {"name": "east"})


async def test_the_worker_does_it_by_itself(journey: Journey) -> None:
    invitation = journey.accepted()
    async with journey.office.working():
        await until(lambda: MIA.user in journey.east and MIA.user in journey.analysts)
    assert journey.office.record(invitation).state == "accepted"
