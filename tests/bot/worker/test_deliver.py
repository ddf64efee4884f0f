"""One lane of the outbox, turned by hand, against a mail server that misbehaves."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from bot.mail.letters import Letters
from bot.mail.message import Letter, UnsafeLetter, build
from bot.mail.smtp import Mailer
from bot.settings import urls
from bot.worker import mail
from bot.worker.deliver import Lane
from commands.delivery import parcels
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import Delivered, Result
from commands.invitations.revoke import revoke
from storage.vocabulary import MailProblem
from tests.bot.worker.office import ADA, LEV, Office, Sender
from tests.patience import until


async def test_what_is_due_is_sent_and_marked(office: Office) -> None:
    ids = office.invite("ivy@example.com", "joe@example.com")
    await office.lane().deliver()
    assert sorted(letter["To"] for letter in office.letters) == [
        "ivy@example.com",
        "joe@example.com",
    ]
    assert {row.state for row in office.rows()} == {"sent"}
    assert {office.record(each).mail for each in ids} == {"sent"}


@pytest.mark.parametrize(
    ("public_url", "begins"),
    [
        (
            "https://бот.пример.рф/к%20нам/",
            "https://xn--90a0am.xn--e1afmkfd.xn--p1ai/%D0%BA%20%D0%BD%D0%B0%D0%BC/i/",
        ),
        ("https://usher.example.com/".ljust(urls.LONGEST, "a"), "https://usher.example.com/aaa"),
    ],
)
async def test_links_below_any_address_that_is_taken_can_be_followed_by_every_program(
    office: Office, public_url: str, begins: str
) -> None:
    office.change(public_url=public_url)
    [ivy] = office.invite()

    await office.lane().deliver()

    [letter] = office.letters
    link, stop = office.parts.links.invitation(ivy), office.parts.links.unsubscribe(ivy)
    assert link.startswith(begins)
    plain, html = (part.get_payload(decode=True).decode() for part in letter.get_payload())
    assert f"\n{link}\n" in plain.replace("\r", "")
    assert f'href="{link}"' in html
    assert f"<{stop}>" in letter["List-Unsubscribe"]


async def test_a_refused_address_is_told_to_the_inviter_at_once(office: Office) -> None:
    [ivy] = office.invite()
    office.post_office.says["RCPT"] = "550 5.1.1 No such user"
    await office.lane().deliver()
    assert office.record(ivy).mail == "failed"
    assert office.record(ivy).mail_error == "550 5.1.1 No such user"
    assert [row.kind for row in office.rows("slack.%")] == ["slack.failed"]


async def test_a_mail_that_is_put_off_is_the_same_mail_when_it_comes_again(office: Office) -> None:
    office.invite()
    seen = []

    def watched(letter: Letter) -> bytes:
        seen.append(letter.message_id)
        return build(letter)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mail, "build", watched)
        office.post_office.says["DATA"] = "451 greylisted"
        await office.lane().deliver()
        assert [row.reason for row in office.rows()] == ["451 greylisted"]
        del office.post_office.says["DATA"]
        await office.lane().deliver()
        assert not office.letters
        office.clock.move(seconds=40)
        await office.lane().deliver()
    assert [letter["Message-ID"] for letter in office.letters] == seen[:1]
    assert seen[0] == seen[1]


async def test_tries_grow_apart_and_two_days_on_the_inviter_is_told(office: Office) -> None:
    [ivy] = office.invite()
    office.post_office.says["RCPT"] = "451 not today"
    tried = []
    while office.record(ivy).mail == "queued":
        tried.append(office.clock())
        await office.lane().deliver()
        office.clock.set(office.rows("mail.%")[0].due_at)
    waits = [(later - sooner).total_seconds() for sooner, later in pairwise(tried)]
    assert 24 <= waits[0] <= 37
    assert max(waits) <= 4 * 3600 * 1.2 + 1
    assert waits[0] < waits[1] < waits[2] < waits[3]
    assert timedelta(days=2) <= tried[-1] - tried[0] <= timedelta(days=2, hours=5)
    assert len(tried) < 25
    assert office.record(ivy).mail_error == "451 not today"
    assert [row.kind for row in office.rows("slack.%")] == ["slack.failed"]


async def test_many_that_are_put_off_together_do_not_come_back_together(office: Office) -> None:
    office.invite(*(f"guest{n}@example.com" for n in range(40)))
    office.post_office.says["RCPT"] = "451 too busy"
    before = office.clock()
    await office.lane().deliver()
    waits = [(row.due_at - before).total_seconds() for row in office.rows()]
    assert 24 <= min(waits) < max(waits) <= 36 + 10
    assert len({round(wait, 1) for wait in waits}) > 20


async def test_a_server_that_hangs_up_is_tried_again(office: Office) -> None:
    [ivy] = office.invite()
    office.post_office.drops_at = "DATA"
    await office.lane().deliver()
    assert office.record(ivy).mail == "queued"
    office.clock.move(minutes=1)
    await office.lane().deliver()
    assert office.record(ivy).mail == "sent"


async def test_one_mail_that_hangs_holds_up_no_other(office: Office) -> None:
    office.change(send_timeout=2)
    [slow] = office.invite("slow@example.com")
    office.post_office.hangs_at = "DATA"
    delivering = asyncio.create_task(office.lane().deliver())
    await until(lambda: "DATA" in office.post_office.commands)
    office.post_office.hangs_at = ""
    [quick] = office.invite("quick@example.com")
    await until(lambda: office.record(quick).mail == "sent")
    [row] = [row for row in office.rows() if row.invitation_id == slow]
    assert row.reason == "", "it is still being tried"
    await delivering
    [row] = [row for row in office.rows() if row.invitation_id == slow]
    assert row.reason == MailProblem.NO_ANSWER


async def test_a_mail_that_cannot_be_made_safely_is_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    [ivy] = office.invite()

    def unsafe(_: object) -> bytes:
        raise UnsafeLetter("a header hides a line end")

    monkeypatch.setattr(mail, "build", unsafe)
    await office.lane().deliver()
    assert office.record(ivy).mail_error == MailProblem.UNSAFE


async def test_a_fault_of_ours_holds_up_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    [odd] = office.invite("odd@example.com")
    [ivy] = office.invite("ivy@example.com")
    render = Letters.render

    def stumble(self: Letters, *args: object, **named: object) -> object:
        if args[1].id == odd:  # type: ignore[attr-defined]
            raise LookupError("no such template")
        return render(self, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Letters, "render", stumble)
    await office.lane().deliver()
    assert office.record(ivy).mail == "sent"
    [row] = [row for row in office.rows() if row.invitation_id == odd]
    assert (row.state, row.reason) == ("pending", MailProblem.NOT_MADE)


async def test_a_fault_while_it_is_sent_is_not_put_into_the_server_s_mouth(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.invite()

    async def stumble(*_: object) -> None:
        raise LookupError("no such codec")

    monkeypatch.setattr(Mailer, "send", stumble)
    await office.lane().deliver()
    [row] = office.rows("mail.%")
    assert (row.state, row.reason) == ("pending", MailProblem.NOT_MADE)


async def test_only_so_many_are_sent_at_once(office: Office) -> None:
    office.invite(*(f"guest{n}@example.com" for n in range(70)))
    await office.lane(at_once=3).deliver()
    assert len(office.letters) == 70
    assert office.post_office.most_open == 3


async def test_no_more_are_taken_than_will_be_sent_soon(office: Office) -> None:
    guests = [f"guest{n}@example.com" for n in range(104)]
    office.invite(*guests, person=ADA)
    sender = Sender()
    lane = Lane(office.parts, "mail.%", sender.send, at_once=2)
    delivering = asyncio.create_task(lane.deliver())
    await until(lambda: len(sender.parcels) == 2)
    await asyncio.sleep(5 * office.parts.settings.deliver_every)
    assert len([row for row in office.rows() if row.lease]) == 64
    sender.goes.set()
    await delivering
    assert len({parcel.id for parcel in sender.parcels}) == 104


async def test_what_makes_no_sense_any_more_is_not_sent(office: Office) -> None:
    [ivy] = office.invite()
    office.parts.database.run(revoke, LEV, ivy, office.clock())
    await office.lane().deliver()
    assert not office.letters
    assert [row.state for row in office.rows()] == ["dropped"]


async def test_no_connection_to_the_database_is_held_while_sending(office: Office) -> None:
    office.invite("ivy@example.com", "joe@example.com")
    held = []

    async def send(_: Parcel) -> Result:
        held.append(office.parts.database.engine.pool.checkedout())  # type: ignore[attr-defined]
        return Delivered()

    await Lane(office.parts, "mail.%", send).deliver()
    assert held == [0, 0]


async def test_what_is_sent_together_is_written_down_together(office: Office) -> None:
    office.invite(*(f"guest{n}@example.com" for n in range(20)))
    sender, groups, settle = Sender(), [], parcels.record

    def watched(unit: Session, done: Sequence[tuple[Parcel, Result]], now: datetime) -> None:
        groups.append(len(done))
        settle(unit, done, now)

    lane = Lane(office.parts, "mail.%", sender.send, record=watched, at_once=20)
    delivering = asyncio.create_task(lane.deliver())
    await until(lambda: len(sender.parcels) == 20)
    sender.goes.set()
    await delivering
    assert sum(groups) == 20
    assert len(groups) <= 3
