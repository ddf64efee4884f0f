"""By its address: the newest invitation that somebody may see, what they may list, and a file."""

from datetime import timedelta
from typing import Any

import pytest

from commands import export
from commands.actors import Person
from commands.directory.change_role import set_role
from commands.errors import (
    BadAddresses,
    Closed,
    NoAddress,
    NotAllowed,
    NotFound,
    SeveralAddresses,
    TooSoon,
    UsherError,
)
from commands.invitations import by_address, lists
from commands.invitations.invite import InviteForm
from commands.invitations.lists import ListPage
from commands.invitations.request import request
from commands.limits import Limits
from commands.outcomes import Invited
from tests.commands.story import Story
from tests.people import ADA, ELSEWHERE, GUS, LEV, MIA, NIA

NOBODY = "nobody@example.com"


def resends(story: Story, typed: str, by: Person = LEV) -> Any:
    return story.database.run(by_address.resend_newest, by, typed, Limits(), story.now)


def revokes(story: Story, typed: str, by: Person = LEV) -> by_address.Revoked:
    return story.database.run(by_address.revoke_newest, by, typed, story.now)


def listed_to(story: Story, by: Person, typed: str = "", most: int = 20) -> ListPage:
    return story.database.run(lists.listed, by, typed, most, story.now)


def addresses(page: ListPage) -> list[str]:
    return [about.address for about in page.rows]


@pytest.mark.parametrize(
    "typed",
    [
        "bob@example.com",
        " BOB@example.com ",
        "Bob <bob@example.com>",
        "<mailto:bob@example.com|bob@example.com>",
        "mailto:bob@example.com",
        "&lt;bob@example.com&gt;",
    ],
)
def test_an_address_is_understood_as_in_the_form(story: Story, typed: str) -> None:
    bob = story.invite()
    assert revokes(story, typed) == by_address.Revoked("bob@example.com", requested=False)
    assert story.row(bob).state == "revoked"


def test_it_is_the_newest_that_is_meant(story: Story) -> None:
    first = story.invite()
    story.revoke(first)
    story.wait(days=1)
    second = story.invite()
    revokes(story, "bob@example.com")
    assert story.row(second).state == "revoked"
    with pytest.raises(Closed) as over:
        revokes(story, "bob@example.com")
    assert over.value.state == "revoked"


def test_it_is_mailed_again_and_not_twice_in_a_moment(story: Story) -> None:
    bob = story.invite()
    assert resends(story, "bob@example.com") == Invited(bob, "bob@example.com")
    with pytest.raises(TooSoon) as soon:
        resends(story, "bob@example.com")
    assert soon.value.at == story.now + timedelta(minutes=10)


def test_what_is_over_is_invited_anew_and_what_is_accepted_is_not(story: Story) -> None:
    bob = story.invite()
    revokes(story, "bob@example.com")
    again = resends(story, "bob@example.com")
    assert isinstance(again, Invited)
    assert again.id != bob
    story.accept(again.id)
    with pytest.raises(Closed) as over:
        resends(story, "bob@example.com")
    assert over.value.state == "accepted"


def refusal(story: Story, by: Person, typed: str) -> tuple[type[UsherError], ...]:
    said = []
    for do in (resends, revokes):
        with pytest.raises(UsherError) as refused:
            do(story, typed, by)
        said.append(type(refused.value))
    return tuple(said)


def test_an_unknown_address_and_somebody_elses_get_the_same_answer(story: Story) -> None:
    bob = story.invite(by=ADA)
    assert refusal(story, LEV, "bob@example.com") == refusal(story, LEV, NOBODY)
    assert refusal(story, LEV, NOBODY) == (NotFound, NotFound)
    assert refusal(story, MIA, "bob@example.com") == refusal(story, MIA, NOBODY)
    other = Person(ELSEWHERE, "U0ZOE", name="Zoe", email="zoe@x.example", runs_slack=True)
    assert refusal(story, other, "bob@example.com") == (NotFound, NotFound)
    assert story.row(bob).state == "pending"


def test_an_admin_names_anybodys(story: Story) -> None:
    story.invite(by=LEV)
    assert revokes(story, "bob@example.com", ADA).address == "bob@example.com"


def test_who_lost_the_right_takes_back_their_own_but_mails_nobody(story: Story) -> None:
    bob = story.invite()
    story.database.run(set_role, LEV.email, "member", story.now)
    with pytest.raises(NotAllowed):
        resends(story, "bob@example.com")
    revokes(story, "bob@example.com")
    assert story.row(bob).state == "revoked"


@pytest.mark.parametrize("who", [GUS, NIA])
def test_outsiders_name_nothing(story: Story, who: Person) -> None:
    story.invite()
    assert refusal(story, who, "bob@example.com") == (NotAllowed, NotAllowed)
    with pytest.raises(NotAllowed):
        listed_to(story, who)
    with pytest.raises(NotAllowed):
        story.run(export.ask, who)


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("", NoAddress),
        ("a@example.com b@example.com", SeveralAddresses),
        ("bob", BadAddresses),
        ("bob@localhost", BadAddresses),
    ],
)
def test_one_address_has_to_be_named(story: Story, typed: str, refused: type[UsherError]) -> None:
    assert refusal(story, LEV, typed) == (refused, refused)


def test_a_list_has_the_newest_first_and_of_others_only_for_admins(story: Story) -> None:
    for name in ("a", "b"):
        story.invite(f"{name}@example.com")
        story.wait(minutes=1)
    story.revoke(story.invite("c@example.com"))
    story.wait(minutes=1)
    story.invite("d@example.com", by=ADA)
    assert addresses(listed_to(story, ADA)) == [f"{name}@example.com" for name in "dcba"]
    assert addresses(listed_to(story, LEV)) == [f"{name}@example.com" for name in "cba"]
    assert addresses(listed_to(story, MIA)) == []
    few = listed_to(story, ADA, most=2)
    assert (addresses(few), few.total) == (["d@example.com", "c@example.com"], 4)


def test_a_list_is_searched_by_address_name_and_workgroup(story: Story) -> None:
    story.invite("Bob Builder <bob@example.com>", workgroup=story.group("Design"))
    story.invite("eve@example.com")
    for typed in ("BOB@", "builder", "desi", "\x00bob"):
        assert addresses(listed_to(story, LEV, typed)) == ["bob@example.com"]
    assert listed_to(story, LEV, "%").total == 0


def file_of(story: Story, who: Person) -> list[Any]:
    with story.database.reading() as unit:
        return [row[1] for row in export.seen_by(unit, who.team, who.user, story.now)]


def test_a_file_has_what_its_reader_may_see_when_it_is_made(story: Story) -> None:
    story.invite("a@example.com")
    story.invite("b@example.com", by=ADA)
    assert story.run(export.ask, LEV) == 1
    assert story.run(export.ask, ADA) == 2
    story.invite("c@example.com")
    assert file_of(story, LEV) == ["a@example.com", "c@example.com"]
    assert file_of(story, ADA) == ["a@example.com", "b@example.com", "c@example.com"]
    story.database.run(set_role, ADA.email, "member", story.now)
    assert file_of(story, ADA) == ["b@example.com"]
    with pytest.raises(NotFound):
        file_of(story, MIA)
    with pytest.raises(NotFound):
        file_of(story, Person(ELSEWHERE, LEV.user))


def test_a_file_is_sent_once_a_minute_and_not_without_a_row(story: Story) -> None:
    assert story.run(export.ask, LEV) == 0
    assert story.outbox("slack.export") == []
    story.invite()
    for _ in range(3):
        assert story.run(export.ask, LEV) == 1
    [parcel] = story.deliver("slack.export")
    assert parcel.recipient
    assert (parcel.recipient.slack_user, parcel.invitation) == (LEV.user, None)
    story.wait(minutes=1)
    story.run(export.ask, LEV)
    assert len(story.deliver("slack.export")) == 1


def test_who_only_asked_sees_that_too(story: Story) -> None:
    story.database.run(request, MIA, InviteForm("ivy@example.com"), Limits(), story.now)
    assert story.run(export.ask, MIA) == 1
    assert file_of(story, MIA) == ["ivy@example.com"]
    assert addresses(listed_to(story, MIA)) == ["ivy@example.com"]
