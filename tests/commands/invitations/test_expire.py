"""Expiry: written down once, and each inviter told in one message."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from commands.invitations.expire import expire
from storage.models import AuditEntry
from tests.commands.story import Story
from tests.people import ADA, LEV


def test_the_sweep_writes_down_what_is_over_and_tells_the_inviter_once(story: Story) -> None:
    bob = story.invite()
    story.wait(days=14, hours=3)
    assert story.database.run(expire, story.now) == 1
    assert story.database.run(expire, story.now) == 0
    row = story.row(bob)
    assert (row.state, row.closed_at) == ("expired", story.now - timedelta(hours=3))
    assert story.verbs(bob) == ["invited", "expired"]
    [told] = story.outbox("slack.expired")
    assert (told.member_id, told.details) == (story.member(LEV).id, {"ids": [bob]})


def test_one_that_is_still_open_is_left_alone(story: Story) -> None:
    bob = story.invite()
    story.wait(days=13, hours=23)
    story.expire()
    assert story.row(bob).state == "pending"


def test_what_is_closed_does_not_expire(story: Story) -> None:
    yes, no, back = (story.invite(f"{name}@example.com") for name in ("yes", "no", "back"))
    story.accept(yes)
    story.decline(no)
    story.revoke(back)
    story.wait(days=20)
    assert story.database.run(expire, story.now) == 0
    assert [story.row(each).state for each in (yes, no, back)] == [
        "accepted",
        "declined",
        "revoked",
    ]


def test_each_inviter_reads_of_theirs_in_one_message(story: Story) -> None:
    levs = {story.invite(f"l{number}@example.com") for number in range(3)}
    adas = {story.invite(f"a{number}@example.com", ADA) for number in range(2)}
    story.wait(days=14)
    story.expire()
    told = {row.member_id: set(row.details["ids"]) for row in story.outbox("slack.expired")}
    assert told == {story.member(LEV).id: levs, story.member(ADA).id: adas}


def test_two_sweepers_at_once_write_each_down_once(story: Story) -> None:
    for number in range(120):
        story.invite(f"p{number}@example.com", ADA)
    story.wait(days=14)

    def sweep(_: int) -> int:
        seen = 0
        while swept := story.database.run(expire, story.now):
            seen += swept
        return seen

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(sweep, range(4)))
    story.expire()
    rows = [each.subject_id for each in story.all(AuditEntry) if each.verb == "expired"]
    told = [each for row in story.outbox("slack.expired") for each in row.details["ids"]]
    assert len(set(rows)) == len(rows) == 120
    assert sorted(told) == sorted(rows)


def test_a_new_invitation_writes_the_old_one_down_and_tells_of_it_too(story: Story) -> None:
    old = story.invite()
    story.wait(days=15)
    new = story.invite()
    assert story.verbs(old) == ["invited", "expired"]
    assert [row.details for row in story.outbox("slack.expired")] == [{"ids": [old]}]
    story.expire()
    assert (story.row(old).state, story.row(new).state) == ("expired", "pending")
    assert len(story.outbox("slack.expired")) == 1


def test_a_hundred_are_written_down_in_one_transaction_and_the_rest_in_the_next(
    story: Story,
) -> None:
    for number in range(101):
        story.invite(f"p{number}@example.com", ADA)
    story.wait(days=14)
    assert [story.database.run(expire, story.now) for _ in range(3)] == [100, 1, 0]
