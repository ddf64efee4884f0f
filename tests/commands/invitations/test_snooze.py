"""Snoozing: nobody is reminded for a week, and the end stays where it is."""

from datetime import timedelta

import pytest

from commands.errors import Closed, NotAllowed, NotFound
from commands.invitations.snooze import snooze
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA

WEEK = timedelta(days=7)
UNKNOWN = "01JDFPW2Q8T7M5X9K3C6B4N1ZZ"


def test_it_says_until_when_and_the_end_stays(story: Story) -> None:
    bob = story.invite("Bob@example.com")
    ends = story.row(bob).expires_at
    told = story.database.run(snooze, LEV, bob, story.now)
    assert told == ("Bob@example.com", story.now + WEEK)
    assert (story.row(bob).snoozed_until, story.row(bob).expires_at) == (story.now + WEEK, ends)
    assert story.verbs(bob) == ["invited", "snoozed"]


def test_no_reminder_goes_meanwhile_and_one_after(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.database.run(snooze, LEV, bob, story.now)
    days = []
    for day in range(1, 14):
        story.wait(days=1)
        story.remind()
        days += [day] * len(story.deliver("mail.reminder"))
    assert days[0] == 7
    assert 10 in days


def test_the_admins_are_not_shown_it_meanwhile(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.database.run(snooze, ADA, bob, story.now)
    story.wait(days=3)
    story.digest()
    assert story.claim("slack.digest") == []
    story.wait(days=7)
    story.digest()
    [parcel] = story.claim("slack.digest")
    assert [row.invitation.id for row in parcel.rows] == [bob]


def test_a_message_that_shows_it_says_who_snoozed_it(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.wait(days=2)
    story.digest()
    story.deliver("slack.digest")
    story.database.run(snooze, ADA, bob, story.now)
    [update] = story.claim("slack.update")
    [row] = update.rows
    assert (row.verb, row.by) == ("snoozed", "Ada Admin")
    assert row.invitation.snoozed_until == story.now + WEEK


def test_more_time_wakes_it(story: Story) -> None:
    bob = story.invite()
    story.database.run(snooze, LEV, bob, story.now)
    story.extend(bob)
    assert story.row(bob).snoozed_until is None


@pytest.mark.parametrize("end", ["accepted", "revoked", "expired"])
def test_what_is_over_is_not_snoozed(story: Story, end: str) -> None:
    bob = story.invite()
    if end == "accepted":
        story.accept(bob)
    elif end == "revoked":
        story.revoke(bob)
    else:
        story.wait(days=14)
    with pytest.raises(Closed) as refusal:
        story.database.run(snooze, LEV, bob, story.now)
    assert refusal.value.state == end


def test_only_the_inviter_and_admins_may(story: Story) -> None:
    bob = story.invite()
    with pytest.raises(NotAllowed):
        story.database.run(snooze, MIA, bob, story.now)
    with pytest.raises(NotFound):
        story.database.run(snooze, LEV, UNKNOWN, story.now)
    assert story.row(bob).snoozed_until is None
