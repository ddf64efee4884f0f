"""Events on their way: taken once, tried for two days, paused after three, and told of once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from commands.delivery.results import FIRST_DELAY, GIVE_UP, Delivered, TransientFailure
from commands.delivery.webhooks.claim import TURN
from commands.delivery.webhooks.record import PATIENCE, NotDelivered
from commands.directory.change_role import change_role
from commands.directory.identify import identify
from commands.webhooks import endpoints
from commands.webhooks.failures import LENGTH, Failure, FailureCode
from storage.models import Member, WebhookEndpoint, Workspace
from tests.commands.endpoints import URL, add_endpoint, claim, endpoint, record, told
from tests.commands.story import LEASE, Story
from tests.people import ADA, LEV

DOWN = NotDelivered(Failure(FailureCode.ANSWERED, status=503, said="Service Unavailable"))
DOWN_STORED = "answered:503:Service Unavailable"
GONE = NotDelivered(Failure(FailureCode.GONE, status=410, said="Gone"))
LOST = NotDelivered(Failure(FailureCode.SECRET_UNREADABLE))


@pytest.fixture
def hooked(story: Story) -> Story:
    add_endpoint(story, sealed="new")
    return story


def test_what_is_taken_says_where_it_goes_and_shows_no_secret(hooked: Story) -> None:
    hooked.run(endpoints.rotate, ADA, endpoint(hooked).id, "newest")
    hooked.invite()
    [taken] = claim(hooked)
    assert (taken.url, taken.secrets, taken.kind) == (
        URL,
        ("newest", "new"),
        "hook.invitation.created",
    )
    assert "newest" not in repr(taken)


def test_two_workers_have_each_event_once(hooked: Story) -> None:
    for number in range(30):
        hooked.invite(f"p{number}@example.com", ADA)

    def some(_: int) -> list[int]:
        found: list[int] = []
        while taken := claim(hooked, most=7):
            found += [each.id for each in taken]
        return found

    with ThreadPoolExecutor(4) as pool:
        ids = [each for part in pool.map(some, range(4)) for each in part]
    ids += some(0)
    assert len(ids) == len(set(ids)) == 30


def test_a_late_worker_changes_nothing(hooked: Story) -> None:
    hooked.invite()
    late = claim(hooked)
    hooked.now += LEASE
    quick = claim(hooked)
    record(hooked, quick, Delivered())
    for result in (Delivered(), LOST, DOWN):
        record(hooked, late, result)
    assert [row.state for row in told(hooked)] == ["sent"]
    assert endpoint(hooked).failing_since is None


def test_it_is_tried_later_each_time_with_the_same_id_and_fails_after_two_days(
    hooked: Story,
) -> None:
    hooked.invite()
    began, names, tries = hooked.now, set(), 0
    while told(hooked)[0].state == "pending":
        [taken] = claim(hooked)
        names.add(taken.event)
        tries += 1
        record(hooked, [taken], DOWN)
        if tries == 1:
            assert told(hooked)[0].due_at <= hooked.now + FIRST_DELAY * 1.3
        hooked.now = max(hooked.now, told(hooked)[0].due_at)
    [row] = told(hooked)
    assert (row.state, row.reason) == ("failed", DOWN_STORED)
    assert GIVE_UP <= hooked.now - began <= GIVE_UP + timedelta(hours=5)
    assert len(names) == 1
    assert 10 < tries < 25


def test_who_asks_for_patience_gets_it(hooked: Story) -> None:
    hooked.invite()
    record(hooked, claim(hooked), NotDelivered(DOWN.failure, timedelta(hours=3)))
    assert told(hooked)[0].due_at == hooked.now + timedelta(hours=3)


def test_a_success_ends_the_row_of_failures(hooked: Story) -> None:
    hooked.invite()
    record(hooked, claim(hooked), DOWN)
    assert endpoint(hooked).failing_since == hooked.now
    began = hooked.now
    hooked.wait(hours=1)
    record(hooked, claim(hooked), DOWN)
    assert endpoint(hooked).failing_since == began
    hooked.wait(hours=1)
    record(hooked, claim(hooked), Delivered())
    assert endpoint(hooked).failing_since is None
    assert endpoint(hooked).paused_at is None


def fail_for_days(story: Story) -> None:
    """Something happens twice a day, and nothing of it arrives."""
    until = story.now + PATIENCE + timedelta(hours=1)
    number = 0
    while story.now < until:
        number += 1
        story.invite(f"p{number}@example.com", ADA)
        record(story, claim(story), DOWN)
        story.wait(hours=12)
    story.invite("last@example.com", ADA)
    record(story, claim(story), DOWN)


def test_after_three_days_of_failure_it_is_paused_and_each_admin_told_once(hooked: Story) -> None:
    hooked.run(identify, LEV)
    hooked.run(change_role, ADA, hooked.member(LEV).id, "admin")
    began = hooked.now
    fail_for_days(hooked)
    found = endpoint(hooked)
    assert found.paused_at
    assert found.failing_since == began
    hooked.wait(hours=8)
    record(hooked, claim(hooked), DOWN)
    messages = hooked.outbox("slack.hook_paused")
    names = {row.id: row.name for row in hooked.all(Member)}
    assert sorted(names[row.member_id or ""] for row in messages) == [ADA.name, LEV.name]
    assert {tuple(row.details.items()) for row in messages} == {
        (("endpoint", found.id), ("said", DOWN_STORED))
    }
    parcels = hooked.claim("slack.hook_paused")
    assert {each.endpoint.url for each in parcels if each.endpoint} == {URL}
    assert {each.endpoint.paused_at for each in parcels if each.endpoint} == {found.paused_at}
    [workspace] = hooked.all(Workspace)
    assert hooked.verbs(found.id)[-1] == hooked.verbs(workspace.id)[-1] == "hook_paused"


def test_what_failed_for_less_is_not_paused(hooked: Story) -> None:
    for number in range(5):
        hooked.invite(f"p{number}@example.com", ADA)
        record(hooked, claim(hooked), DOWN)
        hooked.wait(hours=14)
    assert endpoint(hooked).failing_since
    assert endpoint(hooked).paused_at is None


def test_a_minute_less_than_three_days_of_failure_is_not_enough(hooked: Story) -> None:
    hooked.invite()
    record(hooked, claim(hooked), DOWN)
    hooked.wait(hours=71, minutes=59)
    record(hooked, claim(hooked), DOWN)
    assert endpoint(hooked).paused_at is None
    hooked.invite("last@example.com")
    hooked.wait(minutes=1)
    record(hooked, claim(hooked), DOWN)
    assert endpoint(hooked).paused_at == hooked.now


def test_it_fails_since_now_where_the_clock_was_ahead(hooked: Story) -> None:
    hooked.wait(days=365)
    hooked.invite()
    record(hooked, claim(hooked), DOWN)
    hooked.wait(days=-365)
    hooked.invite("joe@example.com")
    record(hooked, claim(hooked), DOWN)
    assert endpoint(hooked).failing_since == hooked.now


def test_admins_are_told_again_of_another_pause(hooked: Story) -> None:
    for address in ("a@example.com", "b@example.com"):
        hooked.invite(address)
        record(hooked, claim(hooked), GONE)
        hooked.run(endpoints.resume, ADA, endpoint(hooked).id)
    assert len(hooked.outbox("slack.hook_paused")) == 2


@pytest.mark.parametrize("verb", [endpoints.resume, endpoints.remove])
def test_a_message_of_what_is_resumed_or_removed_is_not_sent(hooked: Story, verb: object) -> None:
    hooked.invite()
    record(hooked, claim(hooked), GONE)
    hooked.run(verb, ADA, endpoint(hooked).id)
    assert hooked.claim("slack.hook_paused") == []
    [message] = hooked.outbox("slack.hook_paused")
    assert (message.state, message.reason) == ("dropped", "removed or resumed meanwhile")


def test_who_is_gone_is_told_nothing_more(hooked: Story) -> None:
    hooked.invite()
    record(hooked, claim(hooked), GONE)
    assert endpoint(hooked).paused_at == hooked.now
    assert [row.state for row in told(hooked)] == ["failed"]
    hooked.invite("eve@example.com")
    assert claim(hooked) == []
    assert len(hooked.outbox("slack.hook_paused")) == 1


def test_what_is_refused_for_good_has_failed_at_once_and_counts(hooked: Story) -> None:
    hooked.invite()
    record(hooked, claim(hooked), LOST)
    assert [(row.state, row.reason) for row in told(hooked)] == [("failed", "secret_unreadable")]
    assert endpoint(hooked).failing_since == hooked.now


def test_a_test_is_tried_once_and_its_failure_says_nothing_of_the_rest(hooked: Story) -> None:
    endpoint_id = endpoint(hooked).id
    hooked.run(endpoints.test, ADA, endpoint_id)
    record(hooked, claim(hooked), DOWN)
    assert [row.state for row in told(hooked)] == ["failed"]
    assert endpoint(hooked).failing_since is None
    hooked.invite()
    record(hooked, claim(hooked), DOWN)
    assert endpoint(hooked).failing_since
    hooked.run(endpoints.test, ADA, endpoint_id)
    record(hooked, [each for each in claim(hooked) if "test" in each.kind], Delivered())
    assert endpoint(hooked).failing_since is None
    hooked.run(endpoints.test, ADA, endpoint_id)
    record(hooked, [each for each in claim(hooked) if "test" in each.kind], GONE)
    assert endpoint(hooked).paused_at


def test_of_one_that_fails_only_the_first_is_tried_so_that_others_are_not_held_up(
    hooked: Story,
) -> None:
    hooked.invite()
    record(hooked, claim(hooked), DOWN)
    other = add_endpoint(hooked, "https://other.example")
    for number in range(4):
        hooked.invite(f"p{number}@example.com", ADA)
    taken = claim(hooked)
    assert [each.url for each in taken].count(URL) == 1
    assert [each.endpoint for each in taken].count(other.id) == 4
    record(hooked, taken, Delivered())
    # It works again: the rest comes after a turn, and was never tried in vain.
    hooked.wait(seconds=TURN.total_seconds())
    rest = claim(hooked)
    assert len(rest) == 4
    assert {row.attempts for row in told(hooked) if row.state == "pending"} == {1, 2}


def test_while_one_that_fails_is_tried_its_other_events_wait_a_minute(hooked: Story) -> None:
    hooked.invite()
    [first] = claim(hooked)
    record(hooked, [first], DOWN)
    for number in range(3):
        hooked.invite(f"p{number}@example.com", ADA)
    [tried] = claim(hooked)
    held = [row.due_at for row in told(hooked) if row.id not in {first.id, tried.id}]
    assert held == [hooked.now + timedelta(minutes=1)] * 2


def test_what_became_of_what_was_removed_meanwhile_is_nobodys(hooked: Story) -> None:
    hooked.invite()
    taken = claim(hooked)
    hooked.run(endpoints.remove, ADA, taken[0].endpoint)
    record(hooked, taken, DOWN)
    assert hooked.all(WebhookEndpoint) == []


def test_an_odd_answer_holds_up_no_batch(hooked: Story) -> None:
    hooked.invite()
    said = "\0" + "x" * 1000
    record(hooked, claim(hooked), NotDelivered(Failure(FailureCode.GONE, status=410, said=said)))
    assert told(hooked)[0].reason == ("gone:410:" + "x" * 1000)[:LENGTH]


def test_a_fault_of_the_worker_itself_is_kept_in_its_words_and_tried_again(hooked: Story) -> None:
    hooked.invite()
    record(hooked, claim(hooked), TransientFailure("Usher could not make it"))
    [row] = told(hooked)
    assert (row.state, row.reason) == ("pending", "other:Usher could not make it")
    assert endpoint(hooked).failing_since == hooked.now


def test_no_due_event_is_looked_for_while_nothing_is_there(story: Story) -> None:
    assert claim(story) == []
