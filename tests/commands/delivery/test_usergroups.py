"""A user group, which Slack replaces as a whole: held by one at a time, and nobody is lost."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from commands.actors import Person
from commands.delivery.provisioning.claim import TURN, LinkProblem, Placed, Roster, Task
from commands.delivery.results import Busy, PermanentFailure, Result
from commands.workgroups import linking, manage
from commands.workgroups.linking import WantedLinks
from storage.models import Member
from tests.commands.places import (
    ANALYSTS,
    EAST,
    IVY,
    begin,
    claim,
    joined,
    link,
    linked_group,
    links,
    record,
    steps,
    told,
)
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA


def crowd(story: Story, number: int) -> list[Person]:
    people = [replace(IVY, user=f"U0P{n}", email=f"p{n}@example.com") for n in range(number)]
    for person in people:
        joined(story, person)
    return people


def add(story: Story, group: str, people: Sequence[Person]) -> None:
    story.run(manage.add_members, ADA, group, " ".join(each.email for each in people))


def remove(story: Story, group: str, person: Person) -> None:
    story.run(manage.remove_members, ADA, group, [story.member(person).id])


def hold(story: Story, task: Task) -> Roster:
    roster = begin(story, task)
    assert roster
    return roster


def test_one_step_brings_in_all_who_wait(story: Story) -> None:
    group = linked_group(story, ANALYSTS)
    people = crowd(story, 5)
    add(story, group, people)
    [task] = claim(story)
    roster = hold(story, task)
    assert set(roster.wanted) == {person.user for person in people}
    assert len(roster.covers) == 5
    record(story, [task], Placed(covers=roster.covers))
    assert steps(story, "place.usergroup") == [("usergroup", "sent")] * 5


def test_each_ones_story_says_that_they_are_in(story: Story) -> None:
    group = linked_group(story, ANALYSTS)
    people = crowd(story, 2)
    invited = []
    for person in people:
        with story.database.transaction() as unit:
            unit.execute(update(Member).where(Member.slack_user == person.user).values(email=None))
        invited.append(story.invite(person.email, workgroup=group))
        with story.database.transaction() as unit:
            unit.execute(
                update(Member).where(Member.slack_user == person.user).values(email=person.email)
            )
        story.accept(invited[-1])
    remove(story, group, people[0])
    [task] = claim(story)
    record(story, [task], Placed(name="analysts", covers=hold(story, task).covers))
    assert story.verbs(invited[0])[-1] == "accepted"
    assert told(story, invited[1])[-1] == ("placed", {"kind": "usergroup", "name": "analysts"})


def test_who_left_is_taken_out_and_who_came_back_is_not(story: Story) -> None:
    group = linked_group(story, ANALYSTS)
    left, back, stays = crowd(story, 3)
    add(story, group, [left, back, stays])
    [task] = claim(story)
    record(story, [task], Placed(covers=hold(story, task).covers))
    remove(story, group, left)
    remove(story, group, back)
    add(story, group, [back])
    [task] = claim(story)
    roster = hold(story, task)
    assert roster.leaving == {left.user}
    assert set(roster.wanted) == {back.user, stays.user}


def test_who_is_still_in_another_workgroup_of_the_user_group_stays(story: Story) -> None:
    one = linked_group(story, ANALYSTS)
    two = story.group("Craft")
    link(story, two, ANALYSTS)
    [ivy] = crowd(story, 1)
    add(story, one, [ivy])
    add(story, two, [ivy])
    remove(story, one, ivy)
    task = next(each for each in claim(story, "place.usergroup") if each.user)
    assert hold(story, task).leaving == frozenset()


def test_a_user_group_of_two_workgroups_is_held_once(story: Story) -> None:
    one = linked_group(story, ANALYSTS)
    two = story.group("Craft")
    link(story, two, ANALYSTS)
    people = crowd(story, 2)
    add(story, one, people[:1])
    [first] = claim(story, "place.usergroup")
    assert hold(story, first).covers
    add(story, two, people[1:])
    [second] = claim(story, "place.usergroup")
    assert begin(story, second) is None
    record(story, [second], Busy("held"))
    record(story, [first], Placed())
    story.now += TURN
    [second] = claim(story, "place.usergroup")
    assert hold(story, second).wanted == (people[1].user,)


def test_it_is_let_go_whatever_the_fate_and_after_a_death_with_the_lease(story: Story) -> None:
    group = linked_group(story, ANALYSTS)
    people = crowd(story, 4)
    done: list[Result] = [Placed(), PermanentFailure("no"), LinkProblem("not_paid")]
    for person, result in zip(people, done, strict=False):
        add(story, group, [person])
        story.wait(hours=5)
        [task] = claim(story)
        hold(story, task)
        [held] = links(story)
        assert held.lease
        record(story, [task], result)
        [free] = links(story)
        assert (free.lease, free.leased_until) == (None, None)
    story.wait(hours=5)
    [task] = claim(story)
    hold(story, task)
    story.wait(days=9)
    assert not claim(story)
    story.leases_end()
    [task] = claim(story)
    assert hold(story, task).covers


def test_a_late_worker_does_not_let_go_what_another_holds(story: Story) -> None:
    group = linked_group(story, ANALYSTS)
    add(story, group, crowd(story, 1))
    [late] = claim(story)
    hold(story, late)
    story.leases_end()
    [quick] = claim(story)
    hold(story, quick)
    record(story, [late], Placed())
    assert links(story)[0].lease
    assert begin(story, late) == Roster()


def test_a_step_that_another_has_done_has_nothing_to_do(story: Story) -> None:
    group = linked_group(story, ANALYSTS)
    add(story, group, crowd(story, 2))
    [task] = claim(story)
    roster = hold(story, task)
    record(story, [task], Placed(covers=roster.covers))
    assert begin(story, task) == Roster()
    assert links(story)[0].lease is None


def test_a_step_whose_link_is_gone_has_nothing_to_do(story: Story) -> None:
    group = linked_group(story, ANALYSTS)
    add(story, group, crowd(story, 1))
    [task] = claim(story)
    story.run(linking.change, ADA, group, WantedLinks())
    assert begin(story, task) == Roster()
    assert begin(story, replace(task, id=987654321)) == Roster()


def test_who_has_left_slack_or_was_removed_is_not_wanted(story: Story) -> None:
    group = linked_group(story, ANALYSTS)
    gone, removed, stays = crowd(story, 3)
    add(story, group, [gone, removed, stays])
    for person, column in ((gone, "left_at"), (removed, "removed_at")):
        with story.database.transaction() as unit:
            unit.execute(
                update(Member).where(Member.slack_user == person.user).values({column: story.now})
            )
    [task] = claim(story)
    roster = hold(story, task)
    assert roster.wanted == (stays.user,)
    assert roster.leaving == {removed.user}


def test_a_whole_that_slack_refuses_for_somebody_is_tried_one_by_one(story: Story) -> None:
    group = story.group("Design")
    people = crowd(story, 3)
    add(story, group, people)
    link(story, group, ANALYSTS)
    [whole] = claim(story, "place.usergroup")
    assert whole.user == ""
    assert len(hold(story, whole).covers) == 1
    record(story, [whole], PermanentFailure("invalid_users"))
    assert steps(story, "place.usergroup") == [
        ("usergroup", "failed"),
        *[("usergroup", "pending")] * 3,
    ]
    [one] = claim(story, "place.usergroup")
    assert one.user in {person.user for person in people}


@pytest.mark.parametrize("at_once", [6])
def test_of_many_who_begin_at_once_one_holds_it(story: Story, at_once: int) -> None:
    groups_ = [linked_group(story, ANALYSTS)]
    for number in range(at_once - 1):
        groups_.append(story.group(f"Group {number}"))
        link(story, groups_[-1], ANALYSTS)
    people = crowd(story, at_once)
    taken = []
    for group, person in zip(groups_, people, strict=True):
        add(story, group, [person])
        taken += claim(story, "place.usergroup")
    with ThreadPoolExecutor(at_once) as pool:
        rosters = list(pool.map(lambda task: begin(story, task), taken))
    assert sum(roster is not None for roster in rosters) == 1


def test_others_wait_their_turn_without_an_attempt(story: Story) -> None:
    group = linked_group(story, ANALYSTS, EAST)
    joined(story, MIA)
    joined(story, LEV)
    add(story, group, [MIA, LEV])
    taken = claim(story)
    assert sorted((each.kind, len(each.everybody)) for each in taken) == [
        ("place.channel", 2),
        ("place.usergroup", 1),
    ]
    [waiting] = [row for row in story.outbox("place.usergroup") if row.lease is None]
    assert (waiting.attempts, waiting.due_at - story.now) == (0, timedelta(seconds=5))
