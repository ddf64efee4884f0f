"""What was open when an admin linked its workgroup ends in time, unless who may bring people there
gives it more.
"""

from typing import Any

import pytest

from commands.actors import Person
from commands.errors import OutOfReach
from commands.invitations import by_address
from commands.invitations.extend import extend
from commands.invitations.resend import resend
from commands.limits import Limits
from commands.outcomes import Invited
from commands.places import PlaceId, PlacesUnseen
from storage.models import ChannelLink
from tests.commands.places import EAST, WEST, link, linked_group, named
from tests.commands.statements import statements
from tests.commands.story import Story, seeing
from tests.people import ADA, LEV

PLACES = [PlaceId("channel", EAST), PlaceId("channel", WEST)]
OUTSIDE = seeing(LEV, PLACES, inside=False)
IN_A_PART = seeing(LEV, PLACES[:1])
INSIDE = seeing(LEV, PLACES)


def run(story: Story, command: Any, *args: Any) -> Any:
    """Whom it says is where it says, and no look at Slack."""
    return story.database.run(command, *args, story.now)


def open_before_the_link(story: Story) -> tuple[str, str]:
    """An invitation of Lev's into a workgroup that Ada has linked since; and the workgroup."""
    group = story.group("Design")
    pending = story.invite("ivy@example.com", workgroup=group)
    link(story, group, EAST, WEST)
    named(story)
    with story.database.transaction() as unit:
        for each in unit.query(ChannelLink).filter_by(slack_id=WEST):
            each.private = True
    story.wait(days=1)
    return pending, group


KEEP_OPEN: dict[str, Any] = {
    "resend": lambda story, who, one: run(story, resend, who, one, Limits()),
    "by address": lambda story, who, _: run(
        story, by_address.resend_newest, who, "ivy@example.com", Limits()
    ),
    "extend": lambda story, who, one: run(story, extend, who, one),
}


@pytest.mark.parametrize("keep", KEEP_OPEN.values(), ids=KEEP_OPEN)
def test_one_that_was_open_before_the_link_gets_no_more_time_from_who_is_not_there(
    story: Story, keep: Any
) -> None:
    pending, _ = open_before_the_link(story)
    ends, mails = story.row(pending).expires_at, len(story.outbox("mail.%"))
    with pytest.raises(PlacesUnseen) as unseen:
        keep(story, LEV, pending)
    assert set(unseen.value.places) == set(PLACES)
    for who, beyond in ((OUTSIDE, ["named", ""]), (IN_A_PART, [""])):
        with pytest.raises(OutOfReach) as refused:
            keep(story, who, pending)
        assert [each.name for each in refused.value.leads.places] == beyond
        assert refused.value.leads.workgroup == "Design"
    row = story.row(pending)
    assert (row.state, row.expires_at, row.resent_at) == ("pending", ends, None)
    assert len(story.outbox("mail.%")) == mails
    assert story.verbs(pending) == ["invited"]


@pytest.mark.parametrize("keep", KEEP_OPEN.values(), ids=KEEP_OPEN)
@pytest.mark.parametrize("who", [ADA, INSIDE], ids=["an admin", "in it"])
def test_who_may_bring_people_there_gives_it_more_time(
    story: Story, keep: Any, who: Person
) -> None:
    pending, _ = open_before_the_link(story)
    assert isinstance(keep(story, who, pending), Invited)
    assert story.row(pending).cycle == 2


@pytest.mark.parametrize("keep", KEEP_OPEN.values(), ids=KEEP_OPEN)
def test_one_whose_workgroup_is_archived_leads_nowhere(story: Story, keep: Any) -> None:
    pending, group = open_before_the_link(story)
    story.archive(group)
    assert isinstance(keep(story, LEV, pending), Invited)


def test_what_has_no_workgroup_costs_no_look_at_links(story: Story) -> None:
    linked_group(story, EAST)
    plain = story.invite("ivy@example.com")
    with statements(story.database) as seen:
        run(story, extend, LEV, plain)
        run(story, resend, LEV, plain, Limits())
    assert seen
    assert not [each for each in seen if "FROM channel_link" in each]
