"""Extending gives more time without a mail; revoking takes an invitation back."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from commands.directory.change_role import set_role
from commands.errors import Closed, NotAllowed
from commands.outcomes import Invited
from tests.commands.story import Story
from tests.people import ADA, LEV


def test_extending_gives_the_workspaces_lifetime_from_now_and_mails_nothing(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.live(7)
    story.wait(days=13)
    assert story.extend(bob) == Invited(bob, "bob@example.com")
    row = story.row(bob)
    assert (row.cycle, row.expires_at) == (2, story.now + timedelta(days=7))
    assert (row.mail, row.mails) == ("sent", 1)
    assert story.outbox("mail.%", "pending") == []
    assert story.verbs(bob) == ["invited", "mailed", "extended"]


def test_a_new_cycle_of_reminders_begins(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.wait(days=12)
    story.remind()
    assert len(story.deliver("mail.reminder")) == 1
    story.extend(bob)
    days = []
    for day in range(1, 14):
        story.wait(days=1)
        story.remind()
        days += [day] * len(story.deliver("mail.reminder"))
    assert days == [2, 5, 10]


@pytest.mark.parametrize("end", ["accepted", "declined", "revoked", "expired"])
def test_what_is_over_is_neither_extended_nor_revoked(story: Story, end: str) -> None:
    bob = story.invite()
    if end == "expired":
        story.wait(days=14)
    else:
        end_it: dict[str, Callable[[str], object]] = {
            "accepted": story.accept,
            "declined": story.decline,
            "revoked": story.revoke,
        }
        end_it[end](bob)
    verbs = story.verbs(bob)
    acts: list[Callable[[str], object]] = [story.extend, story.revoke]
    for act in acts:
        with pytest.raises(Closed) as refusal:
            act(bob)
        assert refusal.value.state == end
    assert story.verbs(bob) == verbs


def test_revoking_closes_it_and_drops_its_mail(story: Story) -> None:
    bob = story.invite("Bob@example.com")
    story.wait(minutes=1)
    assert story.revoke(bob) == "Bob@example.com"
    row = story.row(bob)
    assert (row.state, row.closed_at) == ("revoked", story.now)
    assert story.verbs(bob) == ["invited", "revoked"]
    assert story.deliver("mail.%") == []
    [mail] = story.outbox("mail.%")
    assert (mail.state, mail.reason) == ("dropped", "not pending any more")


def test_an_inviter_who_was_demoted_may_still_revoke_their_own(story: Story) -> None:
    bob = story.invite()
    story.database.run(set_role, LEV.email, "member", story.now)
    with pytest.raises(NotAllowed):
        story.extend(bob)
    story.revoke(bob)
    assert story.row(bob).state == "revoked"


def test_a_revoked_address_can_be_invited_at_once(story: Story) -> None:
    bob = story.invite()
    story.revoke(bob, ADA)
    assert story.invite() != bob
