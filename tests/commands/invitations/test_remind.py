"""Reminders: what is due and not sent, walked day by day with a clock that the test moves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from commands.invitations.remind import remind
from commands.lifecycle import reminder_days
from commands.limits import Limits
from storage.database import Database
from tests.commands.story import Story
from tests.people import ADA, LEV


def walk(story: Story, days: int, hours: int = 24) -> list[tuple[int, int, bool]]:
    """Sweep every so many hours: (days gone, ordinal, last) of each reminder that left."""
    began, left = story.now, []
    while story.now < began + timedelta(days=days):
        story.wait(hours=hours)
        story.remind()
        gone = (story.now - began).days
        left += [
            (gone, mail.details.written()["ordinal"], mail.details.written()["last"])
            for mail in story.deliver("mail.reminder")
        ]
    return left


@pytest.mark.parametrize("lifetime", [*range(1, 16), 30, 90])
def test_day_by_day_the_invitee_is_reminded_as_planned_and_never_after_the_end(
    story: Story, lifetime: int
) -> None:
    story.live(lifetime)
    bob = story.invite()
    story.deliver()
    days = reminder_days(lifetime)
    planned = [(day, number, number == len(days)) for number, day in enumerate(days, 1)]
    assert walk(story, lifetime + 3) == planned
    assert story.verbs(bob) == ["invited", "mailed", *["reminded"] * len(days)]


def test_every_hour_gives_no_more_than_once_a_day(story: Story) -> None:
    story.invite()
    story.deliver()
    assert [day for day, _, _ in walk(story, 16, hours=1)] == [2, 5, 10]


def test_a_reminder_carries_the_invitations_id_and_its_own_number(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.wait(days=2)
    story.remind()
    [parcel] = story.claim("mail.%")
    assert parcel.kind == "mail.reminder"
    assert parcel.invitation
    assert parcel.invitation.id == bob
    assert parcel.details.written() == {"number": 2, "cycle": 1, "ordinal": 1, "last": False}


def test_who_slept_over_two_sends_one_and_it_is_the_later(story: Story) -> None:
    story.invite()
    story.deliver()
    story.wait(days=6)
    story.remind()
    [mail] = story.deliver("mail.reminder")
    assert (mail.details.written()["ordinal"], mail.details.written()["last"]) == (2, False)
    assert [day for day, _, _ in walk(story, 8)] == [4]


def test_who_slept_over_all_sends_the_last(story: Story) -> None:
    story.invite()
    story.deliver()
    story.wait(days=13)
    story.remind()
    [mail] = story.deliver("mail.reminder")
    assert (mail.details.written()["ordinal"], mail.details.written()["last"]) == (3, True)


def test_who_slept_over_the_end_sends_none(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.wait(days=14)
    story.remind()
    assert story.outbox("mail.reminder") == story.outbox("slack.ending") == []
    assert story.row(bob).remind_at is None


def test_an_expiry_in_the_night_waits_for_no_morning(story: Story) -> None:
    """What was overdue at night would come after the end: it never comes."""
    story.now = at("2026-11-23T07:00")
    story.live(2)
    bob = story.invite()
    story.deliver()
    story.now = at("2026-11-25T06:30")
    story.remind()
    assert story.row(bob).remind_at == at("2026-11-25T08:00")
    story.now = at("2026-11-25T08:00")
    story.remind()
    assert story.outbox("mail.reminder") == []


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "invited", "due"),
    [
        ("Europe/Berlin", "2026-11-23T21:59", "2026-11-25T21:59"),
        ("Europe/Berlin", "2026-11-23T22:00", "2026-11-26T08:00"),
        ("Europe/Berlin", "2026-11-23T03:00", "2026-11-25T08:00"),
        ("Asia/Kolkata", "2026-11-23T23:45", "2026-11-26T08:00"),
        ("America/New_York", "2026-11-23T05:00", "2026-11-25T08:00"),
        # Clocks go forward on 29 March and back on 25 October.
        ("Europe/Berlin", "2026-03-26T23:30", "2026-03-29T08:00"),
        ("Europe/Berlin", "2026-10-23T02:30", "2026-10-25T08:00"),
    ],
)
def test_a_night_is_slept_through(story: Story, zone: str, invited: str, due: str) -> None:
    story.move_to(zone)
    story.now = at(invited, zone)
    bob = story.invite()
    story.deliver()
    morning = at(due, zone)
    assert story.row(bob).remind_at == morning
    story.now = morning - timedelta(seconds=1)
    story.remind()
    assert story.outbox("mail.reminder") == []
    story.now = morning
    story.remind()
    assert len(story.deliver("mail.reminder")) == 1


def test_who_wakes_up_at_night_mails_in_the_morning(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.now = at("2026-11-26T23:15")
    story.remind()
    assert story.outbox("mail.reminder") == []
    assert story.row(bob).remind_at == at("2026-11-27T08:00")
    story.now = at("2026-11-27T08:00")
    story.remind()
    assert len(story.outbox("mail.reminder")) == 1


def test_a_zone_that_changes_moves_the_night(story: Story) -> None:
    story.invite()
    story.deliver()
    story.wait(days=2)
    story.move_to("Asia/Tokyo")
    story.now = at("2026-11-25T22:30", "Asia/Tokyo")
    story.remind()
    assert story.outbox("mail.reminder") == []
    story.now = at("2026-11-26T08:00", "Asia/Tokyo")
    story.remind()
    assert len(story.outbox("mail.reminder")) == 1


@pytest.mark.parametrize("end", ["accepted", "declined", "revoked"])
def test_who_answered_is_reminded_of_nothing(story: Story, end: str) -> None:
    bob = story.invite()
    story.deliver()
    if end == "accepted":
        story.accept(bob)
    elif end == "declined":
        story.decline(bob)
    else:
        story.revoke(bob)
    assert walk(story, 15) == []
    assert story.outbox("slack.ending") == []


def test_an_answer_between_the_sweep_and_the_sending_drops_the_reminder(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.wait(days=2)
    story.remind()
    story.accept(bob)
    assert story.deliver("mail.%") == []
    [mail] = story.outbox("mail.reminder")
    assert (mail.state, mail.reason) == ("dropped", "not pending any more")


def test_a_reminder_that_an_extension_overtook_is_dropped(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.wait(days=2)
    story.remind()
    story.extend(bob)
    assert story.deliver("mail.%") == []
    assert story.outbox("mail.reminder")[0].reason == "renewed meanwhile"


def test_no_reminder_comes_before_the_invitation_itself(story: Story) -> None:
    story.invite()
    story.wait(days=2)
    story.remind()
    assert story.deliver("mail.reminder") == []
    [mail] = story.outbox("mail.reminder")
    assert (mail.state, mail.reason) == ("dropped", "the invitation itself has not arrived")


def test_two_sweepers_at_once_double_nothing_and_lose_nothing(story: Story) -> None:
    for number in range(150):
        story.invite(f"p{number}@example.com", ADA)
    story.deliver()
    story.deliver()
    story.wait(days=12)

    def sweep(_: int) -> int:
        seen = 0
        while swept := story.database.run(remind, Limits(), story.now):
            seen += swept
        return seen

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(sweep, range(4))) == 150
    story.remind()  # what was passed over while another held it
    mails = story.outbox("mail.reminder")
    assert len({row.invitation_id for row in mails}) == len(mails) == 150
    warned = [each for row in story.outbox("slack.ending") for each in row.details["ids"]]
    assert len(set(warned)) == len(warned) == 150


def test_a_sweep_that_dies_before_its_commit_loses_nothing(story: Story) -> None:
    story.invite()
    story.deliver()
    story.wait(days=2)
    with Session(story.database.engine) as unit:
        assert remind(unit, Limits(), story.now) == 1
        unit.rollback()
    assert story.outbox("mail.reminder") == []
    reborn = Story(Database(story.database.engine.url.render_as_string(False)), story.now)
    reborn.remind()
    reborn.remind()
    assert len(story.outbox("mail.reminder")) == 1
    reborn.database.close()


def test_the_inviter_is_warned_once_two_days_before_the_end(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    days = []
    for day in range(1, 16):
        story.wait(days=1)
        story.remind()
        days += [(day, row.kind) for row in story.deliver("slack.ending")]
    assert days == [(12, "slack.ending")]
    [row] = story.outbox("slack.ending")
    assert (row.member_id, row.details) == (story.member(LEV).id, {"ids": [bob]})


@pytest.mark.parametrize(("lifetime", "warned"), [(1, 0), (3, 0), (4, 1), (90, 1)])
def test_only_a_lifetime_of_four_days_is_worth_a_warning(
    story: Story, lifetime: int, warned: int
) -> None:
    story.live(lifetime)
    story.invite()
    story.deliver()
    for _ in range(lifetime + 1):
        story.wait(days=1)
        story.remind()
    assert len(story.outbox("slack.ending")) == warned


def test_each_inviter_reads_of_theirs_in_one_message(story: Story) -> None:
    levs = [story.invite(f"l{number}@example.com") for number in range(3)]
    adas = [story.invite(f"a{number}@example.com", ADA) for number in range(2)]
    story.wait(days=12)
    story.remind()
    told = {row.member_id: set(row.details["ids"]) for row in story.outbox("slack.ending")}
    assert told == {story.member(LEV).id: set(levs), story.member(ADA).id: set(adas)}


def test_a_warning_need_not_wait_for_the_morning_and_takes_no_mail_with_it(story: Story) -> None:
    story.now = at("2026-11-23T23:00")
    story.live(7)
    bob = story.invite()
    story.deliver()
    story.now = at("2026-11-28T23:00")
    story.remind()
    assert len(story.outbox("slack.ending")) == 0  # a reminder of day one is due before it
    assert story.row(bob).remind_at == at("2026-11-29T08:00")
    story.now = at("2026-11-29T08:00")
    story.remind()
    assert len(story.outbox("slack.ending")) == 1
    assert len(story.outbox("mail.reminder")) == 1


@pytest.mark.parametrize(
    ("lifetime", "swept"),
    [
        (7, ["2026-11-25T08:00", "2026-11-27T08:00", "2026-11-28T23:00"]),
        (14, ["2026-11-26T08:00", "2026-12-04T08:00", "2026-12-05T23:00"]),
    ],
)
def test_a_warning_comes_at_night_when_it_is_its_turn(
    story: Story, lifetime: int, swept: list[str]
) -> None:
    story.now = at("2026-11-23T23:00")
    story.live(lifetime)
    story.invite()
    story.deliver()
    for day in swept:
        assert story.outbox("slack.ending") == []
        story.now = at(day)
        story.remind()
    assert len(story.outbox("mail.reminder")) == 2
    assert len(story.outbox("slack.ending")) == 1


def test_a_hundred_are_reminded_in_one_transaction_and_the_rest_in_the_next(story: Story) -> None:
    for number in range(101):
        story.invite(f"p{number}@example.com", ADA)
    story.wait(days=2)
    assert [story.database.run(remind, Limits(), story.now) for _ in range(3)] == [100, 1, 0]
