"""What people read of mails that are put off: admins once, and who looks at a row."""

import pytest
from sqlalchemy import event

from bot.worker import mail_lane
from commands.invitations.lists import own
from commands.invitations.revoke import revoke
from tests.bot.worker.office import LEV, Office
from tests.bot.worker.put_off import BUSY, SENDER, TEN, pauses, read_by_ada, tries, turn, waiting
from tests.patience import until


@pytest.fixture(autouse=True)
def _slow_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others wait for the first, however slow the machine."""
    monkeypatch.setattr(mail_lane, "ALONE", 60.0)


@pytest.mark.parametrize("said", [SENDER, BUSY])
async def test_where_nothing_waits_any_more_the_next_mail_tells(office: Office, said: str) -> None:
    ids = office.invite("ivy@example.com", "joe@example.com")
    office.post_office.says["MAIL"] = said
    async with office.working():
        told = said == SENDER
        await until(lambda: len(read_by_ada(office)) == told and len(waiting(office)) == 2)
        for each in ids:
            office.parts.database.run(revoke, LEV, each, office.clock())
        office.clock.move(minutes=2)
        await until(lambda: {row.state for row in office.rows("mail.%")} == {"dropped"})
        await until(lambda: len(pauses(office)) == told)
        assert len(office.told("ada")) == told, "nobody knows yet that they leave"
        del office.post_office.says["MAIL"]
        [kim] = office.invite("kim@example.com")
        office.clock.move(minutes=16)
        await until(lambda: office.record(kim).mail == "sent")
        await until(lambda: not pauses(office) and len(office.told("ada")) == 2 * told)


async def test_a_blip_is_not_told(office: Office) -> None:
    office.invite(*TEN)
    office.post_office.says["MAIL"] = BUSY
    await turn(office)
    assert pauses(office)
    del office.post_office.says["MAIL"]
    await turn(office, minutes=2)
    await turn(office)
    assert len(office.letters) == 10
    assert not office.rows("slack.%")
    assert not pauses(office)


async def test_what_is_refused_for_now_is_told_at_the_second_time(office: Office) -> None:
    office.invite(*TEN)
    office.post_office.says["MAIL"] = BUSY
    await turn(office)
    assert not office.rows("slack.put_off")
    for _ in range(3):
        await turn(office, minutes=16)
    assert len(office.rows("slack.put_off")) == 1


async def test_who_waits_later_is_told_then_and_never_twice(office: Office) -> None:
    office.invite()
    office.post_office.says["MAIL"] = SENDER
    await turn(office)
    office.invite("joe@example.com")
    await turn(office, minutes=2)
    await turn(office, minutes=20)
    assert len(office.rows("slack.put_off")) == 1


async def test_a_message_that_has_not_left_when_it_is_over_says_nothing(office: Office) -> None:
    office.invite()
    office.post_office.says["MAIL"] = SENDER
    await turn(office)
    del office.post_office.says["MAIL"]
    await turn(office, minutes=2)
    async with office.working():
        await until(lambda: {row.state for row in office.rows("slack.put_off")} == {"dropped"})
    assert not office.told("ada")
    assert not office.rows("slack.mails_leave")


async def test_many_domains_are_one_message(office: Office) -> None:
    domains = [f"d{n}.example.com" for n in range(12)]
    for each in domains:
        office.post_office.refuses[each] = "550 5.7.1 blocked"
        office.invite(f"ivy@{each}")
    async with office.working():
        await until(lambda: len(pauses(office)) == 12)
        await until(lambda: any("to 12 domains" in each for each in read_by_ada(office)))
        office.post_office.refuses.clear()
        office.clock.move(minutes=2)
        await until(lambda: not pauses(office))
        await until(lambda: len(office.told("ada")) == 2)
    assert office.told("ada")[1] == "✅ Mails go out again. 12 mails that waited are on their way."


async def test_the_row_says_since_when_with_one_look_at_the_pauses(office: Office) -> None:
    office.invite(*TEN)
    office.post_office.says["MAIL"] = SENDER
    await turn(office)
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    engine = office.parts.database.engine
    event.listen(engine, "before_cursor_execute", note)
    mine = office.parts.database.run(own, LEV, office.clock(), 20)
    event.remove(engine, "before_cursor_execute", note)
    assert len([each for each in seen if "mail_pause" in each]) == 1
    [pause] = pauses(office)
    assert {each.put_off_since for each in mine.invitations} == {pause.since}


async def test_a_domain_and_all_mails_may_be_refused_together(office: Office) -> None:
    office.invite("ivy@gmail.com", "joe@example.com")
    office.post_office.refuses["gmail.com"] = "550 5.7.1 blocked"
    await turn(office)
    await turn(office)
    office.post_office.says["MAIL"] = SENDER
    office.invite("kim@example.com")
    await turn(office)
    await turn(office, minutes=2)
    assert [each.scope for each in pauses(office)] == ["", "gmail.com"]
    assert len(office.rows("slack.put_off")) == 2, "they are two matters"
    before = tries(office)
    await turn(office, minutes=16)
    assert tries(office) == before + 1, "no domain is tried while nothing leaves"
    del office.post_office.says["MAIL"]
    await turn(office, minutes=16)
    await turn(office)
    assert len(office.letters) == 2
    assert [each.scope for each in pauses(office)] == ["gmail.com"]
    office.post_office.refuses.clear()
    await turn(office, minutes=16)
    await turn(office)
    assert len(office.letters) == 3
    assert not pauses(office)


async def test_another_complaint_changes_the_words_and_not_since_when(office: Office) -> None:
    office.invite()
    office.post_office.says["MAIL"] = SENDER
    await turn(office)
    [first] = pauses(office)
    office.post_office.says["MAIL"] = "550 5.4.5 Daily user sending limit exceeded"
    await turn(office, minutes=2)
    [later] = pauses(office)
    assert (later.since, later.tries, later.code) == (first.since, 2, 550)
    assert "Daily user sending limit" in later.words


async def test_a_server_that_takes_one_and_refuses_the_next_is_one_story(office: Office) -> None:
    office.invite(*TEN)
    office.post_office.says["MAIL"] = SENDER
    async with office.working():
        await until(lambda: read_by_ada(office))
        await until(lambda: len(waiting(office)) == 10)
        office.post_office.takes = 1
        office.clock.move(minutes=2)
        await until(lambda: len(office.letters) == 1)
        await until(lambda: [each.tries for each in pauses(office)] == [2])
        await until(lambda: len(waiting(office)) == 9)
    assert len(office.told("ada")) == 1
