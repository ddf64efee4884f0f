"""Who was removed is invited anew; what was sent before lets nobody in."""

import pytest

from commands.actors import Person
from commands.directory.change_role import change_role, set_role
from commands.errors import AlreadyDecided, Closed
from commands.invitations import approve, correct, describe
from commands.invitations.invite import InviteForm, invite
from commands.outcomes import AlreadyMember, Invited
from storage.models import Workgroup
from tests.commands.directory.removal import LIMITS, ask, come_back, come_in, expel, inside, settled
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA, NORTHWIND


def test_they_are_invited_anew_and_are_who_they_were_without_what_they_had(story: Story) -> None:
    mia, _ = settled(story)
    story.database.run(change_role, ADA, mia, "lead", story.now)
    expel(story, MIA)
    invitation = come_back(story)
    member = story.member(MIA)
    assert (member.id, member.removed_at, member.role) == (mia, None, "member")
    assert member.joined_at == story.now
    assert inside(story, mia) == {"Public"}
    assert story.verbs(mia)[-2:] == ["expelled", "joined"]
    assert story.row(invitation).member_id == mia
    assert come_in(story, MIA) == mia


def test_their_own_workgroup_is_a_new_one_then(story: Story) -> None:
    mia, _ = settled(story)
    expel(story, MIA)
    story.wait(minutes=1)
    story.accept(story.invite(MIA.email, ADA, personal=True))
    own = [each for each in story.all(Workgroup) if each.owner_id == mia]
    assert [each.archived_at is None for each in own].count(True) == 1
    assert len(own) == 2


def test_an_invitation_that_still_waits_for_them_is_revoked(story: Story) -> None:
    bob = story.invite(MIA.email)
    expel(story, MIA)
    assert story.row(bob).state == "revoked"
    assert story.verbs(bob)[-1] == "revoked"
    with pytest.raises(Closed):
        story.accept(bob)


def test_one_that_is_over_on_paper_only_hinders_nobody(story: Story) -> None:
    bob = story.invite(MIA.email)
    story.wait(days=15)
    expel(story, MIA)
    assert story.row(bob).state == "pending"


def test_a_decline_of_before_can_not_be_undone_after(story: Story) -> None:
    bob = story.invite(MIA.email)
    story.decline(bob)
    assert story.database.run(describe.for_invitee, bob, story.now).undoable
    story.wait(minutes=1)
    mia = expel(story, MIA)
    with pytest.raises(Closed) as refusal:
        story.accept(bob)
    assert refusal.value.state == "declined"
    assert inside(story, mia) == set()
    assert not story.database.run(describe.for_invitee, bob, story.now).undoable


def test_a_request_for_them_is_the_admins_to_decide(story: Story) -> None:
    asked = ask(story, "zoe@example.com")
    zoe = Person(NORTHWIND, "U0ZOE", name="Zoe", email="zoe@example.com")
    come_in(story, zoe)
    with pytest.raises(AlreadyDecided):
        story.database.run(approve.approve, ADA, asked, LIMITS, story.now)
    story.wait(minutes=1)
    mia = expel(story, zoe)
    assert story.row(asked).state == "requested"
    story.wait(minutes=1)
    story.database.run(approve.approve, ADA, asked, LIMITS, story.now)
    assert story.accept(asked)
    assert inside(story, mia) == {"Public"}


def test_what_they_had_accepted_can_be_sent_again(story: Story) -> None:
    bob = story.invite(MIA.email)
    story.accept(bob)
    with pytest.raises(Closed):
        story.resend(bob)
    come_in(story, MIA)
    expel(story, MIA)
    again = story.resend(bob)
    assert isinstance(again, Invited)
    assert again.id != bob


def test_their_invitations_page_says_no_longer_that_they_are_in(story: Story) -> None:
    bob = story.invite(MIA.email)
    story.accept(bob)
    closed = story.row(bob).closed_at
    story.wait(days=1)
    come_in(story, MIA)
    expel(story, MIA)
    page = story.database.run(describe.for_invitee, bob, story.now)
    assert (page.state, page.closed_at) == ("revoked", story.now)
    assert not story.accept(bob)
    come_back(story)
    page = story.database.run(describe.for_invitee, bob, story.now)
    assert (page.state, page.closed_at) == ("accepted", closed)


def test_an_address_is_corrected_to_theirs(story: Story) -> None:
    come_in(story, MIA)
    bob = story.invite()
    [refused] = story.database.run(invite, LEV, InviteForm(MIA.email), LIMITS, story.now)
    assert isinstance(refused, AlreadyMember)
    expel(story, MIA)
    became = story.database.run(correct.correct, LEV, bob, MIA.email, LIMITS, story.now)
    assert became.address == MIA.email


def test_the_operator_brings_them_back(story: Story) -> None:
    mia = expel(story, MIA)
    done = story.database.run(set_role, MIA.email, "lead", story.now)
    assert done == (MIA.email, "back")
    assert (story.member(MIA).removed_at, story.member(MIA).role) == (None, "lead")
    assert inside(story, mia) == {"Public"}
    assert story.verbs(mia)[-2:] == ["joined", "role"]
    assert come_in(story, MIA) == mia
