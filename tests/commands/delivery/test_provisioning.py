"""Provisioning tasks, each with its own result; a problem of a link is told once and waits."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from commands.delivery.provisioning.claim import Found, LinkProblem, Missing, Placed, Task
from commands.delivery.results import (
    GIVE_UP,
    LONGEST_DELAY,
    Busy,
    Delivered,
    PermanentFailure,
    TransientFailure,
)
from commands.directory.change_role import set_role
from commands.workgroups import linking, manage
from commands.workgroups.linking import WantedLinks
from storage.models import Member
from tests.commands.places import (
    ANALYSTS,
    EAST,
    IVY,
    WEST,
    after,
    claim,
    joined,
    link,
    linked_group,
    links,
    record,
    step,
    steps,
    told,
)
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA

SEEN = timedelta(minutes=1)


def entering(story: Story, *places: str, **given: Any) -> str:
    """Ivy, whom Slack knows, accepts an invitation into a linked workgroup."""
    group = linked_group(story, *places, **given)
    invitation = story.invite(IVY.email, workgroup=group)
    joined(story, IVY)
    story.accept(invitation)
    return invitation


def add(story: Story, *emails: str) -> None:
    [group] = {each.workgroup_id for each in links(story)}
    story.run(manage.add_members, ADA, group, " ".join(emails))


def messages(story: Story) -> list[tuple[str | None, str, str]]:
    rows = story.outbox("slack.trouble")
    return [(row.member_id, row.details["code"], row.state) for row in rows]


def test_what_was_refused_for_one_person_ends_their_step_alone(story: Story) -> None:
    invitation = entering(story, EAST, WEST)
    record(story, claim(story), PermanentFailure("ura_max_channels"), Placed(name="west"))
    assert sorted(state for _, state in steps(story, "place.channel")) == ["failed", "sent"]
    assert told(story, invitation)[-2:] == [
        ("not_placed", {"kind": "channel", "name": "named", "said": "ura_max_channels"}),
        ("placed", {"kind": "channel", "name": "west"}),
    ]
    assert [each.problem for each in links(story)] == ["", ""]
    assert not messages(story)
    assert story.row(invitation).state == "accepted"


def test_without_a_name_the_id_is_written_down(story: Story) -> None:
    group = story.group("Design")
    link(story, group, EAST)
    invitation = story.invite(IVY.email, workgroup=group)
    joined(story, IVY)
    story.accept(invitation)
    record(story, claim(story, "place.channel"), Placed())
    assert told(story, invitation)[-1] == ("placed", {"kind": "channel", "name": EAST})


def test_what_an_admin_can_mend_is_told_to_each_of_them_once(story: Story) -> None:
    story.run(set_role, LEV.email, "admin")
    joined(story, LEV)
    invitation = entering(story, EAST)
    for _ in range(4):
        record(story, claim(story), LinkProblem("not_in_channel"))
        story.wait(days=1)
    ada, lev = story.member(ADA).id, story.member(LEV).id
    assert messages(story) == [
        (ada, "not_in_channel", "pending"),
        (lev, "not_in_channel", "pending"),
    ]
    [east] = links(story)
    assert (east.problem, east.problem_with) == ("not_in_channel", "place.channel")
    assert east.problem_at
    assert story.row(invitation).state == "accepted"
    assert "not_placed" not in story.verbs(invitation)


def test_it_is_tried_again_at_growing_intervals_and_never_given_up(story: Story) -> None:
    entering(story, EAST)
    waits = []
    for _ in range(12):
        record(story, claim(story), LinkProblem("is_archived"))
        waits.append(after(step(story, "channel"), story))
        story.wait(days=3)
    assert waits[0] < SEEN < waits[2]
    assert max(waits) <= LONGEST_DELAY * 1.2
    record(story, claim(story), TransientFailure("Slack did not answer in time"))
    assert step(story, "channel").state == "pending"


def test_while_it_lasts_one_step_is_tried_for_all(story: Story) -> None:
    entering(story, EAST)
    joined(story, MIA)
    record(story, claim(story), LinkProblem("not_in_channel"))
    add(story, MIA.email, LEV.email)
    story.wait(minutes=5)
    [probe] = claim(story)
    assert not claim(story)
    record(story, [probe], LinkProblem("not_in_channel"))
    story.wait(seconds=30)
    assert not claim(story)
    assert len({row.due_at for row in story.outbox("place.channel")}) == 1


def test_when_one_gets_through_all_are_tried_at_once(story: Story) -> None:
    story.now += timedelta()
    entering(story, EAST)
    joined(story, MIA)
    add(story, MIA.email)
    record(story, claim(story), LinkProblem("not_in_channel"))
    joined(story, LEV)
    story.wait(hours=1)
    [probe] = claim(story)
    record(story, [probe], Placed())
    [east] = links(story)
    assert (east.problem, east.problem_with, east.problem_at) == ("", "", None)
    assert east.mended_at == story.now
    [other] = claim(story)
    assert other.user != probe.user


def test_the_message_is_brought_up_to_date_when_it_is_mended(story: Story) -> None:
    entering(story, EAST)
    record(story, claim(story), LinkProblem("not_in_channel"))
    [message] = story.deliver("slack.trouble")
    assert message.link
    assert (message.link.problem, message.link.waiting, message.link.workgroup) == (
        "not_in_channel",
        1,
        "Design",
    )
    story.wait(hours=1)
    record(story, claim(story), Placed())
    [update] = story.deliver("slack.update")
    assert update.replaces
    assert update.kind == "slack.trouble"
    assert update.link
    assert (update.link.problem, update.link.waiting) == ("", 0)


def test_what_was_mended_before_it_could_be_told_is_not_told(story: Story) -> None:
    entering(story, EAST)
    record(story, claim(story), LinkProblem("not_in_channel"))
    story.wait(hours=1)
    record(story, claim(story), Placed())
    assert not story.deliver("slack.trouble")
    assert [state for *_, state in messages(story)] == ["dropped"]


def test_what_was_mended_while_the_message_was_on_its_way_is_told_after(story: Story) -> None:
    entering(story, EAST)
    record(story, claim(story), LinkProblem("not_in_channel"))
    sent = story.claim("slack.trouble")
    story.wait(seconds=90)
    record(story, claim(story), Placed())
    story.record(sent, Delivered("D1", "1.0"))
    [update] = story.deliver("slack.update")
    assert update.link
    assert not update.link.problem


def test_a_message_about_what_was_unlinked_says_so(story: Story) -> None:
    entering(story, EAST)
    record(story, claim(story), LinkProblem("not_in_channel"))
    story.deliver("slack.trouble")
    [east] = links(story)
    story.run(linking.change, ADA, east.workgroup_id, WantedLinks())
    [update] = story.deliver("slack.update")
    assert (update.kind, update.link) == ("slack.trouble", None)


def test_another_problem_is_told_anew(story: Story) -> None:
    entering(story, EAST)
    for code in ("not_in_channel", "is_archived", "is_archived"):
        record(story, claim(story), LinkProblem(code))
        story.wait(hours=5)
    assert [code for _, code, _ in messages(story)] == ["not_in_channel", "is_archived"]


def test_problem_with_slack_connect_holds_up_no_channel(story: Story) -> None:
    group = linked_group(story, EAST, connect=True)
    story.accept(story.invite("zoe@example.com", workgroup=group))
    record(story, claim(story), Missing())
    record(story, claim(story), LinkProblem("not_paid"))
    joined(story, MIA)
    story.run(manage.add_members, ADA, group, f"{MIA.email} {ADA.email}")
    first = claim(story)
    record(story, first, Placed())
    record(story, claim(story), Placed())
    assert {state for _, state in steps(story, "place.channel")} == {"sent"}
    [east] = links(story)
    assert (east.problem, east.problem_with) == ("not_paid", "place.connect")
    record(story, claim(story), LinkProblem("channel_archived"))
    story.wait(hours=5)
    record(story, claim(story), Placed(reference="I1"))
    assert links(story)[0].problem == ""


def test_two_kinds_of_problem_are_told_one_after_the_other(story: Story) -> None:
    group = linked_group(story, EAST, connect=True)
    story.accept(story.invite("zoe@example.com", workgroup=group))
    record(story, claim(story), Missing())
    joined(story, MIA)
    story.run(manage.add_members, ADA, group, MIA.email)
    connect, channel = sorted(claim(story), key=lambda each: each.kind != "place.connect")
    record(story, [connect, channel], LinkProblem("not_paid"), LinkProblem("not_in_channel"))
    assert [code for _, code, _ in messages(story)] == ["not_paid"]
    assert links(story)[0].problem_with == "place.connect"


def test_a_look_finds_problem_at_once_and_what_gets_through_ends_it(story: Story) -> None:
    group = story.group("Design")
    joined(story, MIA)
    story.run(manage.add_members, ADA, group, MIA.email)
    link(story, group, EAST)
    record(story, claim(story, "place.look"), LinkProblem("not_in_channel", name="east"))
    [east] = links(story)
    assert (east.name, east.problem_with) == ("east", "place.look")
    assert len(messages(story)) == 1
    record(story, claim(story, "place.channel"), Placed())
    assert links(story)[0].problem == ""
    assert steps(story, "place.look") == [("look", "dropped")]


def test_a_look_that_may_not_be_had_is_no_problem_where_people_come_in(story: Story) -> None:
    group = story.group("Design")
    story.run(manage.add_members, ADA, group, ADA.email)
    link(story, group, EAST)
    looks = claim(story, "place.look")
    record(story, claim(story, "place.channel"), Placed(name="east"))
    record(story, looks, LinkProblem("missing_scope"))
    assert not messages(story)
    assert steps(story, "place.look") == [("look", "dropped")]


def test_eighty_characters_of_a_places_name_are_kept(story: Story) -> None:
    link(story, story.group("Design"), EAST)
    record(story, claim(story), Placed(name="x" * 81))
    assert links(story)[0].name == "x" * 80


def test_a_look_that_gets_through_ends_its_problem(story: Story) -> None:
    link(story, story.group("Design"), EAST)
    record(story, claim(story), LinkProblem("missing_scope"))
    story.wait(hours=1)
    record(story, claim(story), Placed(name="east"))
    [east] = links(story)
    assert (east.name, east.problem) == ("east", "")


@pytest.mark.parametrize("kind", ["channel", "usergroup", "connect", "account", "look"])
def test_what_may_pass_is_tried_later_and_once_for_long_enough_no_more(
    story: Story, kind: str
) -> None:
    if kind in {"connect", "account"}:
        group = linked_group(story, EAST, connect=True)
        invitation = story.invite(IVY.email, workgroup=group)
        story.accept(invitation)
        if kind == "connect":
            record(story, claim(story), Missing())
    else:
        invitation = entering(story, ANALYSTS if kind == "usergroup" else EAST)
    if kind == "look":
        link(story, story.group("Other"), WEST)
    began = story.now
    while True:
        taken = claim(story, f"place.{kind}")
        if not taken:
            break
        record(story, taken, TransientFailure("Slack: brand_new", timedelta(hours=3)))
        story.wait(hours=6)
    assert story.now - began >= GIVE_UP
    [(_, state)] = [each for each in steps(story, f"place.{kind}") if each[1] != "sent"]
    assert state == "failed"
    if kind != "look":
        assert told(story, invitation)[-1][0] == "not_placed"
        assert told(story, invitation)[-1][1]["said"] == "Slack: brand_new"
    assert story.row(invitation).state == "accepted"


def test_the_time_in_problem_does_not_count(story: Story) -> None:
    entering(story, EAST)
    joined(story, MIA)
    add(story, MIA.email)
    taken = claim(story)
    record(story, taken, LinkProblem("not_in_channel"))
    story.wait(days=30)
    record(story, claim(story), Placed())
    record(story, claim(story), TransientFailure("Slack did not answer in time"))
    assert sorted(state for _, state in steps(story, "place.channel")) == ["pending", "sent"]
    story.wait(hours=12)
    while taken := claim(story):
        record(story, taken, TransientFailure("Slack did not answer in time"))
        story.wait(hours=12)
    assert sorted(state for _, state in steps(story, "place.channel")) == ["failed", "sent"]


def test_slacks_own_time_is_kept(story: Story) -> None:
    entering(story, EAST)
    record(story, claim(story), TransientFailure("ratelimited", timedelta(minutes=17)))
    assert after(step(story, "channel"), story) >= timedelta(minutes=17)


def test_what_was_not_its_turn_was_no_attempt(story: Story) -> None:
    entering(story, EAST)
    record(story, claim(story), Busy("later", timedelta(seconds=9)))
    row = step(story, "channel")
    assert (row.attempts, row.state, after(row, story)) == (0, "pending", timedelta(seconds=9))


@pytest.mark.parametrize(
    "result",
    [
        Placed(),
        PermanentFailure("no"),
        LinkProblem("not_in_channel"),
        TransientFailure("later"),
        Busy("later"),
    ],
)
def test_a_late_worker_changes_nothing(story: Story, result: Any) -> None:
    invitation = entering(story, EAST)
    late = claim(story)
    story.leases_end()
    quick = claim(story)
    record(story, late, result)
    assert step(story, "channel").state == "pending"
    assert not messages(story)
    record(story, quick, Placed())
    record(story, late, result)
    assert step(story, "channel").state == "sent"
    assert story.verbs(invitation)[-1] == "placed"


@pytest.mark.parametrize("result", [Found(person=IVY), Missing()], ids=["found", "missing"])
def test_a_late_look_for_an_account_changes_nothing(story: Story, result: Any) -> None:
    invitation = story.invite(IVY.email)
    story.accept(invitation)
    late = claim(story)
    story.leases_end()
    record(story, claim(story), Missing())
    record(story, late, result)
    assert story.verbs(invitation)[-2:] == ["accepted", "account_missing"]


def test_a_row_that_is_gone_is_nothings_matter(story: Story) -> None:
    entering(story, EAST)
    record(story, [Task(987654321, "lease", "place.channel", "T0", "nowhere")], Placed())
    assert len(claim(story)) == 1


def test_the_inviters_home_is_drawn_anew_with_each_step(story: Story) -> None:
    entering(story, EAST)
    joined(story, LEV)
    with story.database.transaction() as unit:
        unit.execute(update(Member).where(Member.email == LEV.email).values(home=""))
    record(story, claim(story), Placed())
    assert [row.member_id for row in story.outbox("slack.home")] == [story.member(LEV).id]
