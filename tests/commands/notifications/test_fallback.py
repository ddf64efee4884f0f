"""Reminders in a channel; and to each admin where the channel does not take them."""

from dataclasses import replace

import pytest

from commands import workspace_settings
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import PermanentFailure, TransientFailure
from commands.directory.change_role import set_role
from commands.directory.identify import identify
from commands.limits import Limits
from tests.commands.story import Story
from tests.people import ADA, MIA

CHANNEL = "C0ADMINS00"


@pytest.fixture
def bob(story: Story) -> str:
    """An invitation that the admins are to see, two of them, in their channel."""
    story.database.run(identify, MIA, story.now)
    story.database.run(set_role, MIA.email, "admin", story.now)
    typed = {"digest_channel": CHANNEL}
    ada = replace(ADA, seen=())
    story.database.run(workspace_settings.change, ada, typed, Limits(), story.now)
    bob = story.invite()
    story.deliver()
    story.wait(days=2)
    story.digest()
    return bob


def directly(story: Story) -> list[Parcel]:
    return [each for each in story.claim("slack.digest") if not each.channel]


def test_a_channel_gets_one_copy(story: Story, bob: str) -> None:
    [parcel] = story.deliver("slack.digest")
    assert parcel.details.written()["channel"] == CHANNEL
    assert [row.invitation.id for row in parcel.rows] == [bob]
    assert story.claim("slack.digest") == []


def test_what_the_channel_refuses_goes_to_each_admin_with_the_reason(
    story: Story, bob: str
) -> None:
    story.record(story.claim("slack.digest"), PermanentFailure("Slack: not_in_channel"))
    parcels = directly(story)
    assert [each.recipient and each.recipient.name for each in parcels] == [
        "Ada Admin",
        "Mia Member",
    ]
    for parcel in parcels:
        assert parcel.details.written()["meant_for"] == CHANNEL
        assert parcel.details.written()["said"] == "Slack: not_in_channel"
        assert [row.invitation.id for row in parcel.rows] == [bob]


def test_problem_that_may_pass_waits(story: Story, bob: str) -> None:
    story.record(story.claim("slack.digest"), TransientFailure("Slack: ratelimited"))
    story.wait(minutes=2)
    [parcel] = story.claim("slack.digest")
    assert parcel.details.written()["channel"] == CHANNEL


def test_each_admin_gets_it_once(story: Story, bob: str) -> None:
    parcels = story.claim("slack.digest")
    for _ in range(2):
        story.record(parcels, PermanentFailure("Slack: is_archived"))
    assert len(directly(story)) == 2


def test_an_admin_who_refuses_too_is_not_written_to_again(story: Story, bob: str) -> None:
    story.record(story.claim("slack.digest"), PermanentFailure("Slack: not_in_channel"))
    story.record(directly(story), PermanentFailure("Slack: user_disabled"))
    assert story.claim("slack.digest") == []


def test_a_change_of_a_posted_one_that_is_refused_stays_quiet(story: Story, bob: str) -> None:
    story.deliver("slack.digest")
    story.invite("joe@example.com")
    story.extend(bob, ADA)
    story.record(story.claim("slack.update"), PermanentFailure("Slack: message_not_found"))
    assert story.claim("slack.%") == []
