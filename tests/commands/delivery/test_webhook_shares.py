"""What one endpoint and one workspace may have in hand, so that others' webhooks leave."""

from collections import Counter
from collections.abc import Iterable

import pytest

from commands.actors import Person
from commands.delivery import webhooks
from commands.delivery.results import Delivered
from commands.delivery.webhooks import shares
from commands.delivery.webhooks.claim import TURN, Delivery
from commands.delivery.webhooks.record import NotDelivered
from commands.invitations.invite import InviteForm, invite
from commands.limits import Limits
from commands.webhooks import endpoints
from commands.webhooks.failures import Failure, FailureCode
from storage.models import OutboxRow
from storage.outbox import HELD
from tests.commands.endpoints import LEASE, add_endpoint, claim, record, told
from tests.commands.story import Story
from tests.northwind import SlackTeam, sync
from tests.people import ADA, ELSEWHERE

DOWN = NotDelivered(Failure(FailureCode.TIMED_OUT, seconds=20))
EVE = Person(ELSEWHERE, "U0EVE", name="Eve", email="eve@e.example", runs_slack=True)


def beside(story: Story, in_hand: Iterable[Delivery], most: int = 64) -> list[Delivery]:
    """What a worker takes that has these in hand."""
    args = story.now, LEASE, most, "hook.%", tuple(in_hand)
    return story.database.run(webhooks.claim, *args)


def happen(story: Story, times: int, what: str = "p") -> None:
    addresses = " ".join(f"{what}{number}@example.com" for number in range(times))
    story.database.run(invite, ADA, InviteForm(addresses), Limits(), story.now)


def elsewhere(story: Story) -> str:
    """Eve's workspace, which has an endpoint of its own."""
    story.run(sync, SlackTeam(ELSEWHERE, "Elsewhere", "UTC", [EVE]))
    made: endpoints.Endpoint = story.run(endpoints.add, EVE, "https://eve.example", (), "sealed")
    return made.id


def test_of_one_endpoint_four_are_in_hand_at_most(story: Story) -> None:
    add_endpoint(story)
    happen(story, 12)
    in_hand = beside(story, ())
    assert len(in_hand) == 4
    assert beside(story, in_hand) == []
    record(story, in_hand[:1], Delivered())
    [next_one] = beside(story, in_hand[1:])
    assert next_one.id not in {each.id for each in in_hand}
    assert Counter(row.state for row in told(story)) == {"sent": 1, "pending": 11}


def test_of_one_workspace_eight_are_in_hand_however_many_endpoints_it_has(story: Story) -> None:
    for number in range(5):
        add_endpoint(story, f"https://e{number}.example")
    happen(story, 5)
    in_hand = beside(story, ())
    assert len(in_hand) == 8
    assert max(Counter(each.endpoint for each in in_hand).values()) <= 4
    assert beside(story, in_hand) == []


@pytest.mark.parametrize("most", [1, 3, 64])
def test_a_workspace_with_much_to_tell_holds_up_no_other(story: Story, most: int) -> None:
    """Its deliveries are all due before the other's, and more than are looked at at once."""
    for number in range(10):
        add_endpoint(story, f"https://e{number}.example")
    happen(story, 12)
    hers = elsewhere(story)
    story.wait(seconds=1)
    story.run(endpoints.test, EVE, hers)
    in_hand: list[Delivery] = []
    while taken := beside(story, in_hand, most):
        in_hand += taken
    assert [each.endpoint for each in in_hand].count(hers) == 1
    assert len(in_hand) == shares.OF_WORKSPACE + 1


def test_of_one_that_fails_one_is_in_hand_and_the_rest_comes_after_a_turn(story: Story) -> None:
    add_endpoint(story)
    happen(story, 1, "first")
    record(story, claim(story), DOWN)
    happen(story, 80)
    in_hand = beside(story, ())
    assert len(in_hand) == 1
    assert not due(story), "however many there are, they are not looked at again at once"
    happen(story, 3, "later")
    assert beside(story, in_hand) == []
    assert not due(story)
    story.wait(seconds=TURN.total_seconds())
    assert len(beside(story, ())) == 1


def test_what_somebody_asked_for_waits_for_no_turn(story: Story) -> None:
    made = add_endpoint(story)
    happen(story, 1, "first")
    [first] = claim(story)
    record(story, [first], DOWN)
    happen(story, 5)
    in_hand = beside(story, ())
    waiting = next(row for row in told(story) if row.id not in {each.id for each in in_hand})
    story.run(endpoints.test, ADA, made.id)
    story.run(endpoints.replay, ADA, waiting.id)
    happen(story, 70, "more")
    taken = beside(story, in_hand)
    assert {each.id for each in taken} > {waiting.id}
    assert {each.kind for each in taken} > {"hook.usher.test"}


def test_what_is_held_back_takes_nobodys_share(story: Story) -> None:
    paused = add_endpoint(story)
    story.run(endpoints.pause, ADA, paused.id)
    other = add_endpoint(story, "https://other.example")
    happen(story, 10)
    assert [each.endpoint for each in beside(story, ())] == [other.id] * 4
    assert {row.due_at for row in told(story) if row.endpoint_id == paused.id} == {HELD}


def due(story: Story) -> list[OutboxRow]:
    return [row for row in told(story) if row.state == "pending" and row.due_at <= story.now]
