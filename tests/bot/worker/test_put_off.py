"""Mails that a real mail server refuses because of us: one is tried, the others wait, and it is
told once that they do and once that they leave.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import event

from bot.worker import mail_lane
from commands.invitations.remind import remind
from commands.invitations.revoke import revoke
from commands.invitations.share_link import share_link
from tests.bot.mail.server import PASSWORD, USER, listening
from tests.bot.worker.office import ADA, LEV, Held, Office
from tests.bot.worker.put_off import SENDER, TEN, pauses, read_by_ada, tell, tries, turn, waiting
from tests.patience import until


@pytest.fixture(autouse=True)
def _slow_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others wait for the first, however slow the machine."""
    monkeypatch.setattr(mail_lane, "ALONE", 60.0)


async def test_ten_that_wait_are_one_try_and_leave_when_it_is_mended(office: Office) -> None:
    ids = office.invite(*TEN)
    office.post_office.says["MAIL"] = SENDER
    async with office.working():
        [told] = await until(lambda: read_by_ada(office))
        assert "10 mails wait" in told
        assert tries(office) == 1
        for refused in (2, 3, 4):
            office.clock.move(minutes=16)
            # The clock may not move on before it is written down when to try again.
            await until(lambda refused=refused: pauses(office)[0].tries == refused)  # type: ignore[misc]
        assert tries(office) == 4
        assert {office.record(each).mail for each in ids} == {"queued"}
        del office.post_office.says["MAIL"]
        office.clock.move(minutes=16)
        await until(lambda: len(office.letters) == 10)
        await until(lambda: len(office.told("ada")) == 2)
    first, second = office.told("ada")
    assert second == "✅ Mails go out again. 10 mails that waited are on their way."
    assert first == "✅ Mails were put off for a while. They go out again."
    assert {office.record(each).mail for each in ids} == {"sent"}
    assert not office.told("lev"), "nobody is asked to correct an address"
    assert not pauses(office)


async def test_a_domain_that_refuses_us_keeps_no_other_waiting(office: Office) -> None:
    office.invite("a@gmail.com", "b@gmail.com", "c@gmail.com")
    office.post_office.refuses["gmail.com"] = "550 5.7.26 This mail has been blocked"
    await turn(office)
    await turn(office)
    office.invite(*TEN)
    office.invite("d@gmail.com")
    await turn(office)
    assert len(office.letters) == 10
    assert [each.scope for each in pauses(office)] == ["gmail.com"]
    assert office.post_office.commands.count("RCPT") == 11, "one of that domain, and the others"
    assert len(waiting(office)) == 4


async def test_unknown_mailboxes_in_a_row_are_the_invitees_own(office: Office) -> None:
    ids = office.invite(*TEN)
    office.post_office.says["RCPT"] = "550 5.1.1 No such user"
    await turn(office)
    assert {office.record(each).mail for each in ids} == {"failed"}
    assert not pauses(office)
    assert not office.rows("slack.put_off")


async def test_one_that_ends_meanwhile_is_dropped_and_the_next_is_tried(office: Office) -> None:
    first, second = office.invite("ivy@example.com", "joe@example.com")
    office.post_office.says["MAIL"] = SENDER
    await turn(office)
    await turn(office)
    office.parts.database.run(revoke, LEV, first, office.clock())
    del office.post_office.says["MAIL"]
    await turn(office, minutes=2)
    assert [letter["To"] for letter in office.letters] == ["joe@example.com"]
    assert office.record(second).mail == "sent"
    assert [row.state for row in office.rows("mail.%")] == ["dropped", "sent"]
    await tell(office)
    assert not pauses(office)


async def test_an_invitation_waits_until_its_end_and_no_longer(office: Office) -> None:
    [ivy] = office.invite()
    office.post_office.says["MAIL"] = SENDER
    for _ in range(13):
        await turn(office, days=1)
    assert office.record(ivy).mail == "queued"
    assert tries(office) == 13
    assert not office.rows("slack.failed")
    await turn(office, days=3)
    assert tries(office) == 13
    assert [row.state for row in office.rows("mail.%")] == ["dropped"]


async def test_two_workers_try_one_between_them(office: Office) -> None:
    office.invite(*TEN)
    office.post_office.says["MAIL"] = SENDER
    await turn(office)
    office.clock.move(minutes=2)
    one, other = office.lane(), office.lane()
    await asyncio.gather(one.deliver(), other.deliver())
    assert tries(office) == 2
    await asyncio.gather(tell(office), tell(office))
    assert len(office.rows("slack.put_off")) == 1
    del office.post_office.says["MAIL"]
    office.clock.move(minutes=5)
    await asyncio.gather(one.deliver(), other.deliver())
    await asyncio.gather(one.deliver(), other.deliver())
    assert len(office.letters) == 10
    assert len({letter["Message-ID"] for letter in office.letters}) == 10


async def test_who_starts_usher_anew_need_not_wait(office: Office) -> None:
    office.invite(*TEN)
    office.post_office.says["MAIL"] = SENDER
    for _ in range(8):
        await turn(office, minutes=20)
    before = tries(office)
    await turn(office, minutes=2)
    assert tries(office) == before
    del office.post_office.says["MAIL"]
    async with office.working():
        await until(lambda: len(office.letters) == 10)


async def test_a_worker_that_dies_while_it_tries_leaves_that_to_another(office: Office) -> None:
    office.invite("ivy@example.com", "joe@example.com")
    office.post_office.says["MAIL"] = SENDER
    await turn(office)
    await turn(office)
    office.clock.move(minutes=2)
    del office.post_office.says["MAIL"]
    office.post_office.hangs_at = "MAIL"
    lane = office.lane()
    dying = asyncio.create_task(lane.deliver())
    await until(lambda: tries(office) == 2)
    await lane.abandon()
    await dying
    office.post_office.hangs_at = ""
    await turn(office)
    assert not office.letters
    await office.leases_end()
    await turn(office)
    await turn(office)
    assert len(office.letters) == 2


async def test_a_refused_login_holds_all_until_it_is_mended(office: Office) -> None:
    office.invite(*TEN)
    async with listening(login=True) as strict:
        there = f"127.0.0.1:{strict.port}"
        office.change(smtp_url=f"smtp://{quote(USER)}:wrong@{there}")
        await turn(office)
        await turn(office)
        [pause] = pauses(office)
        assert (pause.scope, pause.stage, pause.code) == ("", "login", 535)
        assert strict.connections == 1
        assert len(office.rows("slack.put_off")) == 1
        office.change(smtp_url=f"smtp://{quote(USER)}:{quote(PASSWORD)}@{there}")
        await turn(office, minutes=2)
        await turn(office)
        assert len(strict.arrived) == 10


async def test_what_waited_for_days_is_not_given_up_at_the_next_hitch(office: Office) -> None:
    [ivy] = office.invite()
    office.post_office.says["MAIL"] = SENDER
    await turn(office)
    office.post_office.says = {"RCPT": "451 4.2.1 greylisted"}
    await turn(office, days=4)
    await turn(office)
    assert office.record(ivy).mail == "queued"


async def test_a_mail_that_is_at_fault_itself_keeps_no_other_waiting(office: Office) -> None:
    office.invite("odd@example.com", "joe@example.com")
    office.post_office.says["MAIL"] = SENDER
    await turn(office)
    await turn(office, minutes=2)
    office.post_office.says = {}
    await turn(office, minutes=4)
    assert len(office.letters) >= 1
    assert office.letters[0]["To"] == "joe@example.com", "the other was tried the last time"


async def test_thousands_that_wait_cost_few_statements_and_let_others_through(
    office: Office,
) -> None:
    office.invite("ivy@gmail.com")
    office.post_office.refuses["gmail.com"] = "550 5.7.1 blocked"
    await turn(office)
    for n in range(4):
        office.invite(*(f"g{n}.{m}@gmail.com" for m in range(100)), person=ADA)
    office.invite()
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    engine = office.parts.database.engine
    event.listen(engine, "before_cursor_execute", note)
    await office.lane().deliver()
    event.remove(engine, "before_cursor_execute", note)
    assert [letter["To"] for letter in office.letters] == ["ivy@example.com"]
    assert len(seen) < 40
    assert len(waiting(office)) == 401


async def test_a_link_that_is_handed_on_meanwhile_is_no_mail(office: Office) -> None:
    [ivy] = office.invite()
    office.post_office.says["MAIL"] = SENDER
    await turn(office)
    office.parts.database.run(share_link, LEV, ivy, office.clock())
    await turn(office, minutes=2)
    assert timedelta() < office.clock() - pauses(office)[0].since
    assert office.record(ivy).mail == "queued"


async def test_of_reminders_that_waited_the_last_leaves_and_none_at_night(office: Office) -> None:
    [ivy] = office.invite()
    await turn(office)
    office.post_office.says["MAIL"] = SENDER
    for _ in range(12):
        office.clock.move(hours=12)
        while office.parts.database.run(remind, office.parts.limits, office.clock()):
            pass
        await turn(office)
    assert len(waiting(office)) == 2
    del office.post_office.says["MAIL"]
    office.clock.set(datetime(2026, 11, 30, 1, 0, tzinfo=UTC))
    for _ in range(3):
        await turn(office)
    assert len(office.letters) == 1, "it is two in the morning in Berlin"
    for _ in range(6):
        await turn(office, hours=2)
    assert len(office.letters) == 2
    assert [(row.state, row.reason) for row in office.rows("mail.reminder")] == [
        ("dropped", "a later one"),
        ("sent", ""),
    ]
    assert office.record(ivy).mail == "sent"


async def test_a_reminder_does_not_leave_with_the_mail_it_reminds_of(office: Office) -> None:
    office.invite()
    office.post_office.says["MAIL"] = SENDER
    await turn(office)
    office.clock.move(days=3)
    office.parts.database.run(remind, office.parts.limits, office.clock())
    await turn(office)
    del office.post_office.says["MAIL"]
    for _ in range(3):
        await turn(office, minutes=16)
    assert [row.state for row in office.rows("mail.%")] == ["sent", "dropped"]
    office.clock.move(days=3)
    office.parts.database.run(remind, office.parts.limits, office.clock())
    await turn(office)
    assert len(office.letters) == 2, "the next one comes"


async def test_a_server_that_took_mails_until_now_is_tried_by_no_more_than_are_at_once(
    office: Office,
) -> None:
    office.invite("first@example.com")
    lane = office.lane()
    await lane.deliver()
    office.post_office.says["MAIL"] = SENDER
    office.invite(*(f"g{n}@example.com" for n in range(40)))
    await lane.deliver()
    assert tries(office) <= 1 + 8
    await lane.deliver()
    assert tries(office) <= 1 + 8
    assert len(waiting(office)) == 40
    [pause] = pauses(office)
    assert pause.tries == 1, "they were refused together"


async def test_what_was_on_its_way_when_it_began_does_not_end_it(office: Office) -> None:
    office.invite("first@example.com")
    lane = office.lane()
    await lane.deliver()
    held = Held(office.post_office, "DATA")
    office.invite("slow@example.com")
    sending = asyncio.create_task(lane.deliver())
    await until(lambda: held.reached)
    office.post_office.says["MAIL"] = SENDER
    office.invite("ivy@example.com")
    await until(lambda: pauses(office))
    held.goes.set()
    await sending
    assert len(office.letters) == 2
    assert [each.ended_at for each in pauses(office)] == [None]
