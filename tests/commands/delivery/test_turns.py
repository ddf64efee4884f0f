"""Slack messages leave in turn: to a channel one a second, in order, and no other waits for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from commands.delivery import parcels
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import Delivered, Limited
from storage import outbox, slack_limits
from storage.outbox import NewOutboxRow
from storage.outbox_details import Listing, Update
from storage.vocabulary import OutboxKind
from tests.commands.places import joined
from tests.commands.story import LEASE, Story
from tests.people import ADA, LEV, NORTHWIND

SECOND = timedelta(seconds=1)


def message(story: Story, number: int, to: str = "lev") -> None:
    """One that always has something to say."""
    member = joined(story, {"lev": LEV, "ada": ADA}[to])
    row = NewOutboxRow(
        OutboxKind.EXPIRED, f"{to}:{number}", member=member.id, details=Listing(ids=())
    )
    story.run(lambda unit, now: outbox.put(unit, member.workspace_id, now, row))


def claim(story: Story) -> list[Parcel]:
    return story.database.run(parcels.claim_in_turn, story.now, LEASE, 64, "slack.%")


def sent(story: Story) -> list[int]:
    """What can be claimed, and is posted at once."""
    taken = claim(story)
    done = [(each, Delivered("D1", f"{each.id}.0")) for each in taken]
    story.database.run(parcels.record_in_turn, done, story.now)
    return [each.id for each in taken]


def test_ten_to_one_person_leave_one_a_second_in_order_and_others_at_once(story: Story) -> None:
    for number in range(10):
        message(story, number)
    message(story, 0, "ada")
    first = [row.id for row in story.outbox("slack.%")]
    assert sent(story) == [first[0], first[10]]
    waiting = [row for row in story.outbox("slack.%", "pending") if row.lease is None]
    assert {row.attempts for row in waiting} == {0}
    # Each is taken again once, and not every second.
    assert [row.due_at - story.now for row in waiting] == [n * SECOND for n in range(1, 10)]
    for row_id in first[1:10]:
        story.now += SECOND - timedelta(milliseconds=1)
        assert claim(story) == []
        story.now += timedelta(milliseconds=1)
        assert sent(story) == [row_id]


def test_who_comes_later_stands_behind(story: Story) -> None:
    for number in range(3):
        message(story, number)
    order = sent(story)
    story.now += timedelta(milliseconds=500)
    message(story, 3)
    assert claim(story) == []
    rows = [row.id for row in story.outbox("slack.%")]
    for _ in range(3):
        story.now += SECOND
        order += sent(story)
    assert order == rows


def test_none_overtakes_what_is_in_hand_however_long_that_takes(story: Story) -> None:
    for number in range(3):
        message(story, number)
    [first, second, third] = [row.id for row in story.outbox("slack.%")]
    [one] = claim(story)
    for _ in range(5):
        story.now += SECOND
        assert claim(story) == []
    story.database.run(parcels.record_in_turn, [(one, Delivered("D1", "1.0"))], story.now)
    assert claim(story) == []
    story.now += SECOND
    assert sent(story) == [second]
    story.now += SECOND
    assert sent(story) == [third]
    assert one.id == first


def test_what_was_not_tried_leaves_its_turn(story: Story) -> None:
    message(story, 0)
    [one] = claim(story)
    story.database.run(parcels.release_in_turn, [one], story.now)
    [again] = claim(story)
    assert again.id == one.id


def test_of_a_worker_that_died_the_turn_ends_with_the_lease(story: Story) -> None:
    message(story, 0)
    message(story, 1)
    [one] = claim(story)
    story.now += LEASE
    story.leases_end()
    assert sent(story) == [one.id]


def test_what_slack_took_no_more_of_has_used_no_turn(story: Story) -> None:
    message(story, 0)
    [one] = claim(story)
    said = Limited("ratelimited", until=story.now)
    story.database.run(parcels.record_in_turn, [(one, said)], story.now)
    assert sent(story) == [one.id]


def test_two_workers_take_one_turn(story: Story) -> None:
    for number in range(4):
        message(story, number)
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: claim(story), range(4)))
    assert sum(map(len, taken)) == 1


def test_who_waited_for_another_taking_has_an_older_time_and_no_turn(
    story: Story,
) -> None:
    message(story, 0)
    message(story, 1)
    before = story.now
    story.now += timedelta(milliseconds=5)
    assert len(claim(story)) == 1
    story.now = before
    message(story, 2)
    assert claim(story) == []


def test_a_turn_that_a_clock_gave_away_that_was_ahead_is_free(story: Story) -> None:
    message(story, 0)
    story.now += timedelta(hours=2)
    assert len(claim(story)) == 1
    story.now -= timedelta(hours=2)
    message(story, 1)
    assert len(claim(story)) == 1


def test_what_is_updated_takes_no_turn(story: Story) -> None:
    bob = story.invite()
    story.accept(bob)
    [told] = claim(story)
    story.database.run(parcels.record_in_turn, [(told, Delivered("D1", "1.0"))], story.now)
    member = story.member(LEV)
    update = NewOutboxRow(
        OutboxKind.UPDATE, "again", member=member.id, invitation=bob, details=Update(of=told.id)
    )
    story.run(lambda unit, now: outbox.put(unit, member.workspace_id, now, update))
    message(story, 1)
    [again] = claim(story)
    assert again.replaces


@pytest.mark.parametrize("seconds", [1, 30])
def test_what_slack_takes_no_more_of_waits_exactly_as_long_and_with_it_all_of_its_kind(
    story: Story, seconds: int
) -> None:
    message(story, 0)
    message(story, 0, "ada")
    [one, other] = claim(story)
    message(story, 1, "ada")
    until = story.now + timedelta(seconds=seconds)
    said = Limited("ratelimited", until=until)
    story.now += timedelta(milliseconds=300)
    story.database.run(parcels.record_in_turn, [(one, said), (other, said)], story.now)
    rows = story.outbox("slack.%")
    assert {(row.state, row.attempts, row.due_at, row.lease) for row in rows} == {
        ("pending", 0, until, None)
    }
    story.now = until - timedelta(milliseconds=1)
    assert claim(story) == []
    story.now = until
    assert [each.id for each in claim(story)] == [one.id, other.id]


def test_what_is_written_of_a_workspace_that_is_not_known_is_nothing(story: Story) -> None:
    until = story.now + SECOND
    for team in (NORTHWIND, "T0NOBODY"):
        story.database.run(slack_limits.hold, team, "chat.postMessage", story.now, until)
    held = story.database.read(slack_limits.held, story.now)
    assert [(each.team, each.until) for each in held] == [(NORTHWIND, until)]
    assert story.database.read(slack_limits.held, until) == []
