"""Linking: admins say which channels and user group a workgroup's people are to be in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from commands.actors import Person
from commands.delivery.provisioning.claim import LinkProblem, Missing, Placed
from commands.directory.change_role import set_role
from commands.errors import FixedGroup, NotAllowed, NotFound, NotLinkable
from commands.places import PlaceId, PlacesUnseen, SeenPlace
from commands.workgroups import linking, manage
from commands.workgroups.linking import WantedLinks
from storage.models import ChannelLink, Workgroup
from tests.commands.places import (
    ANALYSTS,
    EAST,
    IVY,
    WEST,
    claim,
    coming,
    joined,
    link,
    linked_group,
    links,
    named,
    record,
    step,
    steps,
    told,
)
from tests.commands.story import Story
from tests.people import ADA, ELSEWHERE, LEV, MIA, NORTHWIND

ZED = Person(ELSEWHERE, "U0ZED", name="Zed", email="zed@elsewhere.example", runs_slack=True)
NOWHERE = "01J00000000000000000000000"


def test_a_workgroup_is_linked_and_its_story_says_so(story: Story) -> None:
    group = story.group("Design")
    east, analysts = link(story, group, EAST, ANALYSTS, connect=True)
    assert (east.kind, east.slack_id, east.connect, east.workgroup) == (
        "channel",
        EAST,
        True,
        "Design",
    )
    assert (analysts.kind, analysts.connect, analysts.problem) == ("usergroup", False, "")
    verbs = told(story, group)[1:]
    assert [verb for verb, _ in verbs] == ["linked", "linked"]
    assert verbs[0][1] == {"kind": "channel", "name": EAST, "slack_id": EAST, "connect": True}


def test_slack_is_asked_at_once_how_they_are_called(story: Story) -> None:
    link(story, story.group("Design"), EAST, ANALYSTS)
    looks = claim(story)
    assert {(each.kind, each.link_kind, each.slack_id) for each in looks} == {
        ("place.look", "channel", EAST),
        ("place.look", "usergroup", ANALYSTS),
    }
    record(story, looks, Placed(name="e" * 90), Placed(name="an\x00alysts"))
    assert [each.name for each in links(story)] == ["e" * 80, "analysts"]


def test_the_same_again_changes_nothing(story: Story) -> None:
    group = story.group("Design")
    first = link(story, group, EAST, ANALYSTS)
    again = link(story, group, EAST, EAST, ANALYSTS)
    assert [each.id for each in first] == [each.id for each in again]
    assert len(told(story, group)) == 3
    assert len(steps(story)) == 2


def test_who_is_in_the_workgroup_already_is_brought_in_line(story: Story) -> None:
    group = story.group("Design")
    joined(story, MIA)
    for number in range(3):
        email = f"p{number}@example.com"
        story.database.run(set_role, email, "member", story.now)
        story.run(manage.add_members, ADA, group, email)
    story.run(manage.add_members, ADA, group, f"{MIA.email} {ADA.email}")
    link(story, group, EAST, ANALYSTS)
    assert sorted(steps(story)) == [
        ("channel", "pending"),
        ("channel", "pending"),
        ("look", "pending"),
        ("look", "pending"),
        ("usergroup", "pending"),
    ]
    assert coming(story) == {MIA.user, ADA.user}
    assert step(story, "usergroup").member_id is None


def test_of_a_workgroup_without_anybody_in_slack_only_the_name_is_asked(story: Story) -> None:
    link(story, story.group("Design"), EAST, ANALYSTS)
    assert {kind for kind, _ in steps(story)} == {"look"}


def test_unlinking_drops_what_waits_and_takes_nobody_out(story: Story) -> None:
    group = story.group("Design")
    story.run(manage.add_members, ADA, group, ADA.email)
    link(story, group, EAST, ANALYSTS)
    left = link(story, group, ANALYSTS)
    assert [each.slack_id for each in left] == [ANALYSTS]
    assert dict(told(story, group))["unlinked"]["slack_id"] == EAST
    assert sorted(steps(story)) == [
        ("channel", "dropped"),
        ("look", "dropped"),
        ("look", "pending"),
        ("usergroup", "pending"),
    ]
    assert link(story, group) == []
    assert not claim(story)
    assert {state for _, state in steps(story)} == {"dropped"}


def test_what_was_in_hand_when_it_was_unlinked_is_written_down_nowhere(story: Story) -> None:
    group = linked_group(story, EAST)
    joined(story, MIA)
    story.run(manage.add_members, ADA, group, MIA.email)
    taken = claim(story)
    link(story, group)
    record(story, taken, Placed(name="east"))
    assert steps(story, "place.channel") == [("channel", "dropped")]
    assert not story.all(ChannelLink)


def test_slack_connect_is_turned_on_and_off(story: Story) -> None:
    group = story.group("Design")
    [east] = link(story, group, EAST)
    assert not east.connect
    [same] = link(story, group, EAST, connect=True)
    assert (same.id, same.connect) == (east.id, True)
    link(story, group, EAST)
    assert [details.get("connect") for _, details in told(story, group)[1:]] == [False, True, False]


def test_what_waits_to_be_sent_by_slack_connect_is_dropped_when_it_is_turned_off(
    story: Story,
) -> None:
    group = linked_group(story, EAST, connect=True)
    story.accept(story.invite(IVY.email, workgroup=group))
    record(story, claim(story, "place.account"), Missing())
    assert steps(story, "place.connect") == [("connect", "pending")]
    link(story, group, EAST)
    assert steps(story, "place.connect") == [("connect", "dropped")]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (WantedLinks(["D0MIA"]), "channels"),
        (WantedLinks(["east"]), "channels"),
        (WantedLinks([EAST, ""]), "channels"),
        (WantedLinks(["C0'; --"]), "channels"),
        (WantedLinks(["C" + "0" * 40]), "channels"),
        (WantedLinks([f"C{number:05}" for number in range(21)]), "channels"),
        (WantedLinks(usergroup=EAST), "usergroup"),
        (WantedLinks(usergroup="S0 1"), "usergroup"),
    ],
)
def test_what_can_be_no_place_is_refused_and_nothing_is_changed(
    story: Story, wanted: WantedLinks, field: str
) -> None:
    group = story.group("Design")
    link(story, group, WEST)
    with pytest.raises(NotLinkable) as refusal:
        story.run(linking.change, ADA, group, wanted)
    assert refusal.value.name == field
    assert [each.slack_id for each in links(story)] == [WEST]


def test_a_workgroup_has_twenty_channels_at_most(story: Story) -> None:
    group = story.group("Design")
    channels = [f"C{number:05}" for number in range(21)]
    story.run(linking.change, ADA, group, WantedLinks(channels[:20]))
    assert len(links(story)) == 20
    with pytest.raises(NotLinkable):
        story.run(linking.change, ADA, group, WantedLinks(channels))


def test_only_admins_link_and_leads_see_it(story: Story) -> None:
    group = story.group("Design")
    [east] = link(story, group, EAST)
    for person in (LEV, MIA):
        with pytest.raises(NotAllowed):
            story.run(linking.change, person, group, WantedLinks())
        with pytest.raises(NotAllowed):
            story.run(linking.retry, person, east.id)
    assert story.run(linking.linked, LEV, group) == (east,)
    with pytest.raises(NotAllowed):
        story.run(linking.linked, MIA, group)


def test_only_a_custom_workgroup_of_ones_own_workspace_is_linked(story: Story) -> None:
    group = story.group("Design")
    [east] = link(story, group, EAST)
    for act in (linking.linked, linking.retry):
        with pytest.raises(NotFound):
            story.run(act, ZED, east.id if act is linking.retry else group)
    with pytest.raises(NotFound):
        story.run(linking.change, ZED, group, WantedLinks())
    ours = story.member(ADA).workspace_id
    [public] = [
        each.id
        for each in story.all(Workgroup)
        if (each.kind, each.workspace_id) == ("public", ours)
    ]
    with pytest.raises(FixedGroup):
        story.run(linking.change, ADA, public, WantedLinks([EAST]))


def test_an_archived_workgroup_is_neither_linked_nor_brought_anywhere(story: Story) -> None:
    group = linked_group(story, EAST, ANALYSTS)
    joined(story, MIA)
    story.run(manage.add_members, ADA, group, MIA.email)
    story.run(manage.archive, ADA, group)
    with pytest.raises(NotFound):
        story.run(linking.change, ADA, group, WantedLinks())
    assert not claim(story)
    assert {row.reason for row in story.outbox("place.channel")} == {"the workgroup was archived"}


def test_two_who_link_the_same_at_once_link_it_once(story: Story) -> None:
    group = story.group("Design")

    def change(_: int) -> None:
        story.run(linking.change, ADA, group, WantedLinks([EAST, WEST], ANALYSTS))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(change, range(4)))
    assert [each.slack_id for each in links(story)] == [EAST, WEST, ANALYSTS]


def test_linking_while_people_accept_loses_nobody(story: Story) -> None:
    group = story.group("Design")
    people = [replace(IVY, user=f"U0P{each}", email=f"p{each}@example.com") for each in range(6)]
    invited = [story.invite(person.email, workgroup=group) for person in people]
    for person in people:
        joined(story, person)
    acts: list[Callable[[], object]] = [partial(story.accept, each) for each in invited]
    acts.insert(3, partial(story.run, linking.change, ADA, group, WantedLinks([EAST])))
    with ThreadPoolExecutor(7) as pool:
        list(pool.map(lambda act: act(), acts))
    assert coming(story) == {each.user for each in people}


def test_all_that_waits_is_tried_at_once_when_an_admin_asks(story: Story) -> None:
    group = linked_group(story, EAST)
    joined(story, MIA)
    story.run(manage.add_members, ADA, group, f"{MIA.email} {ADA.email}")
    record(story, claim(story), LinkProblem("not_in_channel"))
    story.wait(seconds=1)
    assert not claim(story)
    [east] = links(story)
    found = story.run(linking.retry, ADA, east.id)
    assert (found.problem, found.waiting) == ("not_in_channel", 2)
    [probe] = claim(story)
    record(story, [probe], Placed())
    assert len(claim(story)) == 1


def test_a_link_that_is_gone_is_not_tried(story: Story) -> None:
    with pytest.raises(NotFound) as refusal:
        story.run(linking.retry, ADA, NOWHERE)
    assert refusal.value.what == "link"
    named(story)


# Who links it


ANN = Person(NORTHWIND, "U0ANN", name="Ann Admin", email="ann@northwind.example")


@pytest.fixture
def ann(story: Story) -> Person:
    """An admin of Usher who does not run Slack."""
    joined(story, ANN)
    story.database.run(set_role, ANN.email, "admin", story.now)
    return ANN


def seen(place: str, **more: Any) -> SeenPlace:
    kind = "channel" if place[0] in "CG" else "usergroup"
    return SeenPlace(PlaceId(kind, place), **{"obstacle": "", "name": "east", **more})


def try_to_link(
    story: Story, who: Person, group: str, wanted: WantedLinks, *places: SeenPlace
) -> None:
    story.database.run(linking.change, replace(who, seen=places), group, wanted, story.now)


def test_an_admin_links_only_what_they_are_in(story: Story, ann: Person) -> None:
    group = story.group("Design")
    with pytest.raises(NotLinkable) as refusal:
        try_to_link(story, ann, group, WantedLinks([EAST]), seen(EAST))
    assert (refusal.value.name, refusal.value.why, refusal.value.place) == (
        "channels",
        "outside",
        "east",
    )
    assert not links(story)
    try_to_link(story, ann, group, WantedLinks([EAST]), seen(EAST, inside=True, private=False))
    [link] = links(story)
    assert (link.slack_id, link.name, link.private) == (EAST, "east", False)


def test_who_runs_slack_links_any_channel_that_is_there(story: Story) -> None:
    group = story.group("Design")
    try_to_link(story, ADA, group, WantedLinks([EAST]), seen(EAST))
    assert [each.private for each in links(story)] == [True], "until Slack says otherwise"


@pytest.mark.parametrize("obstacle", ["unknown", "archived", "direct", "scope", "silent"])
@pytest.mark.parametrize("place", [EAST, ANALYSTS])
def test_nobody_links_what_slack_does_not_show(story: Story, obstacle: Any, place: str) -> None:
    group = story.group("Design")
    wanted = WantedLinks([EAST]) if place == EAST else WantedLinks((), ANALYSTS)
    with pytest.raises(NotLinkable) as refusal:
        try_to_link(story, ADA, group, wanted, seen(place, inside=True, obstacle=obstacle))
    assert refusal.value.why == obstacle
    with pytest.raises(NotLinkable):
        try_to_link(story, ADA, group, wanted)
    assert not links(story)


def test_a_user_group_with_channels_of_its_own_wants_who_links_it_in_it(
    story: Story, ann: Person
) -> None:
    group, wanted = story.group("Design"), WantedLinks((), ANALYSTS)
    with pytest.raises(NotLinkable) as refusal:
        try_to_link(story, ann, group, wanted, seen(ANALYSTS))
    assert (refusal.value.name, refusal.value.why) == ("usergroup", "outside")
    try_to_link(story, ann, group, wanted, seen(ANALYSTS, opens=False))
    assert [each.slack_id for each in links(story)] == [ANALYSTS]


def test_what_another_admin_linked_stays_and_nobody_has_to_look(story: Story, ann: Person) -> None:
    group = story.group("Design")
    link(story, group, EAST, ANALYSTS)
    story.database.run(linking.change, ann, group, WantedLinks([EAST], ANALYSTS), story.now)
    assert len(links(story)) == 2
    story.database.run(linking.change, ann, group, WantedLinks([EAST]), story.now)
    with pytest.raises(PlacesUnseen) as unseen:
        story.database.run(linking.change, ann, group, WantedLinks([EAST], ANALYSTS), story.now)
    assert unseen.value.places == (PlaceId("usergroup", ANALYSTS),)
    assert unseen.value.to_link


def test_who_opens_a_channel_to_slack_connect_is_in_it(story: Story, ann: Person) -> None:
    group = story.group("Design")
    link(story, group, EAST)
    wanted = WantedLinks([EAST], connect=True)
    with pytest.raises(NotLinkable):
        try_to_link(story, ann, group, wanted, seen(EAST))
    assert [each.connect for each in links(story)] == [False]
    try_to_link(story, ann, group, wanted, seen(EAST, inside=True))
    assert [each.connect for each in links(story)] == [True]


def test_what_slack_says_later_of_a_channel_is_believed(story: Story) -> None:
    group = story.group("Design")
    link(story, group, EAST)
    [look] = claim(story, "place.look")
    record(story, [look], Placed(name="east", private=True))
    assert [each.private for each in links(story)] == [True]
    joined(story, MIA)
    story.run(manage.add_members, ADA, group, MIA.email)
    record(story, claim(story, "place.channel"), Placed(name="east"))
    assert [each.private for each in links(story)] == [True], "not said is not public"
