"""An address that asked for silence may be mailed again, if an admin says so."""

import pytest

from commands.errors import AddressSuppressed, NotAllowed
from commands.invitations.unsuppress import unsuppress
from storage.models import Suppression
from tests.commands.story import Story
from tests.people import ADA, LEV


def test_an_admin_lifts_it_and_the_mail_can_go_again(story: Story) -> None:
    bob = story.invite()
    story.stop(bob)
    with pytest.raises(AddressSuppressed):
        story.resend(bob)
    assert story.run(unsuppress, ADA, bob) == "bob@example.com"
    story.wait(hours=1)
    story.resend(bob)
    assert story.verbs(bob)[-2:] == ["lifted", "resent"]


def test_a_lead_can_not_lift_it_and_is_told_whom_to_ask(story: Story) -> None:
    bob = story.invite()
    story.stop(bob)
    with pytest.raises(NotAllowed) as refusal:
        story.run(unsuppress, LEV, bob)
    assert refusal.value.ask == (ADA.user,)
    assert len(story.all(Suppression)) == 1


def test_what_was_not_asked_for_is_not_in_the_history(story: Story) -> None:
    bob = story.invite()
    story.run(unsuppress, ADA, bob)
    assert "lifted" not in story.verbs(bob)
