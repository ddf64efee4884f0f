"""A user group that nobody can change any more, though it is linked."""

from typing import Any

import pytest

from commands.workgroups import linking
from tests.bot.sandbox.slack_places import ANALYSTS
from tests.bot.worker.journey import Journey, begin, links
from tests.bot.worker.office import ADA, MIA, Office


@pytest.fixture
async def journey(office: Office) -> Journey:
    return await begin(office)


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"is_idp_group": True}, "is_idp_group"),
        ({"is_membership_locked": True}, "is_membership_locked"),
        ({"date_delete": 1_700_000_000}, "no_such_subteam"),
    ],
)
async def test_a_user_group_that_was_locked_since_is_told_of_as_such(
    journey: Journey, facts: dict[str, Any], word: str
) -> None:
    shelf = journey.office.slack.workspace.usergroups
    before = shelf[ANALYSTS]
    shelf[ANALYSTS] = {**before, **facts}
    journey.accepted()
    await journey.turn(2)
    [_, analysts] = links(journey)
    assert (analysts.problem, journey.analysts) == (word, [ADA.user])
    shelf[ANALYSTS] = before
    journey.run(linking.retry, ADA, analysts.id)
    await journey.rest(seconds=120)
    assert journey.analysts == [ADA.user, MIA.user]
    assert [link.problem for link in links(journey)] == ["", ""]


async def test_why_slack_refuses_a_user_group_is_looked_for_and_else_its_own_word_stands(
    journey: Journey,
) -> None:
    for fault in ({"error": "missing_scope"}, {"status": 500}):
        journey.office.slack.fail("usergroups.users.update", error="permission_denied")
        journey.office.slack.fail("usergroups.list", **fault)
    journey.accepted()
    await journey.turn(2)
    assert links(journey)[1].problem == "permission_denied"
