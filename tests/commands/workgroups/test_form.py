"""All that one form changes of a workgroup: all of it, or nothing."""

from collections.abc import Callable

import pytest

from commands.actors import Person
from commands.errors import MoreComeIn, NameTaken, NotAllowed, NotMembers, Rejected
from commands.invitations import lists
from commands.invitations.lists import GroupRow, LinkShown, Search
from commands.workgroups import linking, manage
from commands.workgroups.form import change_form, show_form
from commands.workgroups.linking import WantedLinks
from commands.workgroups.manage import Change
from storage.models import ChannelLink
from tests.commands.story import Story
from tests.people import ADA, LEV

EAST = "C0EAST0001"


def change(
    story: Story, group: str, wanted: Change, links: WantedLinks | None, by: Person = ADA
) -> None:
    story.run(change_form, by, group, wanted, links)


def named(story: Story, group: str) -> tuple[str, list[str]]:
    shown = story.run(show_form, LEV, group)
    return shown.shown.group.name, [each.slack_id for each in shown.linked]


def row(story: Story, name: str) -> GroupRow:
    page = story.database.run(lists.all_groups, LEV, Search(typed=name), 9, story.now)
    [found] = page.rows
    assert isinstance(found, GroupRow)
    return found


def test_a_name_and_links_change_together(story: Story) -> None:
    group = story.group("Design")
    change(story, group, Change("Craft"), WantedLinks((EAST,)))
    assert named(story, group) == ("Craft", [EAST])


def test_links_that_are_not_in_the_form_stay(story: Story) -> None:
    group = story.group("Design")
    change(story, group, Change("Design"), WantedLinks((EAST,)))
    change(story, group, Change("Craft"), None, LEV)
    assert named(story, group) == ("Craft", [EAST])


@pytest.mark.parametrize(
    ("wanted", "links", "refusal"),
    [
        (Change("Taken"), WantedLinks((EAST,)), NameTaken),
        (Change("Craft", emails="ivy@example.com"), WantedLinks((EAST,)), NotMembers),
        (Change("Craft"), WantedLinks(("nonsense",)), Rejected),
    ],
)
def test_nothing_changes_where_one_thing_can_not_be(
    story: Story, wanted: Change, links: WantedLinks, refusal: type[Rejected]
) -> None:
    story.group("Taken")
    group = story.group("Design")
    with pytest.raises(refusal):
        change(story, group, wanted, links)
    assert named(story, group) == ("Design", [])


def test_a_lead_may_not_link_and_then_changes_nothing(story: Story) -> None:
    group = story.group("Design")
    with pytest.raises(NotAllowed):
        change(story, group, Change("Craft"), WantedLinks(), LEV)
    assert named(story, group) == ("Design", [])


def test_the_form_knows_who_may_link(story: Story) -> None:
    group = story.group("Design")
    assert story.run(show_form, ADA, group).may_link
    assert not story.run(show_form, LEV, group).may_link


def test_the_list_says_what_each_workgroup_is_linked_with_and_what_is_wrong(story: Story) -> None:
    group, other = story.group("Design"), story.group("Sales")
    wanted = WantedLinks((EAST,), "S0ANALYSTS")
    story.run(linking.change, ADA, group, wanted)
    story.run(linking.change, ADA, other, WantedLinks((EAST,)))
    with story.database.transaction() as unit:
        for link in unit.query(ChannelLink).filter_by(workgroup_id=group, kind="channel"):
            link.name, link.problem = "east", "is_archived"
    assert row(story, "Design").links == (
        LinkShown("channel", EAST, "east", "is_archived"),
        LinkShown("usergroup", "S0ANALYSTS", "", ""),
    )
    assert row(story, "Sales").links == (LinkShown("channel", EAST, "", ""),)
    assert row(story, "Public").links == ()


def test_a_list_of_none_is_empty(story: Story) -> None:
    story.group("Design")
    page = story.database.run(lists.all_groups, LEV, Search(typed="x" * 50), 9, story.now)
    assert page.rows == ()


def acceptable(story: Story, group: str) -> int:
    """How many invitations into it the form says can be accepted."""
    return int(story.run(show_form, ADA, group).shown.acceptable)


def test_the_form_says_how_many_invitations_lead_there(story: Story) -> None:
    group = story.group("Design")
    story.invite("a@example.com", workgroup=group)
    story.revoke(story.invite("b@example.com", workgroup=group))
    story.invite("c@example.com", workgroup=story.group("Plain"))
    assert acceptable(story, group) == 1
    story.wait(days=14)
    assert acceptable(story, group) == 0


def test_a_decline_counts_as_long_as_it_can_be_undone(story: Story) -> None:
    group = story.group("Design")
    declined = story.invite("a@example.com", workgroup=group)
    story.decline(declined)
    assert acceptable(story, group) == 1
    story.wait(days=13)
    assert acceptable(story, group) == 1
    story.wait(days=1)
    assert acceptable(story, group) == 0


def test_a_decline_that_a_newer_invitation_replaced_does_not(story: Story) -> None:
    group = story.group("Design")
    story.decline(story.invite("a@example.com", workgroup=group))
    story.wait(minutes=1)
    newer = story.invite("a@example.com")
    assert acceptable(story, group) == 0
    story.revoke(newer)
    assert acceptable(story, group) == 0
    assert not story.row(newer).workgroup_id


def test_who_undoes_a_decline_was_counted(story: Story) -> None:
    group = story.group("Design")
    declined = story.invite("a@example.com", workgroup=group)
    story.decline(declined)
    counted = acceptable(story, group)
    change(story, group, Change("Design"), WantedLinks((EAST,)))
    assert story.accept(declined)
    assert counted == 1


# Who is brought in while an admin has the form open


def save(story: Story, group: str, *channels: str, connect: bool = False) -> None:
    """What the form said when the story began, with nobody in it, is what they have read."""
    links = WantedLinks(channels, connect=connect, told=(0, 0))
    change(story, group, Change("Design"), links)


def it_is_joined(story: Story, group: str) -> None:
    story.run(manage.add_members, LEV, group, LEV.email)


def it_is_invited_into(story: Story, group: str) -> None:
    story.invite(workgroup=group)


@pytest.mark.parametrize(
    ("meanwhile", "counted"), [(it_is_joined, (1, 0)), (it_is_invited_into, (0, 1))]
)
def test_nobody_is_linked_whom_the_form_did_not_count(
    story: Story, meanwhile: Callable[[Story, str], None], counted: tuple[int, int]
) -> None:
    group = story.group("Design")
    meanwhile(story, group)
    with pytest.raises(MoreComeIn) as more:
        save(story, group, EAST)
    assert (more.value.members, more.value.acceptable) == counted
    assert not story.all(ChannelLink)
    change(story, group, Change("Design"), WantedLinks((EAST,), told=counted))
    save(story, group, EAST)
    with pytest.raises(MoreComeIn):
        save(story, group, EAST, connect=True)
    save(story, group)
    assert not story.all(ChannelLink)


def test_with_fewer_than_it_counted_it_is_linked(story: Story) -> None:
    group = story.group("Design")
    change(story, group, Change("Design"), WantedLinks((EAST,), told=(1, 1)))
    assert story.all(ChannelLink)
