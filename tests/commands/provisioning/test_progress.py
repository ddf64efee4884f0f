"""Where in Slack who accepted is: read from what was to leave, and what became of it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from commands import audit
from commands.delivery.results import Delivered
from commands.invitations import describe, lists
from commands.notifications import notices
from commands.provisioning import progress
from commands.provisioning.progress import TaskProgress
from storage import invitations
from storage.models import ChannelLink
from storage.outbox_details import Decision
from storage.vocabulary import OutboxKind, Verb, Via
from tests.beginnings import Beginnings
from tests.commands.progressing import (
    answered,
    known_in_slack,
    leaves,
    link,
    looked_for_nobody,
    steps,
)
from tests.commands.story import Story
from tests.people import ADA, LEV

EAST = ("east", "C0EAST")
ANALYSTS = ("analysts", "S0ANALYSTS")


@pytest.fixture
def bob(story: Story, beginnings: Beginnings) -> str:
    return beginnings.go_on(story, accepted)


def accepted(story: Story) -> str:
    """Bob has accepted; what the acceptance itself wrote has left."""
    bob = story.invite()
    story.accept(bob)
    looked_for_nobody(story)
    return bob


def east(story: Story, **more: object) -> str:
    return link(story, "channel", EAST[1], EAST[0], **more)


def analysts(story: Story, **more: object) -> str:
    return link(story, "usergroup", ANALYSTS[1], ANALYSTS[0], **more)


def test_what_is_open_has_no_steps_and_costs_no_query(story: Story) -> None:
    open_, over = story.invite(), story.invite("amy@example.com")
    story.decline(over)
    leaves(story, open_, "place.account")
    assert steps(story, open_, over) == [(), ()]


@pytest.mark.parametrize(
    ("state", "reason", "came"),
    [
        ("pending", "", TaskProgress("account", "", "", "waiting")),
        ("pending", "Slack did not answer in time", TaskProgress("account", "", "", "waiting")),
        (
            "pending",
            "Slack: missing_scope",
            TaskProgress("account", "", "", "waiting", "missing_scope"),
        ),
        ("sent", "", TaskProgress("account", "", "", "missing")),
        ("sent", "taken", TaskProgress("account", "", "", "refused", "taken")),
        ("failed", "Slack: fatal_error", TaskProgress("account", "", "", "refused", "fatal_error")),
    ],
)
def test_an_account_is_looked_for_and_not_found(
    story: Story, bob: str, state: str, reason: str, came: TaskProgress
) -> None:
    leaves(story, bob, "place.account", state=state, reason=reason)
    assert steps(story, bob) == [(came,)]


def test_who_has_an_account_is_known_by_it_whatever_was_looked_for(story: Story, bob: str) -> None:
    leaves(story, bob, "place.account", state="sent")
    leaves(story, bob, "mail.joining", state="sent")
    known_in_slack(story, bob)
    assert steps(story, bob) == [(TaskProgress("account", "", "U0BOB", "done"),)]


@pytest.mark.parametrize(
    ("state", "reason", "problem", "came", "why"),
    [
        ("pending", "", "", "waiting", ""),
        ("pending", "Slack can't be reached: X", "", "waiting", ""),
        ("pending", "Slack: not_in_channel", "not_in_channel", "waiting", "not_in_channel"),
        ("sent", "", "", "done", ""),
        ("sent", "", "is_archived", "done", ""),
        ("failed", "Slack: cant_invite", "", "refused", "cant_invite"),
        ("failed", "cant_invite", "is_archived", "refused", "cant_invite"),
    ],
)
@pytest.mark.parametrize("kind", ["channel", "usergroup"])
def test_a_place_is_waited_for_reached_or_refused(
    story: Story, bob: str, kind: str, state: str, reason: str, problem: str, came: str, why: str
) -> None:
    place = link(story, kind, "C0EAST", "east", problem=problem)
    known_in_slack(story, bob)
    leaves(story, bob, f"place.{kind}", place, state=state, reason=reason)
    [(_, step)] = steps(story, bob)
    assert (step.kind, step.name, step.slack_id) == (kind, "east", "C0EAST")
    assert (step.state, step.why) == (came, why)


def test_of_several_about_one_place_the_newest_counts_and_what_was_dropped_does_not(
    story: Story, bob: str
) -> None:
    channel, group = east(story), analysts(story)
    known_in_slack(story, bob)
    leaves(story, bob, "place.usergroup", group, state="dropped")
    leaves(story, bob, "place.channel", channel, state="failed", reason="Slack: cant_invite")
    leaves(story, bob, "place.channel", channel, state="sent")
    leaves(story, bob, "place.channel", channel, state="dropped", reason="unlinked")
    [(_, step)] = steps(story, bob)
    assert step == TaskProgress("channel", *EAST, "done")


def test_a_place_that_is_linked_no_more_is_not_spoken_of(story: Story, bob: str) -> None:
    channel = east(story)
    known_in_slack(story, bob)
    leaves(story, bob, "place.channel", channel, state="sent")
    with story.database.transaction() as unit:
        unit.delete(unit.get_one(ChannelLink, channel))
    assert steps(story, bob) == [(TaskProgress("account", "", "U0BOB", "done"),)]


@pytest.mark.parametrize(
    ("became", "came"),
    [
        ("", ("sent", "")),
        ("accepted", ("done", "")),
        ("declined", ("refused", "declined")),
    ],
)
def test_an_invitation_by_slack_connect_is_out_until_it_is_answered(
    story: Story, bob: str, became: str, came: tuple[str, str]
) -> None:
    channel = east(story, connect=True)
    other = link(story, "channel", "C0WEST", "west", connect=True)
    leaves(story, bob, "place.connect", channel, state="sent")
    leaves(story, bob, "place.connect", other, state="sent")
    answered(story, bob, channel, became)
    [(step, west)] = steps(story, bob)
    assert (step.kind, step.state, step.why) == ("connect", *came)
    assert (west.name, west.state) == ("west", "sent")


@pytest.mark.parametrize(
    ("state", "reason", "problem", "came"),
    [
        ("pending", "", "", ("waiting", "")),
        ("pending", "", "missing_scope", ("waiting", "missing_scope")),
        (
            "failed",
            "Slack: connection_limit_exceeded",
            "",
            ("refused", "connection_limit_exceeded"),
        ),
    ],
)
def test_an_invitation_by_slack_connect_may_wait_or_be_refused(
    story: Story, bob: str, state: str, reason: str, problem: str, came: tuple[str, str]
) -> None:
    channel = east(story, connect=True, problem=problem)
    leaves(story, bob, "place.connect", channel, state=state, reason=reason)
    [(step,)] = steps(story, bob)
    assert (step.state, step.why) == came


def test_who_has_an_account_is_in_by_slack_connect_only_if_they_accepted_that(
    story: Story, bob: str
) -> None:
    channel = east(story, connect=True)
    leaves(story, bob, "place.connect", channel, state="sent")
    known_in_slack(story, bob)
    assert [step.kind for step in steps(story, bob)[0]] == ["account"]
    answered(story, bob, channel, "accepted")
    assert [step.kind for step in steps(story, bob)[0]] == ["account", "connect"]


def test_each_has_their_own_in_one_order(story: Story, bob: str) -> None:
    amy = story.invite("amy@example.com")
    story.accept(amy)
    group, channel = analysts(story), east(story)
    known_in_slack(story, bob)
    leaves(story, bob, "place.usergroup", group)
    leaves(story, bob, "place.channel", channel)
    leaves(story, amy, "mail.joining")
    leaves(story, amy, "place.account", state="sent")
    mine, hers = steps(story, bob, amy)
    assert [step.kind for step in mine] == ["account", "channel", "usergroup"]
    assert [step.kind for step in hers] == ["account", "joining"]


@contextmanager
def counted(story: Story) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _u: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(story.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(story.database.engine, "before_cursor_execute", note)


def test_many_are_read_with_as_few_queries_as_one(story: Story) -> None:
    channel = east(story, connect=True)
    people = [story.invite(f"p{number}@example.com") for number in range(6)]
    for each in people:
        story.accept(each)
        leaves(story, each, "place.connect", channel, state="sent")
    with story.database.reading() as unit:
        rows = list(invitations.get_many(unit, people).values())
        with counted(story) as one:
            progress.progress(unit, rows[:1])
        unit.expunge_all()
        with counted(story) as all_:
            progress.progress(unit, rows)
    assert len(all_) == len(one) == 3


def test_the_page_and_the_story_of_one_know_its_steps(story: Story, bob: str) -> None:
    channel = east(story)
    known_in_slack(story, bob)
    leaves(story, bob, "place.channel", channel, state="sent")
    page = story.database.read(describe.for_invitee, bob, story.now)
    told, _ = story.database.run(describe.with_audit_trail, ADA, bob, 30, story.now)
    assert page.steps == told.steps == steps(story, bob)[0]
    assert [each.steps for each in story.run(lists.listed, LEV, "", 10).rows] == [()]


def test_the_message_to_the_inviter_is_brought_up_to_date_as_steps_end(
    story: Story, bob: str
) -> None:
    [told] = story.deliver("slack.accepted")
    assert told.invitation
    assert told.invitation.steps == ()
    channel = east(story)
    leaves(story, bob, "place.channel", channel)
    assert story.claim("slack.%") == []
    story.wait(seconds=3)
    [update] = story.deliver("slack.%")
    assert (update.kind, update.replaces) == ("slack.accepted", (f"D{told.id}", f"{told.id}.0"))
    assert update.recipient == told.recipient
    assert update.invitation
    assert [step.state for step in update.invitation.steps] == ["waiting"]


def test_many_steps_of_a_few_seconds_are_one_update(story: Story, bob: str) -> None:
    story.deliver("slack.accepted")
    places = [link(story, "channel", f"C0{n}", f"c{n}") for n in range(10)]
    story.wait(minutes=1)
    known_in_slack(story, bob)
    for each in places:
        leaves(story, bob, "place.channel", each, state="sent")
        story.wait(milliseconds=100)
    story.wait(seconds=3)
    [update] = story.deliver("slack.%")
    assert update.invitation
    assert len([step for step in update.invitation.steps if step.state == "done"]) == 11
    story.wait(minutes=1)
    assert story.deliver("slack.%") == []


def test_what_ended_while_the_message_was_on_its_way_is_said(story: Story, bob: str) -> None:
    taken = story.claim("slack.accepted")
    channel = east(story)
    leaves(story, bob, "place.channel", channel, state="sent")
    assert story.outbox("slack.update") == []
    story.record(taken, Delivered("D1", "1.0"))
    story.wait(seconds=3)
    [update] = story.deliver("slack.%")
    assert update.replaces == ("D1", "1.0")
    assert update.invitation
    assert [step.kind for step in update.invitation.steps] == ["channel"]


def test_who_approved_a_request_makes_the_message_of_its_acceptance_no_other(
    story: Story, bob: str
) -> None:
    with story.database.transaction() as unit:
        row = invitations.get(unit, bob)
        assert row
        audit.record(unit, row.workspace_id, [bob], Verb.APPROVED, story.now, via=Via.SLACK)
        notices.tell_inviter(unit, row, OutboxKind.APPROVED, story.now, Decision())
    parcels = story.claim("slack.%")
    assert {each.kind for each in parcels} == {"slack.accepted", "slack.approved"}
    story.record(parcels, Delivered("D1", "1.0"))
    assert story.outbox("slack.update") == []


def test_a_list_tells_no_steps_even_beside_the_message_that_does(story: Story) -> None:
    bob = story.invite()
    story.deliver("mail.%")
    story.wait(days=3)
    story.digest()
    story.deliver("slack.digest")
    story.accept(bob)
    leaves(story, bob, "place.account")
    told = {each.kind: each for each in story.claim("slack.%")}
    accepted, digest = told["slack.accepted"].invitation, told["slack.digest"].rows[0].invitation
    assert accepted
    assert (accepted.id, len(accepted.steps)) == (digest.id, 1)
    assert digest.steps == ()
