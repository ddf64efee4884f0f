"""The worker as a whole: what is due leaves, by itself."""

import asyncio
from datetime import UTC, datetime, timedelta

from commands.invitations.accept import accept
from commands.invitations.decline import decline
from tests.bot.worker.office import LEV, Held, Office
from tests.patience import until

LEASE = timedelta(seconds=21)


async def test_an_invitation_is_mailed_and_its_acceptance_told(office: Office) -> None:
    [ivy] = office.invite("ivy@example.com", person=LEV)
    async with office.working():
        await until(lambda: office.record(ivy).mail == "sent")
        assert office.letters[0]["To"] == "ivy@example.com"
        office.parts.database.run(accept, ivy, office.clock())
        await until(lambda: office.told("lev"))
    assert office.told("lev") == [
        "✅ ivy@example.com accepted your invitation and is now in Northwind."
    ]


async def arrived(office: Office, number: int) -> None:
    await until(lambda: len(office.letters) == number)


async def looked(office: Office) -> None:
    """Wait until every job has looked at least once since now."""
    for _ in range(2):
        await asyncio.sleep(3 * office.parts.settings.sweep_every)
        await office.parts.run(lambda _: None)


async def test_reminders_come_by_themselves_and_end_with_the_invitation(office: Office) -> None:
    [ivy] = office.invite("ivy@example.com")
    async with office.working():
        await arrived(office, 1)
        for number, days in enumerate((2, 3, 5), 2):
            await until(lambda: office.record(ivy).mail == "sent")
            office.clock.move(days=days)
            await arrived(office, number)
        office.clock.move(days=5)
        await until(lambda: office.record(ivy).state == "expired")
    subjects = [letter["Subject"].split(":")[0] for letter in office.letters]
    first, *others = office.letters
    assert {letter["References"] for letter in others} == {first["Message-ID"]}
    assert len({letter["Message-ID"] for letter in office.letters}) == 4
    assert subjects == [
        "Lev Lead invites you to Northwind",
        "Reminder",
        "Reminder",
        "Last reminder",
    ]


async def test_an_admin_is_reminded_of_what_waits(office: Office) -> None:
    office.invite("ivy@example.com", person=LEV)
    async with office.working():
        await until(lambda: office.letters)
        office.clock.move(days=2)
        await until(lambda: office.told("ada"))
    assert office.told("ada") == ["📬 1 pending invitation needs a look"]


async def test_a_slack_that_is_silent_holds_up_no_mail(office: Office) -> None:
    office.slack.fail("chat.postMessage", hang=30, times=100)
    [ivy] = office.invite("ivy@example.com")
    office.parts.database.run(decline, ivy, office.clock())
    async with office.working(grace=0.1):
        [joe] = office.invite("joe@example.com")
        await until(lambda: office.record(joe).mail == "sent")
        assert not office.told("lev")


async def test_a_mail_server_that_hangs_holds_up_no_message(office: Office) -> None:
    [ivy] = office.invite("ivy@example.com")
    office.post_office.hangs_at = "MAIL"
    async with office.working(grace=0.1):
        await until(lambda: "MAIL" in office.post_office.commands)
        office.parts.database.run(decline, ivy, office.clock())
        await until(lambda: office.told("lev"))
    assert office.record(ivy).mail == "queued"


async def test_the_current_mail_ends_before_the_worker_does(office: Office) -> None:
    office.invite("ivy@example.com")
    held = Held(office.post_office, "DATA")
    async with office.working() as stop:
        await until(lambda: held.reached)
        stop.set()
        await asyncio.sleep(0.05)
        held.goes.set()
    assert [row.state for row in office.rows("mail.%")] == ["sent"]
    assert len(office.letters) == 1


async def test_what_was_taken_and_not_begun_is_given_back_at_the_end(office: Office) -> None:
    office.invite(*(f"guest{n}@example.com" for n in range(30)))
    held = Held(office.post_office, "DATA")
    async with office.working() as stop:
        await until(lambda: held.count == 8)
        stop.set()
        await asyncio.sleep(0.05)
        held.goes.set()
    assert len(office.letters) == 8
    waiting = [row for row in office.rows("mail.%") if row.state == "pending"]
    assert len(waiting) == 22
    assert all(row.due_at <= office.clock() and row.lease is None for row in waiting)


async def test_a_reminder_due_at_night_waits_for_the_morning(office: Office) -> None:
    # 23:30 in Berlin; two days later it is night there again.
    office.clock.set(datetime(2026, 11, 23, 22, 30, tzinfo=UTC))
    [ivy] = office.invite("ivy@example.com")
    async with office.working():
        await until(lambda: office.record(ivy).mail == "sent")
        office.clock.move(days=2)
        await looked(office)
        assert len(office.letters) == 1
        # 07:59:50 and 08:00:01 in Berlin.
        office.clock.set(datetime(2026, 11, 26, 6, 59, 50, tzinfo=UTC))
        await looked(office)
        assert len(office.letters) == 1
        office.clock.set(datetime(2026, 11, 26, 7, 0, 1, tzinfo=UTC))
        await arrived(office, 2)


async def test_whoever_slept_over_two_reminders_sends_one(office: Office) -> None:
    [ivy] = office.invite("ivy@example.com")
    async with office.working():
        await until(lambda: office.record(ivy).mail == "sent")
    office.clock.move(days=6)
    async with office.working():
        await arrived(office, 2)
        await looked(office)
    assert len(office.letters) == 2
    assert len(office.rows("mail.reminder")) == 1


async def test_a_worker_that_starts_again_reminds_nobody_twice(office: Office) -> None:
    [ivy] = office.invite("ivy@example.com")
    async with office.working():
        await until(lambda: office.record(ivy).mail == "sent")
        office.clock.move(days=2)
        await arrived(office, 2)
    async with office.working():
        await looked(office)
    assert len(office.letters) == 2


async def test_a_mail_that_never_leaves_is_given_up_and_told(office: Office) -> None:
    [ivy] = office.invite("ivy@example.com")
    office.post_office.says["RCPT"] = "451 not today"
    async with office.working():
        while office.record(ivy).mail == "queued":
            await until(lambda: office.rows("mail.%")[0].due_at > office.clock() + LEASE)
            office.clock.set(office.rows("mail.%")[0].due_at)
            if office.clock() - office.record(ivy).created_at > timedelta(days=2):
                await until(lambda: office.record(ivy).mail == "failed")
        await until(lambda: office.told("lev"))
    assert office.told("lev") == ["⚠️ The mail to ivy@example.com could not be delivered."]
    [message] = office.slack.messages("lev", place="app")
    assert "451 not today" in str(message["blocks"])
