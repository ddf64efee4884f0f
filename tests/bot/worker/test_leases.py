"""A lane and its leases: what is in hand, what is given back, what is written down."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.worker.deliver import Lane
from bot.worker.leases import Leases
from commands.delivery import parcels
from commands.delivery.misdated import mend
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import Delivered, PermanentFailure, Result
from tests.bot.worker.office import Office, Sender
from tests.patience import until


async def test_none_is_begun_that_may_outlast_its_lease(office: Office) -> None:
    office.invite("first@example.com", "second@example.com")
    sender = Sender()
    lane = Lane(office.parts, "mail.%", sender.send, at_once=1)
    delivering = asyncio.create_task(lane.deliver())
    await until(lambda: sender.parcels)
    # The lease is 20 seconds and an attempt may take 5.
    office.clock.move(seconds=16)
    sender.goes.set()
    await delivering
    assert len(sender.parcels) == 1
    assert sorted(row.state for row in office.rows()) == ["pending", "sent"]
    await lane.deliver()
    first, second = sender.parcels
    assert first.id != second.id
    assert {row.state for row in office.rows()} == {"sent"}


async def test_a_late_worker_changes_nothing(office: Office) -> None:
    [ivy] = office.invite()
    late, quick = Sender(), Sender()
    late.result = PermanentFailure("550 no")
    lane = Lane(office.parts, "mail.%", late.send)
    sleeping = asyncio.create_task(lane.deliver())
    await until(lambda: late.parcels)
    # Asleep it sees no end of its lease; awake it would take over itself what it has in hand.
    lane.close()
    await Lane(office.parts, "mail.%", quick.send).deliver()
    assert not quick.parcels
    await office.leases_end()
    quick.goes.set()
    await Lane(office.parts, "mail.%", quick.send).deliver()
    assert office.record(ivy).mail == "sent"
    late.goes.set()
    await sleeping
    assert office.record(ivy).mail == "sent"
    assert [(row.state, row.kind) for row in office.rows()] == [("sent", "mail.invitation")]


async def test_what_was_sent_is_remembered_while_the_database_is_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    [ivy] = office.invite()
    lane, settle = office.lane(), parcels.record

    def away(*_: object) -> None:
        raise OperationalError("settle", {}, Exception("server closed the connection"))

    monkeypatch.setattr(lane, "_record", away)
    with pytest.raises(OperationalError):
        await lane.deliver()
    monkeypatch.setattr(lane, "_record", settle)
    office.clock.move(seconds=10)
    await lane.deliver()
    assert len(office.letters) == 1
    assert office.record(ivy).mail == "sent"


async def test_what_cannot_be_written_down_holds_up_no_other_and_is_not_sent_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    [odd] = office.invite("odd@example.com")
    [ivy] = office.invite("ivy@example.com")
    sent, settle = [], parcels.record

    async def send(parcel: Parcel) -> Result:
        assert parcel.invitation
        sent.append(parcel.invitation.id)
        return Delivered()

    def stumble(unit: Session, done: Sequence[tuple[Parcel, Result]], now: datetime) -> None:
        if any(parcel.invitation and parcel.invitation.id == odd for parcel, _ in done):
            raise LookupError("no such column")
        settle(unit, done, now)

    lane = Lane(office.parts, "mail.%", send)
    monkeypatch.setattr(lane, "_record", stumble)
    await lane.deliver()
    assert office.record(ivy).mail == "sent"
    for _ in range(3):
        await office.leases_end()
        await lane.deliver()
    assert office.record(odd).mail == "queued"
    monkeypatch.setattr(lane, "_record", settle)
    await office.leases_end()
    await lane.deliver()
    assert office.record(odd).mail == "sent"
    assert sorted(sent) == sorted([odd, ivy])


async def test_what_can_be_written_down_at_the_second_try_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.invite("ivy@example.com", "joe@example.com")
    lane, settle, tried = office.lane(), parcels.record, []

    def stumble(unit: Session, done: Sequence[tuple[Parcel, Result]], now: datetime) -> None:
        tried.append(len(done))
        if len(tried) == 1:
            raise LookupError("a connection in a strange state")
        settle(unit, done, now)

    monkeypatch.setattr(lane, "_record", stumble)
    await lane.deliver()
    assert {row.state for row in office.rows()} == {"sent"}
    assert len(office.letters) == 2


async def test_closing_lets_the_current_one_end_and_gives_back_the_rest(office: Office) -> None:
    office.invite("first@example.com", "second@example.com")
    sender = Sender()
    lane = Lane(office.parts, "mail.%", sender.send, at_once=1)
    delivering = asyncio.create_task(lane.deliver())
    await until(lambda: sender.parcels)
    lane.close()
    sender.goes.set()
    await delivering
    assert len(sender.parcels) == 1
    assert sorted(row.state for row in office.rows()) == ["pending", "sent"]
    await office.lane().deliver()
    assert {row.state for row in office.rows()} == {"sent"}


async def test_what_is_broken_off_is_left_to_whoever_comes_after(office: Office) -> None:
    [ivy] = office.invite()
    sender = Sender()
    lane = Lane(office.parts, "mail.%", sender.send)
    delivering = asyncio.create_task(lane.deliver())
    await until(lambda: sender.parcels)
    await lane.abandon()
    await delivering
    assert [row.state for row in office.rows()] == ["pending"]
    await office.leases_end()
    await office.lane().deliver()
    assert office.record(ivy).mail == "sent"


async def test_what_is_in_hand_is_not_sent_again_when_its_lease_ends(office: Office) -> None:
    [ivy] = office.invite("ivy@example.com")
    sender = Sender()
    lane = Lane(office.parts, "mail.%", sender.send)
    sending = asyncio.create_task(lane.deliver())
    await until(lambda: sender.parcels)
    [row] = office.rows("mail.%")
    await office.leases_end()
    await until(lambda: office.rows("mail.%")[0].lease not in {row.lease, None})
    sender.goes.set()
    await sending
    assert len(sender.parcels) == 1
    assert office.record(ivy).mail == "sent", "written down under the lease that holds now"


@pytest.mark.parametrize("by", [timedelta(hours=2), timedelta(hours=-2), timedelta(days=-365)])
async def test_a_worker_whose_clock_differs_takes_nothing_that_is_held(
    office: Office, by: timedelta
) -> None:
    """Also one that was ahead when it took something, and is set right."""
    office.invite("ivy@example.com")
    sender, other = Sender(), Sender()
    lane = Lane(office.parts, "mail.%", sender.send)
    sending = asyncio.create_task(lane.deliver())
    await until(lambda: sender.parcels)
    # Or it would take over itself what it has in hand, as soon as that is free.
    lane.close()
    watching = Leases(office.parts)
    await watching.look()
    office.clock.jump(by)
    await watching.look()
    office.parts.database.run(mend, office.clock())
    await Lane(office.parts, "mail.%", other.send).deliver()
    assert not other.parcels
    office.clock.move(seconds=21)
    await watching.look()
    other.goes.set()
    await Lane(office.parts, "mail.%", other.send).deliver()
    sender.goes.set()
    await sending
    assert len(other.parcels) == 1, "it is held no longer than a lease"
    assert [(row.state, row.attempts) for row in office.rows("mail.%")] == [("sent", 2)]


@pytest.mark.parametrize(
    ("by", "seconds"), [(timedelta(hours=2), 0), (timedelta(hours=-2), 16)], ids=["slept", "set"]
)
async def test_none_is_begun_after_its_lease_whatever_the_clock_says(
    office: Office, by: timedelta, seconds: float
) -> None:
    """On a machine that slept the seconds stood still, and others have taken it over."""
    office.invite("first@example.com", "second@example.com")
    sender = Sender()
    lane = Lane(office.parts, "mail.%", sender.send, at_once=1)
    delivering = asyncio.create_task(lane.deliver())
    await until(lambda: sender.parcels)
    office.clock.jump(by)
    office.clock.move(seconds=seconds)
    sender.goes.set()
    await delivering
    assert len(sender.parcels) == 1
    assert all(row.lease is None for row in office.rows())
