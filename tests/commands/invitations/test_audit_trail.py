"""The history that is shown, and the link that is handed on."""

import pytest

from commands.errors import Closed, NotAllowed, NotFound
from commands.invitations import describe
from commands.invitations.share_link import share_link
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA

UNKNOWN = "01JDFPW2Q8T7M5X9K3C6B4N1ZZ"


def told(story: Story, of: str, most: int = 30) -> list[tuple[str, str]]:
    _, entries = story.database.run(describe.with_audit_trail, LEV, of, most, story.now)
    return [(each.verb, each.by) for each in entries]


def test_it_says_who_did_what_newest_last(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.wait(days=2)
    story.extend(bob, ADA)
    story.accept(bob)
    assert told(story, bob) == [
        ("invited", "Lev Lead"),
        ("mailed", ""),
        ("extended", "Ada Admin"),
        ("accepted", "bob"),
    ]


def test_of_a_long_one_the_newest_are_told(story: Story) -> None:
    bob = story.invite()
    for _ in range(5):
        story.wait(minutes=1)
        story.extend(bob)
    story.revoke(bob)
    assert [verb for verb, _ in told(story, bob, 3)] == ["extended", "extended", "revoked"]


def test_each_entry_has_its_time(story: Story) -> None:
    bob, began = story.invite(), story.now
    story.wait(days=1)
    story.revoke(bob)
    about, entries = story.database.run(describe.with_audit_trail, ADA, bob, 30, story.now)
    assert about.state == "revoked"
    assert [each.at for each in entries] == [began, story.now]


def test_the_link_is_shown_to_the_inviter_and_to_admins_and_the_history_says_so(
    story: Story,
) -> None:
    bob = story.invite()
    for person in (LEV, ADA):
        assert story.database.run(share_link, person, bob, story.now).id == bob
    assert told(story, bob)[1:] == [("link", "Lev Lead"), ("link", "Ada Admin")]


@pytest.mark.parametrize("look", [share_link, None])
def test_nobody_else_sees_either(story: Story, look: object) -> None:
    bob = story.invite()
    with pytest.raises(NotAllowed):
        ask(story, look, MIA, bob)
    with pytest.raises(NotFound):
        ask(story, look, LEV, UNKNOWN)
    assert story.verbs(bob) == ["invited"]


def ask(story: Story, look: object, person: object, of: str) -> None:
    if look is share_link:
        story.database.run(share_link, person, of, story.now)
    else:
        story.database.run(describe.with_audit_trail, person, of, 30, story.now)


def test_the_link_of_what_is_over_leads_nowhere(story: Story) -> None:
    bob = story.invite()
    story.revoke(bob)
    with pytest.raises(Closed) as refusal:
        story.database.run(share_link, LEV, bob, story.now)
    assert refusal.value.state == "revoked"
    assert story.verbs(bob) == ["invited", "revoked"]
