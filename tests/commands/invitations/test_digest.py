"""The admins' digest: on the workspace's days at its time, only what is new to see."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from commands.delivery.results import Delivered, PermanentFailure
from commands.directory.change_role import set_role
from commands.directory.identify import identify
from commands.invitations.digest import digest
from commands.notifications.digest_times import next_at
from storage.models import Invitation, OutboxRow, Workspace
from storage.vocabulary import ShownFor
from tests.commands.story import Story
from tests.northwind import SlackTeam, sync
from tests.people import ADA

BO = replace(ADA, user="U0BO", name="Bo", email="bo@northwind.example")


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def sent(story: Story) -> list[OutboxRow]:
    """What the sweep of this moment has for the admins; all of it leaves."""
    before = {row.id for row in story.outbox("slack.digest")}
    story.digest()
    story.deliver("slack.digest")
    return [row for row in story.outbox("slack.digest") if row.id not in before]


def rows(message: OutboxRow) -> list[tuple[str, str]]:
    return [(invitation, why) for invitation, _, why in message.details["rows"]]


@pytest.mark.parametrize(
    ("zone", "now", "then"),
    [
        ("Europe/Berlin", "2026-11-23T08:59:59", "2026-11-23T09:00"),
        ("Europe/Berlin", "2026-11-23T09:00:00", "2026-11-24T09:00"),
        ("Europe/Berlin", "2026-11-27T09:00:00", "2026-11-30T09:00"),
        ("Europe/Berlin", "2026-11-28T03:00:00", "2026-11-30T09:00"),
        ("Asia/Kolkata", "2026-11-23T08:00:00", "2026-11-23T09:00"),
        ("Europe/Berlin", "2026-03-27T10:00:00", "2026-03-30T09:00"),
        ("Europe/Berlin", "2026-10-23T10:00:00", "2026-10-26T09:00"),
        ("America/New_York", "2026-03-06T10:00:00", "2026-03-09T09:00"),
        ("America/New_York", "2026-10-30T10:00:00", "2026-11-02T09:00"),
    ],
)
def test_it_is_nine_on_a_working_day_on_the_clock_there(zone: str, now: str, then: str) -> None:
    assert next_at(zone, at(now, zone)) == at(then, zone)


def test_clocks_that_change_move_it_by_an_hour_in_utc() -> None:
    assert next_at("Europe/Berlin", at("2026-03-27T10:00")).astimezone(UTC).hour == 7
    assert next_at("Europe/Berlin", at("2026-10-23T10:00")).astimezone(UTC).hour == 8


@pytest.mark.parametrize(
    ("zone", "monday"),
    [
        ("Europe/Berlin", "2026-03-23"),
        ("Europe/Berlin", "2026-10-19"),
        ("America/New_York", "2026-03-02"),
        ("America/New_York", "2026-10-26"),
        ("Asia/Kolkata", "2026-11-23"),
    ],
)
def test_swept_every_hour_for_two_weeks_it_comes_at_nine_sharp(
    story: Story, zone: str, monday: str
) -> None:
    story.now = at(f"{monday}T00:00", zone)
    story.move_to(zone)
    with story.database.transaction() as unit:
        unit.execute(update(Workspace).values(digest_at=next_at(zone, story.now)))
    story.live(30)
    came = []
    for hour in range(14 * 24):
        if hour % 24 == 0:
            story.invite(f"p{hour}@example.com", ADA)
            with story.database.transaction() as unit:
                unit.execute(update(Invitation).values(mail="failed"))
        if story.database.run(digest, story.now):
            messages = story.deliver("slack.digest")
            came += [story.now.astimezone(ZoneInfo(zone)) for _ in messages]
        story.wait(hours=1)
    assert {(local.hour, local.minute) for local in came} == {(9, 0)}
    assert [local.weekday() for local in came] == [0, 1, 2, 3, 4] * 2


def test_what_waits_for_two_days_is_shown_once(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    assert sent(story) == []  # Monday, 10:30
    story.now = at("2026-11-24T09:00")
    assert sent(story) == []
    story.now = at("2026-11-25T10:29")
    assert sent(story) == []
    story.now = at("2026-11-26T09:00")
    [message] = sent(story)
    assert rows(message) == [(bob, "waiting")]
    assert (message.details["full"], message.details["total"]) == (False, 1)
    assert message.member_id == story.member(ADA).id
    assert story.row(bob).shown == {ShownFor.WAITING}
    story.now = at("2026-11-27T09:00")
    assert sent(story) == []


def test_the_end_is_two_days_off_and_a_mail_has_failed(story: Story) -> None:
    story.live(11)
    bob = story.invite()
    story.deliver()
    amy = story.invite("amy@example.com")
    story.record(story.claim("mail.%"), PermanentFailure("550 no such user"))
    story.now = at("2026-11-24T09:00")
    [message] = sent(story)
    assert rows(message) == [(amy, "failed")]
    story.now = at("2026-11-26T09:00")
    assert rows(sent(story)[0]) == [(bob, "waiting"), (amy, "waiting failed")]
    story.now = at("2026-12-02T11:00")
    [full] = sent(story)
    assert full.details["full"]
    assert rows(full) == [(bob, "waiting ending"), (amy, "waiting ending failed")]
    story.now = at("2026-12-03T09:00")
    assert sent(story) == []


def test_an_end_that_is_more_than_two_days_off_is_not_shown_yet(story: Story) -> None:
    story.live(4)
    bob = story.invite()
    story.deliver()
    story.now = at("2026-11-25T09:00")
    assert sent(story) == []
    story.now = at("2026-11-26T09:00")
    assert rows(sent(story)[0]) == [(bob, "waiting ending")]


def test_the_first_of_a_week_lists_all_that_is_pending_oldest_first(story: Story) -> None:
    old = [story.invite(f"p{number}@example.com", ADA) for number in range(21)]
    story.deliver()
    done = story.invite("done@example.com")
    story.accept(done)
    story.now = at("2026-11-29T12:00")  # Sunday
    fresh = story.invite("fresh@example.com")
    story.now = at("2026-11-30T09:00")
    [message] = sent(story)
    assert (message.details["full"], message.details["total"]) == (True, 22)
    assert [invitation for invitation, _ in rows(message)] == old[:20]
    story.now = at("2026-12-01T09:00")
    [rest] = sent(story)  # what no message showed is in the next
    assert (rest.details["full"], [each for each, _ in rows(rest)]) == (False, [old[20]])
    story.now = at("2026-12-02T09:00")
    [late] = sent(story)
    assert rows(late) == [(fresh, "waiting")]


def test_no_more_than_twenty_stand_in_one_and_the_rest_comes_next(story: Story) -> None:
    people = [story.invite(f"p{number}@example.com", ADA) for number in range(25)]
    story.deliver()
    story.now = at("2026-11-26T09:00")
    [message] = sent(story)
    assert ([each for each, _ in rows(message)], message.details["total"]) == (people[:20], 25)
    story.now = at("2026-11-27T09:00")
    [message] = sent(story)
    assert ([each for each, _ in rows(message)], message.details["total"]) == (people[20:], 5)


def test_nothing_new_is_no_message_and_nothing_pending_no_full_list(story: Story) -> None:
    story.accept(story.invite())
    for day in ("2026-11-24", "2026-11-30", "2026-12-01"):
        story.now = at(f"{day}T09:00")
        assert sent(story) == []
    assert story.all(Workspace)[0].digest_at == at("2026-12-02T09:00")


def test_past_its_end_it_is_not_listed_before_the_sweep_either(story: Story) -> None:
    story.live(7)
    story.invite()
    story.now = at("2026-11-30T11:00")
    story.digest()
    assert story.outbox("slack.digest") == []


def test_one_that_was_missed_is_sent_later_the_same_day(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.now = at("2026-11-26T23:30")
    assert rows(sent(story)[0]) == [(bob, "waiting")]
    assert story.all(Workspace)[0].digest_at == at("2026-11-27T09:00")


@pytest.mark.parametrize("wakes", ["2026-11-28T10:00", "2026-11-27T08:59"])
def test_a_day_that_was_missed_is_left_to_the_next(story: Story, wakes: str) -> None:
    bob = story.invite()
    story.deliver()
    story.now = at(wakes)
    assert sent(story) == []
    story.now = next_at("Europe/Berlin", story.now).astimezone(UTC)
    assert [each for each, _ in rows(sent(story)[0])] == [bob]


def test_a_missed_monday_is_made_up_for_by_a_full_tuesday(story: Story) -> None:
    story.invite()
    story.deliver()
    story.now = at("2026-12-01T09:30")
    assert sent(story)[0].details["full"]
    story.now = at("2026-12-02T09:00")
    assert sent(story) == []


def test_who_sleeps_over_many_sends_one(story: Story) -> None:
    story.live(90)
    story.invite()
    story.deliver()
    story.now = at("2026-12-18T16:00")
    assert len(sent(story)) == 1


def test_it_is_shown_only_when_it_has_arrived(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.now = at("2026-11-26T09:00")
    story.digest()
    assert story.row(bob).shown == set()
    story.record(story.claim("slack.digest"), PermanentFailure("Slack: channel_not_found"))
    assert story.row(bob).shown == set()
    story.now = at("2026-11-27T09:00")
    assert rows(sent(story)[0]) == [(bob, "waiting")]


def test_only_what_there_was_room_for_was_shown(story: Story) -> None:
    """A message holds only so much; what no message showed is in the next."""
    bob, eve = story.invite(), story.invite("eve@example.com")
    story.deliver()
    story.now = at("2026-11-26T09:00")
    story.digest()
    story.record(story.claim("slack.digest"), Delivered("D1", "1.0", frozenset({bob})))
    assert [sorted(story.row(each).shown) for each in (bob, eve)] == [["waiting"], []]
    story.now = at("2026-11-27T09:00")
    assert rows(sent(story)[0]) == [(eve, "waiting")]


def test_what_still_waits_gives_way_to_the_newer(story: Story) -> None:
    story.invite()
    story.deliver()
    story.now = at("2026-11-26T09:00")
    story.digest()
    story.now = at("2026-11-27T09:00")
    story.digest()
    assert [(row.state, row.reason) for row in story.outbox("slack.digest")] == [
        ("dropped", "a newer one"),
        ("pending", ""),
    ]


def test_a_message_of_what_is_all_answered_meanwhile_is_dropped(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.now = at("2026-11-26T09:00")
    story.digest()
    story.accept(bob)
    assert story.deliver("slack.digest") == []
    assert story.outbox("slack.digest")[0].reason == "nothing pending any more"


def test_a_renewed_one_is_new_to_see_again(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.now = at("2026-11-26T09:00")
    assert sent(story)
    story.extend(bob)
    assert story.row(bob).shown == set()
    story.now = at("2026-12-01T09:00")
    assert rows(sent(story)[0]) == [(bob, "waiting")]


def test_what_was_renewed_while_the_message_travelled_is_not_marked(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.now = at("2026-11-26T09:00")
    story.digest()
    story.extend(bob)
    story.deliver("slack.digest")
    assert story.row(bob).shown == set()


def test_each_admin_gets_it_and_nobody_else(story: Story) -> None:
    story.run(identify, BO)
    story.database.run(set_role, "unlinked@northwind.example", "admin", story.now)
    bob = story.invite()
    story.deliver()
    story.now = at("2026-11-26T09:00")
    messages = sent(story)
    assert [row.member_id for row in messages] == [story.member(ADA).id, story.member(BO).id]
    assert [rows(row) for row in messages] == [[(bob, "waiting")]] * 2
    assert story.row(bob).shown == {ShownFor.WAITING}


def test_each_workspace_has_its_own(story: Story) -> None:
    zed = replace(ADA, team="T2", user="U0ZED", email="zed@south.example")
    story.run(sync, SlackTeam("T2", "Southwind", "Asia/Kolkata", [zed]))
    bob, amy = story.invite(), story.invite("amy@example.com", zed)
    story.deliver()
    story.now = at("2026-11-26T09:00", "Asia/Kolkata")
    assert rows(sent(story)[0]) == [(amy, "waiting")]
    story.now = at("2026-11-26T09:00")
    assert rows(sent(story)[0]) == [(bob, "waiting")]


def test_two_workers_write_one(story: Story) -> None:
    story.invite()
    story.deliver()
    story.now = at("2026-11-26T09:00")
    with ThreadPoolExecutor(8) as pool:
        wrote = list(pool.map(lambda _: story.database.run(digest, story.now), range(8)))
    assert sum(wrote) == 1
    assert len(story.outbox("slack.digest")) == 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_workspace_that_is_written_to_meanwhile_is_not_passed_over(story: Story) -> None:
    story.invite()
    story.deliver()
    story.now = at("2026-11-26T09:00")
    with story.database.transaction() as unit:
        unit.add(
            OutboxRow(
                workspace_id=story.all(Workspace)[0].id,
                kind="x",
                key="x",
                created_at=story.now,
                due_at=story.now + timedelta(days=1),
            )
        )
        unit.flush()
        assert story.database.run(digest, story.now)


def test_a_zone_that_is_not_known_here_stops_neither_digest_nor_reminder(story: Story) -> None:
    """As after a move to a machine with an older tzdata."""
    story.move_to("Mars/Olympus")
    bob = story.invite()

    story.wait(days=4)
    story.remind()

    assert story.outbox("mail.reminder")
    assert [given for given, _ in rows(sent(story)[0])] == [bob]
