"""Saying no, and asking not to be mailed any more."""

import pytest
from sqlalchemy import update

from commands.errors import AddressSuppressed, Closed, NotFound
from commands.invitations import describe
from storage.models import OutboxRow, Suppression, Workspace
from tests.commands.story import Story
from tests.people import LEV


def test_no_is_written_down_and_lev_is_told_once(story: Story) -> None:
    bob = story.invite()
    story.wait(days=1)
    assert story.decline(bob)
    story.wait(minutes=1)
    assert not story.decline(bob)
    row = story.row(bob)
    assert (row.state, row.closed_at) == ("declined", story.now.replace(minute=30))
    assert story.verbs(bob) == ["invited", "declined"]
    [told] = story.outbox("slack.declined")
    assert (told.member_id, told.invitation_id) == (story.member(LEV).id, bob)


@pytest.mark.parametrize("state", ["accepted", "revoked", "expired", "declined"])
def test_what_is_over_cannot_be_declined(story: Story, state: str) -> None:
    bob = story.invite()
    if state == "accepted":
        story.accept(bob)
    elif state == "revoked":
        story.revoke(bob)
    elif state == "declined":
        story.decline(bob)
    if state in {"expired", "declined"}:
        story.wait(days=14)
    told = story.outbox("slack.%")
    with pytest.raises(Closed) as refusal:
        story.decline(bob)
    assert refusal.value.state == state
    assert len(story.outbox("slack.%")) == len(told)


def test_an_unknown_one_is_not_found(story: Story) -> None:
    for press in (story.decline, story.stop):
        with pytest.raises(NotFound):
            press("01ARZ3NDEKTSV4RRFFQ69G5FAV")


def test_stopping_neither_accepts_nor_declines(story: Story) -> None:
    bob = story.invite()
    assert story.stop(bob)
    assert not story.stop(bob)
    assert story.row(bob).state == "pending"
    assert story.verbs(bob) == ["invited", "stopped"]
    assert len(story.outbox("slack.stopped")) == 1
    assert story.accept(bob)


def test_stopping_works_from_every_mail_however_old(story: Story) -> None:
    bob = story.invite()
    story.wait(days=100)
    assert story.stop(bob)
    assert [each.email for each in story.all(Suppression)] == ["bob@example.com"]


def test_no_mail_goes_to_who_stopped_and_the_invitation_says_so(story: Story) -> None:
    bob = story.invite()
    story.stop(bob)
    assert story.deliver("mail.%") == []
    [mail] = story.outbox("mail.%")
    assert (mail.state, mail.reason) == ("dropped", "asked not to be mailed")
    assert story.row(bob).mail == "suppressed"


def test_no_reminder_goes_to_who_stopped_after_the_first_mail(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.stop(bob)
    story.wait(days=2)
    story.remind()
    assert story.deliver("mail.%") == []
    assert story.row(bob).mail == "suppressed"


def test_neither_resend_nor_a_new_invitation_passes_a_stop(story: Story) -> None:
    bob = story.invite()
    story.stop(bob)
    with pytest.raises(AddressSuppressed):
        story.resend(bob)
    story.revoke(bob)
    with pytest.raises(AddressSuppressed):
        story.resend(bob)
    assert story.row(bob).resent_at is None


def test_another_workspace_may_still_mail(story: Story) -> None:
    bob, amy = story.invite(), story.invite("amy@example.com")
    story.stop(bob)
    with story.database.transaction() as unit:
        other = Workspace(id="W2", team="T2", name="Southwind", created_at=story.now)
        unit.add(other)
        unit.flush()
        unit.execute(update(OutboxRow).values(workspace_id="W2"))
    # Bob's silence is this workspace's: the same address under another one is mailed.
    assert {each.invitation and each.invitation.id for each in story.claim("mail.%")} == {bob, amy}


def test_the_page_knows_who_stopped(story: Story) -> None:
    bob = story.invite()
    assert not story.database.read(describe.for_invitee, bob, story.now).suppressed
    story.stop(bob)
    assert story.database.read(describe.for_invitee, bob, story.now).suppressed
