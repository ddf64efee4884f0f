"""A worker and Slack's limits: two hundred people, two workers, a burst of messages."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.rates import Rate
from bot.slack.client import Client
from bot.slack.manifest import SCOPES
from bot.slack.post import Post
from bot.slack.provision import Provisioner
from bot.slack.rate_limits import RateLimits
from bot.worker.deliver import Lane
from commands.delivery import parcels, provisioning
from commands.delivery.misdated import mend
from commands.delivery.provisioning.claim import MOST_AT_ONCE, Task
from commands.delivery.results import Result
from commands.directory.identify import identify
from commands.workgroups import linking, manage
from commands.workgroups.linking import WantedLinks
from storage import outbox
from storage.models import Member, OutboxRow, Workspace
from storage.outbox import NewOutboxRow
from storage.outbox_details import Listing
from storage.vocabulary import OutboxKind
from tests.bot.sandbox.slack_places import EAST, OPTIONAL
from tests.bot.worker.office import ADA, LEV, MIA, TOKEN, Office
from tests.commands.story import everywhere
from tests.patience import unhurried, until
from tests.people import NORTHWIND

INVITE, POST = "conversations.invite", "chat.postMessage"


@dataclass
class Worker:
    """A process of its own, with what it has learnt of Slack's limits."""

    office: Office
    client: Client

    async def place(self) -> None:
        place = Provisioner(self.office.parts, self.client, every=0)
        await Lane(
            self.office.parts,
            "place.%",
            place.send,
            claim=provisioning.claim,
            record=provisioning.record,
            release=provisioning.release,
            at_once=4,
            batch=4 * MOST_AT_ONCE,
        ).deliver()

    async def post(self) -> None:
        post = Post(self.office.parts, self.client)
        await Lane(
            self.office.parts,
            "slack.%",
            post.send,
            claim=parcels.claim_in_turn,
            record=parcels.record_in_turn,
            release=parcels.release_in_turn,
            at_once=4,
            exact=True,
        ).deliver()


@pytest.fixture(autouse=True)
def _nobody_hurries(monkeypatch: pytest.MonkeyPatch) -> None:
    unhurried(monkeypatch)


@pytest.fixture
def workers(office: Office) -> tuple[Worker, Worker]:
    office.slack.workspace.clock = office.clock
    office.slack.install(*SCOPES, *OPTIONAL)
    session = office.client.session

    def started() -> Worker:
        limits = RateLimits(office.parts, lambda: NORTHWIND)
        return Worker(office, Client(TOKEN, office.client.base_url, session, limits=limits))

    return started(), started()


def crowd(office: Office, number: int) -> list[str]:
    """People whom a workgroup that leads into #east has just got."""
    shelf = office.slack.workspace.people
    like = office.slack.workspace.person("mia")
    database, now = office.parts.database, office.clock()
    group = database.run(manage.create, ADA, "Design", "", now).id
    people = [
        replace(MIA, user=f"U0CROWD{each:03}", email=f"p{each}@northwind.example")
        for each in range(number)
    ]
    for person in people:
        shelf[person.user] = {**like, "id": person.user, "name": person.email}
    database.run(lambda unit: [identify(unit, person, now) for person in people])
    for start in range(0, number, 100):
        some = " ".join(person.email for person in people[start : start + 100])
        everywhere(database, manage.add_members, ADA, group, some, now)
    everywhere(database, linking.change, ADA, group, WantedLinks([EAST], ""), now)
    for row in office.rows("place.look"):
        database.run(outbox.drop, row.kind, "", now)
    return [person.user for person in people]


def inside(office: Office) -> set[str]:
    return set(office.slack.workspace.channels[EAST]["members"])


def calls(office: Office, method: str) -> list[dict[str, Any]]:
    return [call.args for call in office.slack.calls if call.method == method]


def states(office: Office, kinds: str) -> set[tuple[str, int]]:
    return {(row.state, row.attempts) for row in office.rows(kinds)}


async def test_two_hundred_people_are_two_calls(
    office: Office, workers: tuple[Worker, Worker]
) -> None:
    people = crowd(office, 200)
    rate = office.slack.limit(INVITE, most=50)
    await asyncio.gather(*(worker.place() for worker in workers))
    assert set(people) <= inside(office)
    assert [len(call["users"].split(",")) for call in calls(office, INVITE)] == [100, 100]
    assert rate.refused == 0
    assert states(office, "place.channel") == {("sent", 1)}


async def test_each_ones_fate_is_told_apart(office: Office, workers: tuple[Worker, Worker]) -> None:
    inside_already, gone, *others = crowd(office, 5)
    await office.slack.change(gone, deleted=True)
    channel = office.slack.workspace.channels[EAST]
    office.slack.workspace.channels[EAST] = {**channel, "members": [inside_already]}
    await workers[0].place()
    assert inside(office) == {inside_already, *others}
    said = {row.reason for row in office.rows("place.channel") if row.state == "failed"}
    assert said == {"cant_invite"}
    assert sorted(row.state for row in office.rows("place.channel")) == ["failed"] + ["sent"] * 4
    assert len(calls(office, INVITE)) == 1


@pytest.mark.parametrize("wait", [1, 40])
async def test_after_a_429_they_go_exactly_when_it_is_over_and_no_worker_runs_into_it(
    office: Office, workers: tuple[Worker, Worker], wait: int
) -> None:
    people = crowd(office, 110)
    rate = office.slack.limit(INVITE, most=0, wait=wait)
    await workers[0].place()
    [due] = {row.due_at for row in office.rows("place.channel")}
    assert 0 < (due - office.clock()).total_seconds() <= wait
    assert states(office, "place.channel") == {("pending", 0)}
    refused = rate.refused
    assert refused <= 2, "both calls of a hundred were on their way"
    for worker in workers:
        office.clock.move(seconds=wait / 4)
        await worker.place()
    office.slack.api.rates.clear()
    office.clock.set(due)
    await workers[1].place()
    assert rate.refused == refused
    assert set(people) <= inside(office)


@pytest.mark.parametrize("hours", [2, -2])
async def test_a_clock_that_is_set_meanwhile_neither_hurries_nor_prolongs_it(
    office: Office, workers: tuple[Worker, Worker], hours: int
) -> None:
    people = crowd(office, 3)
    rate = office.slack.limit(INVITE, most=0, wait=40)
    await workers[0].place()
    office.clock.jump(hours=hours)
    office.parts.database.run(mend, office.clock())
    office.clock.move(seconds=10)
    await workers[0].place()
    [due] = {row.due_at for row in office.rows("place.channel")}
    assert 0 < (due - office.clock()).total_seconds() <= 40
    assert rate.refused == 1
    office.slack.api.rates.clear()
    office.clock.move(seconds=40)
    await workers[0].place()
    assert set(people) <= inside(office)


async def test_who_is_taken_with_what_is_in_hand_is_not_said_to_be_in_for_that(
    office: Office, workers: tuple[Worker, Worker]
) -> None:
    people = crowd(office, 2)
    later = office.rows("place.channel")[1].id
    soon = office.clock() + timedelta(seconds=10)
    office.parts.database.run(lambda unit: setattr(unit.get_one(OutboxRow, later), "due_at", soon))
    called, goes = asyncio.Event(), asyncio.Event()
    place = Provisioner(office.parts, workers[0].client, every=0)

    async def slowly(task: Task) -> Result:
        result = await place.send(task)
        called.set()
        await goes.wait()
        return result

    lane = Lane(
        office.parts,
        "place.%",
        slowly,
        claim=provisioning.claim,
        record=provisioning.record,
        release=provisioning.release,
    )
    working = asyncio.create_task(lane.deliver())
    await called.wait()
    await office.leases_end()
    await until(lambda: all(row.lease for row in office.rows("place.channel")))
    lane.close()
    goes.set()
    await working
    office.clock.move(minutes=1)
    await workers[1].place()
    assert set(people) <= inside(office)
    assert {row.state for row in office.rows("place.channel")} == {"sent"}


async def test_a_broken_place_is_one_try_and_the_others_wait_with_it(
    office: Office, workers: tuple[Worker, Worker]
) -> None:
    people = crowd(office, 30)
    office.slack.let_in("east", inside=False)
    await workers[0].place()
    assert sorted(row.attempts for row in office.rows("place.channel")) == [0] * 29 + [1]
    office.slack.let_in("east")
    office.clock.move(minutes=2)
    await workers[0].place()
    await workers[0].place()
    assert set(people) <= inside(office)


async def test_who_failed_together_is_tried_together(
    office: Office, workers: tuple[Worker, Worker]
) -> None:
    crowd(office, 30)
    office.slack.fail(INVITE, status=500)
    await workers[0].place()
    assert len({row.due_at for row in office.rows("place.channel")}) == 1
    assert states(office, "place.channel") == {("pending", 1)}


async def test_what_was_not_tried_at_the_end_is_given_back_whole(
    office: Office, workers: tuple[Worker, Worker]
) -> None:
    crowd(office, 3)
    database, now = office.parts.database, office.clock()
    taken = database.run(provisioning.claim, now, timedelta(seconds=20), 9, "place.channel")
    database.run(provisioning.release, taken, now)
    assert {(row.lease, row.attempts) for row in office.rows("place.channel")} == {(None, 0)}


def message(office: Office, number: int, to: str) -> None:
    def put(unit: Any) -> None:
        workspace = unit.query(Workspace).one()
        member = unit.query(Member).filter_by(slack_user=to).one()
        outbox.put(
            unit,
            workspace.id,
            office.clock(),
            NewOutboxRow(
                OutboxKind.EXPIRED, f"{to}:{number}", member=member.id, details=Listing(())
            ),
        )

    office.parts.database.run(put)


async def test_a_burst_to_one_person_goes_in_order_and_a_429_holds_all_of_it_once(
    office: Office, workers: tuple[Worker, Worker]
) -> None:
    office.parts.database.run(identify, LEV, office.clock())
    for number in range(4):
        message(office, number, LEV.user)
    message(office, 0, ADA.user)
    for turn in range(4):
        await workers[turn % 2].post()
        office.clock.move(seconds=1)
    sent = [row.ts for row in office.rows("slack.expired")]
    assert None not in sent
    assert sent[:4] == sorted(sent[:4], key=str)
    rate: Rate = office.slack.limit(POST, most=0, wait=20)
    message(office, 9, LEV.user)
    message(office, 9, ADA.user)
    for _ in range(3):
        await asyncio.gather(*(worker.post() for worker in workers))
        office.clock.move(seconds=3)
    assert rate.refused <= 2
    assert {row.state for row in office.rows("slack.expired")} == {"sent", "pending"}
    office.slack.api.rates.clear()
    office.clock.move(seconds=20)
    await workers[0].post()
    assert {row.state for row in office.rows("slack.expired")} == {"sent"}


async def test_who_waits_for_a_turn_does_not_wait_for_a_look_too(
    office: Office, workers: tuple[Worker, Worker]
) -> None:
    office.change(deliver_every=60)
    office.parts.database.run(identify, LEV, office.clock())
    for number in range(2):
        message(office, number, LEV.user)
    await workers[0].post()
    assert {row.state for row in office.rows("slack.expired")} == {"sent"}
