"""What waits for no fault of its own, since whoever runs Usher has to mend something."""

from datetime import timedelta

import pytest

from commands.delivery.results import FEWEST, TransientFailure, Withheld
from tests.commands.places import (
    ANALYSTS,
    EAST,
    IVY,
    claim,
    joined,
    linked_group,
    links,
    record,
    step,
)
from tests.commands.story import Story


def test_what_waits_for_the_operator_is_not_given_up_and_goes_soon_after(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.decline(bob)
    for _ in range(30):
        [parcel] = story.claim("slack.declined")
        story.record([parcel], Withheld("Slack: token_revoked"))
        [row] = story.outbox("slack.declined")
        assert (row.state, row.reason) == ("pending", "Slack: token_revoked")
        assert row.due_at - story.now <= timedelta(minutes=17), "it goes soon after it is mended"
        story.wait(hours=12)
    story.record(story.claim("slack.declined"), TransientFailure("Slack: fatal_error"))
    story.wait(hours=1)
    assert [parcel.kind for parcel in story.deliver("slack.declined")] == ["slack.declined"]


def test_what_passed_before_the_operator_was_needed_does_not_count(story: Story) -> None:
    story.decline(story.invite())
    for _ in range(FEWEST):
        story.record(story.claim("slack.declined"), TransientFailure("Slack: fatal_error"))
        story.wait(hours=7)
    story.wait(days=1)
    story.record(story.claim("slack.declined"), Withheld("Slack: token_revoked"))
    [row] = story.outbox("slack.declined")
    assert row.state == "pending"


def test_it_is_tried_less_and_less_often_at_first(story: Story) -> None:
    story.decline(story.invite())
    delays = []
    for _ in range(8):
        story.record(story.claim("slack.declined"), Withheld("Slack: invalid_auth"))
        [row] = story.outbox("slack.declined")
        delays.append(row.due_at - story.now)
        story.now = row.due_at
    assert delays[0] < timedelta(minutes=1)
    assert all(timedelta(minutes=10) < delay < timedelta(minutes=17) for delay in delays[3:])


@pytest.mark.parametrize("kind", ["channel", "usergroup", "account"])
def test_a_step_into_a_channel_or_user_group_is_not_given_up_either(
    story: Story, kind: str
) -> None:
    if kind == "account":
        story.accept(story.invite(IVY.email, workgroup=linked_group(story, EAST)))
    else:
        group = linked_group(story, ANALYSTS if kind == "usergroup" else EAST)
        invitation = story.invite(IVY.email, workgroup=group)
        joined(story, IVY)
        story.accept(invitation)
    for _ in range(FEWEST):
        record(story, claim(story, f"place.{kind}"), TransientFailure("fatal_error"))
        story.wait(hours=7)
    for _ in range(10):
        story.wait(days=1)
        record(story, claim(story, f"place.{kind}"), Withheld("account_inactive"))
    assert step(story, kind).state == "pending"
    assert [each.problem for each in links(story)] == [""]
    assert not story.outbox("slack.trouble")
