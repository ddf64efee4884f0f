"""Resending: the same link with a new lifetime; of what is over, a new invitation."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from commands.delivery.results import PermanentFailure
from commands.directory.change_role import set_role
from commands.errors import Closed, NotAllowed, OverLimit, TooSoon
from commands.limits import Limits
from commands.outcomes import AlreadyInvited, AlreadyMember, Invited
from storage.models import Invitation
from tests.commands.story import Story
from tests.people import ADA, LEV


def test_it_is_mailed_again_under_the_same_id_and_lives_anew(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.wait(days=12)
    story.remind()
    story.deliver()
    assert story.resend(bob) == Invited(bob, "bob@example.com")
    row = story.row(bob)
    assert (row.cycle, row.reminded, row.shown) == (2, 0, frozenset())
    assert (row.cycle_at, row.expires_at) == (story.now, story.now + timedelta(days=14))
    assert row.remind_at == story.now + timedelta(days=2)
    assert (row.mail, row.resent_at) == ("queued", story.now)
    [parcel] = story.deliver("mail.invitation")
    assert parcel.invitation
    assert parcel.invitation.id == bob
    assert parcel.details.written()["number"] == row.mails == 3
    assert story.verbs(bob)[-2:] == ["resent", "mailed"]


def test_the_reminders_begin_again(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.wait(days=6)
    story.remind()
    story.deliver()
    story.resend(bob)
    story.deliver()
    days = []
    for day in range(1, 14):
        story.wait(days=1)
        story.remind()
        if story.deliver("mail.reminder"):
            days.append(day)
    assert days == [2, 5, 10]


def test_what_still_waits_gives_way_so_that_one_mail_arrives(story: Story) -> None:
    bob = story.invite()
    story.wait(days=2)
    story.remind()
    story.resend(bob)
    assert [(row.kind, row.state) for row in story.outbox("mail.%")] == [
        ("mail.invitation", "dropped"),
        ("mail.reminder", "dropped"),
        ("mail.invitation", "pending"),
    ]
    assert len(story.deliver("mail.%")) == 1
    assert story.row(bob).mail == "sent"


def test_a_failed_mail_is_tried_anew(story: Story) -> None:
    bob = story.invite()
    story.record(story.claim("mail.%"), PermanentFailure("550 no such user"))
    story.resend(bob)
    assert (story.row(bob).mail, story.row(bob).mail_error) == ("queued", "")


def test_ten_minutes_lie_between_two_resends_but_not_after_the_first_mail(story: Story) -> None:
    bob = story.invite()
    story.wait(seconds=1)
    story.resend(bob)
    first = story.now
    story.wait(minutes=9, seconds=59)
    with pytest.raises(TooSoon) as refusal:
        story.resend(bob)
    assert refusal.value.at == first + timedelta(minutes=10)
    story.now = refusal.value.at
    story.resend(bob)
    assert story.row(bob).cycle == 3


def test_ada_waits_for_levs_resend_too(story: Story) -> None:
    bob = story.invite()
    story.resend(bob)
    with pytest.raises(TooSoon):
        story.resend(bob, ADA)


@pytest.mark.parametrize(
    ("limits", "whose"),
    [
        (Limits(inviter=2), "inviter"),
        (Limits(workspace=2), "workspace"),
        (Limits(address=2), "address"),
    ],
)
def test_a_resend_counts_like_an_invitation(story: Story, limits: Limits, whose: str) -> None:
    bob, began = story.invite(), story.now
    story.wait(minutes=1)
    story.resend(bob, limits=limits)
    story.wait(minutes=10)
    with pytest.raises(OverLimit) as refusal:
        story.resend(bob, limits=limits)
    assert (refusal.value.whose, refusal.value.at) == (whose, began + timedelta(days=1))
    assert story.row(bob).cycle == 2
    story.now = began + timedelta(days=1)
    story.resend(bob, limits=limits)


def test_parallel_resends_do_not_pass_a_limit(story: Story) -> None:
    people = [story.invite(f"p{number}@example.com") for number in range(8)]
    story.wait(minutes=1)

    def attempt(bob: str) -> bool:
        try:
            story.resend(bob, limits=Limits(inviter=11))
        except OverLimit:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, people)) == 3


def test_an_admin_resends_with_the_workspaces_limit(story: Story) -> None:
    bob = story.invite()
    story.wait(minutes=1)
    assert isinstance(story.resend(bob, ADA, Limits(inviter=0)), Invited)


@pytest.mark.parametrize("end", ["declined", "revoked", "expired"])
def test_of_a_closed_one_a_new_invitation_of_the_same_content_is_made(
    story: Story, end: str
) -> None:
    design = story.group("Design")
    typed = '"Builder, Bob" <Bob@example.com>'
    old = story.invite(typed, personal=True, workgroup=design, note="Hi & <hello>", locale="ru")
    story.wait(hours=1)
    if end == "declined":
        story.decline(old)
    elif end == "revoked":
        story.revoke(old)
    else:
        story.wait(days=14)
    again = story.resend(old)
    assert isinstance(again, Invited)
    assert again.id != old
    assert story.row(old).state == end
    same = ("email", "address", "name", "personal", "workgroup_id", "note", "locale", "inviter_id")
    before, after = story.row(old), story.row(again.id)
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert (after.name, after.state) == ("Builder, Bob", "pending")
    assert (after.cycle, after.created_at) == (1, story.now)


def test_a_name_that_looks_like_markup_is_taken_as_it_is(story: Story) -> None:
    old = story.invite('"Bob &amp;lt; Co" <bob@example.com>')
    assert story.row(old).name == "Bob &lt; Co"
    story.revoke(old)
    again = story.resend(old)
    assert isinstance(again, Invited)
    assert story.row(again.id).name == "Bob &lt; Co"


def test_a_workgroup_that_is_gone_meanwhile_is_left_out(story: Story) -> None:
    design = story.group("Design")
    old = story.invite(workgroup=design)
    story.revoke(old)
    story.archive(design)
    again = story.resend(old)
    assert isinstance(again, Invited)
    assert story.row(again.id).workgroup_id is None


def test_who_resends_is_the_inviter_of_the_new_one(story: Story) -> None:
    old = story.invite()
    story.revoke(old)
    again = story.resend(old, ADA)
    assert isinstance(again, Invited)
    assert story.row(again.id).inviter_id == story.member(ADA).id


def test_a_new_invitation_counts_against_the_limits(story: Story) -> None:
    old = story.invite()
    story.revoke(old)
    with pytest.raises(OverLimit):
        story.resend(old, limits=Limits(inviter=1))


def test_an_old_one_is_not_resent_past_a_newer(story: Story) -> None:
    old = story.invite()
    story.decline(old)
    new = story.invite()
    assert isinstance(outcome := story.resend(old), AlreadyInvited)
    assert outcome.id == new
    story.accept(new)
    assert isinstance(story.resend(old), AlreadyMember)
    assert len(story.all(Invitation)) == 2


def test_an_accepted_one_has_nothing_to_resend(story: Story) -> None:
    bob = story.invite()
    story.accept(bob)
    with pytest.raises(Closed) as refusal:
        story.resend(bob)
    assert refusal.value.state == "accepted"


def test_who_lost_the_right_to_invite_resends_nothing(story: Story) -> None:
    bob = story.invite()
    story.database.run(set_role, LEV.email, "member", story.now)
    with pytest.raises(NotAllowed) as refusal:
        story.resend(bob)
    assert (refusal.value.why, refusal.value.ask) == ("role", (ADA.user,))


def test_a_new_name_in_slack_does_not_hinder(story: Story) -> None:
    bob = story.invite()
    assert isinstance(story.resend(bob, replace(LEV, name="Lev Löwe")), Invited)
    assert story.member(LEV).name == "Lev Löwe"
