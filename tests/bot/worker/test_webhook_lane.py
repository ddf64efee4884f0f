"""Events on their way through a worker, to an endpoint that takes them, or to one that fails."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.signing import headers, new_secret
from bot.worker.deliver import Lane
from bot.worker.webhook import AT_ONCE, Webhooks
from commands.actors import Person
from commands.delivery import webhooks
from commands.delivery.results import Delivered
from commands.delivery.webhooks.claim import Delivery
from commands.delivery.webhooks.record import Result
from commands.webhooks import endpoints
from storage.models import WebhookEndpoint as Row
from tests.bot.worker.endpoints import Endpoint, endpoint
from tests.bot.worker.office import ADA, Office
from tests.northwind import SlackTeam, sync
from tests.patience import PATIENCE, until
from tests.people import ELSEWHERE

KEY = "a-key-of-the-tests-long-enough"


class Hooks:
    """An office with one endpoint, and the lane to it, to be turned by hand."""

    def __init__(self, office: Office, there: Endpoint) -> None:
        self.office, self.there = office, there
        office.change(secret_keys=KEY, webhook_networks="127.0.0.0/8", send_timeout=0.5)
        self.sender = Webhooks(office.parts)
        self.secret = new_secret()
        self.made: endpoints.Endpoint = office.parts.database.run(
            endpoints.add,
            ADA,
            there.url,
            (),
            office.parts.vault.seal(self.secret),
            office.clock(),
            office.parts.settings.webhook_networks,
        )

    def lane(self, send: Callable[[Delivery], Any] | None = None) -> Lane[Delivery]:
        return Lane(
            self.office.parts,
            "hook.%",
            send or self.sender.send,
            claim=webhooks.claim,
            record=webhooks.record,
            at_once=AT_ONCE,
            shared=True,
        )

    def run(self, command: Any, *args: Any) -> Any:
        now = self.office.clock()
        return self.office.parts.database.run(command, ADA, self.made.id, *args, now)

    def row(self) -> Row:
        return self.office.ask(lambda unit: unit.get_one(Row, self.made.id))

    def told(self) -> list[Any]:
        return [json.loads(each.body) for each in self.there.taken]


@pytest.fixture
async def hooks(office: Office) -> AsyncIterator[Hooks]:
    async with endpoint() as there:
        hooks = Hooks(office, there)
        yield hooks
        await hooks.sender.close()


async def test_a_worker_tells_the_endpoint_what_happens(hooks: Hooks) -> None:
    office = hooks.office
    async with office.working():
        [ivy] = office.invite()
        await until(lambda: len(hooks.there.taken) == 2)
    created, sent = sorted(hooks.told(), key=lambda each: each["type"])
    assert (created["type"], sent["type"]) == ("invitation.created", "invitation.sent")
    assert created["data"]["invitation"]["id"] == sent["data"]["invitation"]["id"] == ivy
    assert {row.state for row in office.rows("hook.%")} == {"sent"}


async def test_two_workers_tell_it_once(hooks: Hooks) -> None:
    hooks.office.invite(*(f"p{number}@example.com" for number in range(30)))
    await asyncio.gather(hooks.lane().deliver(), hooks.lane().deliver())
    await hooks.lane().deliver()
    names = [each.headers["webhook-id"] for each in hooks.there.taken]
    assert len(names) == len(set(names)) == 30
    assert {row.state for row in hooks.office.rows("hook.%")} == {"sent"}


async def refuse(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")


async def redirect(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 302 Found\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n")


async def throttle(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 429 Slow Down\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n")


async def hang(_writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def close(writer: asyncio.StreamWriter) -> None:
    writer.close()


@pytest.mark.parametrize("behave", [refuse, redirect, throttle, hang, close])
async def test_a_failure_undoes_nothing_and_it_comes_again_when_it_is_mended(
    hooks: Hooks, behave: Any
) -> None:
    office = hooks.office
    hooks.there.behave = behave
    [ivy] = office.invite()
    await hooks.lane().deliver()
    await office.lane().deliver()
    assert office.record(ivy).mail == "sent"
    [failed, _] = office.rows("hook.%")
    assert failed.state == "pending"
    assert failed.reason
    assert hooks.row().failing_since
    hooks.there.behave = None
    office.clock.move(minutes=2)
    await hooks.lane().deliver()
    office.clock.move(minutes=2)
    await hooks.lane().deliver()
    assert {row.state for row in office.rows("hook.%")} == {"sent"}
    assert hooks.row().failing_since is None
    first, again, _ = hooks.there.taken
    assert first.headers["webhook-id"] == again.headers["webhook-id"]


async def test_it_is_paused_after_days_and_resumed_with_all_that_was_held_back(
    hooks: Hooks,
) -> None:
    office = hooks.office
    hooks.there.behave = refuse
    for day in range(5):
        office.invite(f"p{day}@example.com")
        for _ in range(6):
            await hooks.lane().deliver()
            office.clock.move(hours=4)
    assert hooks.row().paused_at
    assert len(office.rows("slack.hook_paused")) == 1
    tries = len(hooks.there.taken)
    await hooks.lane().deliver()
    assert len(hooks.there.taken) == tries
    hooks.there.behave = None
    hooks.run(endpoints.resume)
    await hooks.lane().deliver()
    *_, last = office.rows("hook.%")
    assert last.state == "sent"
    assert {row.state for row in office.rows("hook.%")} == {"sent", "failed"}


async def test_who_is_gone_is_paused_at_once(hooks: Hooks) -> None:
    hooks.there.answer = "410 Gone"
    hooks.office.invite()
    await hooks.lane().deliver()
    assert hooks.row().paused_at
    [message] = hooks.office.rows("slack.hook_paused")
    assert message.details["said"] == "gone:410:Gone"


async def test_a_replay_is_the_same_event_again_signed_anew(hooks: Hooks) -> None:
    hooks.office.invite()
    await hooks.lane().deliver()
    [row] = hooks.office.rows("hook.%")
    now = hooks.office.clock()
    hooks.office.parts.database.run(endpoints.replay, ADA, row.id, now)
    await hooks.lane().deliver()
    first, again = hooks.there.taken
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.body == again.body


async def test_a_new_secret_signs_beside_the_old_until_that_is_retired(hooks: Hooks) -> None:
    new = new_secret()
    hooks.run(endpoints.rotate, hooks.office.parts.vault.seal(new))
    hooks.run(endpoints.test)
    await hooks.lane().deliver()
    hooks.run(endpoints.retire)
    hooks.run(endpoints.test)
    await hooks.lane().deliver()
    both, alone = (each.headers["webhook-signature"].split(" ") for each in hooks.there.taken)
    assert (len(both), len(alone)) == (2, 1)
    for signatures, taken, keys in zip(
        (both, alone), hooks.there.taken, ((new, hooks.secret), (new,)), strict=True
    ):
        assert signatures == signed(taken.headers, taken.body, *keys)


def signed(given: dict[str, str], body: bytes, *keys: str) -> list[str]:
    at = datetime.fromtimestamp(int(given["webhook-timestamp"]), UTC)
    return headers(keys, given["webhook-id"], at, body)["webhook-signature"].split(" ")


async def test_one_that_hangs_holds_up_no_other_for_long(hooks: Hooks) -> None:
    """Of one that fails one is tried at a time; those of the others leave meanwhile."""
    tried: list[Delivery] = []

    async def send(told: Delivery) -> Result:
        tried.append(told)
        return Delivered()

    office = hooks.office
    hooks.there.behave = hang
    office.invite()
    await hooks.lane().deliver()
    office.invite("p1@example.com", "p2@example.com", "p3@example.com")
    await hooks.lane(send).deliver()
    assert len(tried) == 1


async def test_four_at_most_are_told_to_one_endpoint_at_once(hooks: Hooks) -> None:
    goes, waiting, most = asyncio.Event(), 0, 0

    async def hold(writer: asyncio.StreamWriter) -> None:
        nonlocal waiting, most
        waiting += 1
        most = max(most, waiting)
        await goes.wait()
        waiting -= 1
        writer.write(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")

    hooks.sender._within = PATIENCE
    hooks.there.behave = hold
    hooks.office.invite(*(f"p{number}@example.com" for number in range(12)))
    delivering = asyncio.create_task(hooks.lane().deliver())
    await until(lambda: waiting == 4)
    goes.set()
    await delivering
    assert (most, len(hooks.there.taken)) == (4, 12)
    assert {row.state for row in hooks.office.rows("hook.%")} == {"sent"}


async def test_what_ends_while_a_worker_looks_makes_room_for_the_rest(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes = asyncio.Event()

    async def send(_: Delivery) -> Result:
        await goes.wait()
        return Delivered()

    lane = hooks.lane(send)
    look = lane._is_due

    async def look_late() -> bool:
        if lane._in_hand:
            goes.set()
            await until(lambda: not lane._in_hand)
        return await look()

    monkeypatch.setattr(lane, "_is_due", look_late)
    hooks.office.invite(*(f"p{number}@example.com" for number in range(12)))
    await lane.deliver()
    assert {row.state for row in hooks.office.rows("hook.%")} == {"sent"}


async def test_a_workspace_whose_endpoints_hang_holds_up_no_other(hooks: Hooks) -> None:
    """More of them than there are turns, and all of it due before the other's."""
    office = hooks.office
    tried: list[Delivery] = []
    goes = asyncio.Event()

    async def hang_there(told: Delivery) -> Result:
        tried.append(told)
        if told.url.startswith("https://hangs"):
            await goes.wait()
        return Delivered()

    now = office.clock()
    for number in range(9):
        args = f"https://hangs{number}.example", (), "sealed", now
        office.parts.database.run(endpoints.add, ADA, *args)
    office.invite(*(f"p{number}@example.com" for number in range(8)))
    eve = Person(ELSEWHERE, "U0EVE", name="Eve", email="eve@e.example", runs_slack=True)
    office.parts.database.run(sync, SlackTeam(ELSEWHERE, "Elsewhere", "UTC", [eve]), now)
    hers = office.parts.database.run(endpoints.add, eve, "https://eve.example", (), "sealed", now)
    for _ in range(3):
        office.parts.database.run(endpoints.test, eve, hers.id, office.clock())
    delivering = asyncio.create_task(hooks.lane(hang_there).deliver())
    await until(lambda: [each.url for each in tried].count("https://eve.example") == 3)
    hung = [each for each in tried if each.url.startswith("https://hangs")]
    assert 0 < len(hung) <= 8
    goes.set()
    await delivering
    assert {row.state for row in office.rows("hook.%")} == {"sent"}
