"""Which domains a workspace invites to."""

import pytest

from commands import workspace_settings
from commands.errors import BadAddresses
from commands.invitations.approve import approve, refuse
from commands.invitations.invite import InviteForm
from commands.invitations.request import request
from commands.limits import Limits
from commands.outcomes import Invited, Requested
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA


def set_(story: Story, **typed: str) -> None:
    story.database.run(workspace_settings.change, ADA, typed, Limits(), story.now)


def refused(story: Story, emails: str) -> list[tuple[str, str]]:
    with pytest.raises(BadAddresses) as refusal:
        story.invite(emails, LEV)
    return [(bad.typed, bad.why) for bad in refusal.value.refused]


def test_at_first_every_lasting_domain_is_invited(story: Story) -> None:
    assert story.invite("bob@example.com")
    assert refused(story, "bob@mailinator.com") == [("bob@mailinator.com", "disposable")]
    assert refused(story, "bob@mail.mailinator.com")[0][1] == "disposable"


def test_throw_away_addresses_may_be_wanted(story: Story) -> None:
    set_(story, refuse_disposable="no")
    assert story.invite("bob@mailinator.com")


def test_only_the_allowed_are_invited_and_those_below_them(story: Story) -> None:
    set_(story, allowed_domains="northwind.example mailinator.com")
    assert story.invite("a@northwind.example")
    assert story.invite("b@lab.northwind.example")
    assert story.invite("c@mailinator.com"), "allowed by name"
    assert refused(story, "d@southwind.example") == [("d@southwind.example", "not_allowed")]
    assert refused(story, "e@notnorthwind.example")[0][1] == "not_allowed"


def test_the_blocked_are_not_invited_even_below_the_allowed(story: Story) -> None:
    set_(story, allowed_domains="northwind.example", blocked_domains="old.northwind.example")
    assert refused(story, "a@old.northwind.example")[0][1] == "blocked"
    assert refused(story, "a@very.old.northwind.example")[0][1] == "blocked"
    assert story.invite("a@northwind.example")


def test_a_domain_of_other_letters_is_the_same_in_both_forms(story: Story) -> None:
    set_(story, blocked_domains="bücher.example")
    assert refused(story, "a@xn--bcher-kva.example")[0][1] == "blocked"


def test_each_address_is_named_and_nobody_is_invited(story: Story) -> None:
    set_(story, blocked_domains="old.example")
    found = refused(story, "a@old.example b@example.com c@mailinator.com")
    assert found == [("a@old.example", "blocked"), ("c@mailinator.com", "disposable")]
    assert story.outbox() == []


def test_what_was_closed_is_not_invited_anew_to_a_domain_that_is_blocked_by_now(
    story: Story,
) -> None:
    bob = story.invite("bob@old.example")
    story.revoke(bob)
    set_(story, blocked_domains="old.example")
    with pytest.raises(BadAddresses) as refusal:
        story.resend(bob)
    assert [(bad.typed, bad.why) for bad in refusal.value.refused] == [
        ("bob@old.example", "blocked")
    ]
    set_(story, blocked_domains="")
    assert isinstance(story.resend(bob), Invited)


def test_a_request_for_a_domain_that_is_blocked_by_now_is_not_approved(story: Story) -> None:
    form = InviteForm("ivy@old.example")
    [asked] = story.database.run(request, MIA, form, Limits(), story.now)
    assert isinstance(asked, Requested)
    set_(story, blocked_domains="old.example")
    with pytest.raises(BadAddresses):
        story.database.run(approve, ADA, asked.id, Limits(), story.now)
    assert story.row(asked.id).state == "requested"
    story.database.run(refuse, ADA, asked.id, "", story.now)
    assert story.row(asked.id).state == "refused", "that is possible still"


def test_what_is_open_goes_on_where_its_domain_is_blocked(story: Story) -> None:
    bob = story.invite("bob@old.example")
    set_(story, blocked_domains="old.example")
    assert isinstance(story.resend(bob), Invited)
