"""Who wants no mail gets none in whatever spelling, until an admin lifts it from all of them."""

import pytest

from commands.actors import Person
from commands.delivery.results import PermanentFailure
from commands.errors import AddressSuppressed
from commands.invitations import lists
from commands.invitations.approve import approve
from commands.invitations.invite import InviteForm
from commands.invitations.request import request
from commands.invitations.unsubscribe import unsubscribe
from commands.invitations.unsuppress import unsuppress
from commands.limits import Limits
from commands.outcomes import Invited, Requested, Suppressed
from storage.models import Suppression
from tests.beginnings import Beginnings
from tests.commands.story import Story
from tests.people import ADA, ELSEWHERE, LEV, MIA

ZOE = Person(ELSEWHERE, "U0ZOE", name="Zoe", email="zoe@else.example", runs_slack=True)
SPELLINGS = ["bob+1@gmail.com", "b.o.b@gmail.com", "BOB@googlemail.com"]


@pytest.fixture
def story(story: Story, beginnings: Beginnings) -> Story:
    beginnings.go_on(story, silent)
    return story


def silent(story: Story) -> None:
    """Bob was invited before, and his address asked not to be mailed."""
    bob = story.invite("bob@gmail.com", ADA)
    story.stop(bob)
    story.revoke(bob, ADA)


@pytest.mark.parametrize("typed", SPELLINGS)
def test_no_spelling_is_invited(story: Story, typed: str) -> None:
    form = InviteForm(f"{typed} eve@example.com")
    silent, eve = story.database.run(request, LEV, form, Limits(), story.now)
    assert isinstance(silent, Suppressed)
    assert isinstance(eve, Invited)


@pytest.fixture
def open_(story: Story) -> str:
    """The id of one of another spelling that was open before."""
    with story.database.transaction() as unit:
        [row] = unit.query(Suppression)
        unit.delete(row)
    opened = story.invite(SPELLINGS[0])
    story.deliver()
    first = story.invite("bob@gmail.com", ADA)
    story.stop(first)
    return opened


def test_what_was_open_in_another_spelling_is_not_resent(story: Story, open_: str) -> None:
    story.wait(hours=1)
    with pytest.raises(AddressSuppressed):
        story.resend(open_)
    story.revoke(open_)
    with pytest.raises(AddressSuppressed):
        story.resend(open_)


def test_it_is_not_reminded_and_no_mail_of_it_leaves(story: Story, open_: str) -> None:
    story.wait(days=2)
    story.remind()
    assert len(story.outbox("mail.reminder")) == 2
    assert story.deliver("mail.%") == []
    assert story.row(open_).mail == "suppressed"


def test_lists_show_it_in_every_spelling(story: Story, open_: str) -> None:
    page = story.database.run(lists.listed, LEV, "", 10, story.now)
    assert [(each.id, each.suppressed) for each in page.rows] == [(open_, True)]


def test_a_message_about_another_spelling_is_brought_up_to_date(story: Story) -> None:
    eve = story.invite("eve+1@example.com")
    story.record(story.claim("mail.%"), PermanentFailure("550 no such user"))
    [failed] = story.deliver("slack.failed")
    first = story.invite("eve@example.com", ADA)
    story.stop(first)
    [update] = story.outbox("slack.update", "pending")
    assert update.details == {"of": failed.id}
    assert failed.invitation
    assert failed.invitation.id == eve


def test_a_request_in_another_spelling_is_not_approved(story: Story) -> None:
    with story.database.transaction() as unit:
        [row] = unit.query(Suppression)
        unit.delete(row)
    form = InviteForm(SPELLINGS[0])
    [asked] = story.database.run(request, MIA, form, Limits(), story.now)
    assert isinstance(asked, Requested)
    story.stop(story.invite("bob@gmail.com"))
    with pytest.raises(AddressSuppressed):
        story.database.run(approve, ADA, asked.id, Limits(), story.now)


def test_who_asked_in_one_spelling_need_not_ask_in_the_other(story: Story, open_: str) -> None:
    before = len(story.outbox("slack.stopped"))
    assert not story.run(unsubscribe, open_)
    assert len(story.outbox("slack.stopped")) == before


def test_an_admin_lifts_it_from_all_spellings(story: Story, open_: str) -> None:
    with story.database.transaction() as unit:
        [row] = unit.query(Suppression)
        other = {"email": "b.ob@gmail.com", "mailbox": row.mailbox}
        unit.add(Suppression(workspace_id=row.workspace_id, created_at=story.now, **other))
    assert story.run(unsuppress, ADA, open_) == SPELLINGS[0]
    assert story.all(Suppression) == []
    assert story.verbs(open_)[-1] == "lifted"
    for typed in SPELLINGS[1:]:
        story.invite(typed)


def test_another_workspace_is_not_held_by_it(story: Story) -> None:
    with story.database.transaction() as unit:
        [row] = unit.query(Suppression)
        assert row.mailbox == "bob@gmail.com"
    story.invite(SPELLINGS[0], ZOE)
