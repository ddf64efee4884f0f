"""Webhooks as admins keep them: added, changed, paused, given new secrets, removed, replayed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from sqlalchemy import update

from commands.actors import Person
from commands.delivery.results import Delivered
from commands.delivery.webhooks.record import NotDelivered
from commands.errors import BadEndpoint, NotAllowed, NotFound, TooManyEndpoints
from commands.webhooks import endpoints
from commands.webhooks.endpoints import EVENTS, Endpoint
from commands.webhooks.failures import Failure, FailureCode
from storage.models import AuditEntry, OutboxRow, WebhookEndpoint, Workspace
from storage.outbox import HELD
from storage.vocabulary import WebhookEvent
from tests.commands.endpoints import URL, add_endpoint, claim, endpoint, record, told
from tests.commands.story import Story
from tests.northwind import SlackTeam, sync
from tests.people import ADA, ELSEWHERE, GUS, LEV, MIA, NIA

NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
DOWN = Failure(FailureCode.ANSWERED, status=503, said="Down")
VERBS: list[tuple[Any, tuple[Any, ...]]] = [
    (endpoints.change, (URL, ())),
    (endpoints.remove, ()),
    (endpoints.rotate, ("sealed",)),
    (endpoints.retire, ()),
    (endpoints.pause, ()),
    (endpoints.resume, ()),
    (endpoints.test, ()),
    (endpoints.deliveries, (20,)),
]


def hooked(story: Story) -> bool:
    [workspace] = story.all(Workspace)
    return bool(workspace.has_webhooks)


def test_an_endpoint_that_is_added_is_listed_oldest_first(story: Story) -> None:
    assert not hooked(story)
    first = add_endpoint(story, events=("member.created", "invitation.accepted"))
    story.wait(seconds=1)
    second = add_endpoint(story, "https://second.example/")
    assert first == Endpoint(
        first.id,
        URL,
        ("invitation.accepted", "member.created"),
        rotating=False,
        failing_since=None,
        paused_at=None,
        created_at=first.created_at,
    )
    assert story.run(endpoints.list_all, ADA) == (first, second)
    assert hooked(story)


def test_all_events_chosen_are_the_same_as_none(story: Story) -> None:
    assert add_endpoint(story, events=EVENTS).events == ()


@pytest.mark.parametrize(("verb", "args"), VERBS)
def test_only_admins_may(story: Story, verb: Any, args: tuple[Any, ...]) -> None:
    made = add_endpoint(story)
    for who in (LEV, MIA, GUS, NIA):
        with pytest.raises(NotAllowed):
            story.run(verb, who, made.id, *args)
    assert endpoint(story).url == URL
    assert not told(story)


def test_only_admins_may_see_add_or_replay(story: Story) -> None:
    add_endpoint(story)
    story.run(endpoints.test, ADA, endpoint(story).id)
    [row] = told(story)
    for who in (LEV, MIA):
        for verb, *args in (
            (endpoints.list_all,),
            (endpoints.add, "https://a.example", (), "sealed"),
            (endpoints.replay, row.id),
        ):
            with pytest.raises(NotAllowed):
                story.run(verb, who, *args)


@pytest.mark.parametrize(("verb", "args"), VERBS)
def test_one_of_another_workspace_is_not_told_apart_from_none(
    story: Story, verb: Any, args: tuple[Any, ...]
) -> None:
    made = add_endpoint(story)
    eve = Story(story.database, story.now)
    eve_who = Person(ELSEWHERE, "U0EVE", name="Eve", email="eve@e.example", runs_slack=True)
    eve.run(sync, SlackTeam(ELSEWHERE, "Elsewhere", "UTC", [eve_who]))
    for who, endpoint_id in ((eve_who, made.id), (ADA, NOBODY), (ADA, "")):
        with pytest.raises(NotFound) as refused:
            story.run(verb, who, endpoint_id, *args)
        assert refused.value.what == "webhook"


def test_a_delivery_of_another_workspace_or_of_no_endpoint_is_not_replayed(story: Story) -> None:
    made = add_endpoint(story)
    story.run(endpoints.test, ADA, made.id)
    eve = Person(ELSEWHERE, "U0EVE", name="Eve", email="eve@e.example", runs_slack=True)
    story.run(sync, SlackTeam(ELSEWHERE, "Elsewhere", "UTC", [eve]))
    story.invite()
    [mail] = story.outbox("mail.%")
    before = len(told(story))
    for who, row in ((eve, told(story)[0].id), (ADA, mail.id), (ADA, 10**6)):
        with pytest.raises(NotFound):
            story.run(endpoints.replay, who, row)
    assert len(told(story)) == before


def test_what_is_wrong_stands_under_its_field_and_nothing_is_added(story: Story) -> None:
    for url, events, name in (
        ("https://127.0.0.1/", (), "url"),
        (URL, ("invitation.accepted", "odd"), "events"),
        (URL, (WebhookEvent.TEST,), "events"),
    ):
        with pytest.raises(BadEndpoint) as refused:
            add_endpoint(story, url, events)
        assert refused.value.name == name
    assert story.run(endpoints.list_all, ADA) == ()
    made = add_endpoint(story)
    with pytest.raises(BadEndpoint):
        story.run(endpoints.change, ADA, made.id, "http://hr.example", ())
    assert endpoint(story).url == URL


def test_an_operators_network_is_allowed_to_who_says_so(story: Story) -> None:
    own = (ip_network("10.20.0.0/16"),)
    made = story.database.run(
        endpoints.add, ADA, "http://10.20.0.1/in", (), "sealed", story.now, own
    )
    # It was allowed once: other events can be chosen all the same.
    story.run(endpoints.change, ADA, made.id, "http://10.20.0.1/in", ("member.created",))
    changed = story.database.run(
        endpoints.change, ADA, made.id, "http://10.20.0.2/in", (), story.now, own
    )
    assert (changed.url, changed.events) == ("http://10.20.0.2/in", ())


def test_a_workspace_has_ten_at_most_also_when_two_add_at_once(story: Story) -> None:
    for number in range(9):
        add_endpoint(story, f"https://h{number}.example")

    def add(number: int) -> bool:
        try:
            add_endpoint(story, f"https://late{number}.example")
        except TooManyEndpoints:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, range(2))) == [False, True]
    assert len(story.run(endpoints.list_all, ADA)) == 10


def test_what_was_on_its_way_goes_with_the_endpoint(story: Story) -> None:
    first, second = add_endpoint(story), add_endpoint(story, "https://second.example/")
    story.invite()
    assert len(told(story)) == 2
    assert story.run(endpoints.remove, ADA, first.id) == URL
    assert [row.endpoint_id for row in told(story)] == [second.id]
    assert hooked(story)
    story.run(endpoints.remove, ADA, second.id)
    assert not told(story)
    assert not hooked(story)
    story.invite("eve@example.com")
    assert not told(story)


def test_there_are_two_secrets_while_one_is_replaced(story: Story) -> None:
    made = add_endpoint(story, sealed="one")
    assert story.run(endpoints.retire, ADA, made.id) == made
    assert story.run(endpoints.rotate, ADA, made.id, "two").rotating
    assert (endpoint(story).secret, endpoint(story).old_secret) == ("two", "one")
    story.run(endpoints.rotate, ADA, made.id, "three")
    assert (endpoint(story).secret, endpoint(story).old_secret) == ("three", "two")
    assert not story.run(endpoints.retire, ADA, made.id).rotating
    assert (endpoint(story).secret, endpoint(story).old_secret) == ("three", None)


def test_what_happens_while_it_is_paused_leaves_when_it_is_resumed(story: Story) -> None:
    made = add_endpoint(story)
    story.invite("before@example.com")
    assert story.run(endpoints.pause, ADA, made.id).paused_at == story.now
    story.wait(days=5)
    assert story.run(endpoints.pause, ADA, made.id).paused_at < story.now
    story.invite("meanwhile@example.com")
    assert not claim(story)
    assert {(row.due_at, row.attempts) for row in told(story)} == {(HELD, 0)}
    assert not claim(story)
    assert story.run(endpoints.resume, ADA, made.id).paused_at is None
    taken = claim(story)
    assert [each.payload["data"]["invitation"]["email"] for each in taken] == [
        "before@example.com",
        "meanwhile@example.com",
    ]
    # Five days in the drawer are no two days of trying.
    record(story, taken, NotDelivered(DOWN))
    assert {row.state for row in told(story)} == {"pending"}
    assert story.run(endpoints.resume, ADA, made.id).paused_at is None


def test_one_that_is_resumed_has_failed_no_longer(story: Story) -> None:
    made = add_endpoint(story)
    story.invite()
    record(story, claim(story), NotDelivered(DOWN))
    assert endpoint(story).failing_since == story.now
    story.run(endpoints.pause, ADA, made.id)
    assert story.run(endpoints.resume, ADA, made.id).failing_since is None


def test_a_row_is_not_held_back_by_who_looked_before_it_was_resumed(story: Story) -> None:
    made = add_endpoint(story)
    story.run(endpoints.pause, ADA, made.id)
    story.invite()
    with story.database.transaction() as unit:
        # Somebody resumes it at this very moment.
        unit.execute(update(WebhookEndpoint).values(url=URL))
        if not story.database.is_sqlite:
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(claim, story).result(10) == []
            [row] = told(story)
            assert row.due_at < story.now + timedelta(minutes=2)
    story.run(endpoints.resume, ADA, made.id)
    story.wait(minutes=1)
    assert len(claim(story)) == 1


def test_a_test_is_sent_also_while_it_is_paused(story: Story) -> None:
    made = add_endpoint(story, events=("member.removed",))
    story.run(endpoints.pause, ADA, made.id)
    story.run(endpoints.test, ADA, made.id)
    [taken] = claim(story)
    assert taken.payload["type"] == WebhookEvent.TEST
    assert taken.payload["data"]["actor"]["name"] == ADA.name


def test_deliveries_are_listed_the_newest_first_with_how_they_went(story: Story) -> None:
    made = add_endpoint(story)
    began = story.now
    story.invite()
    record(story, claim(story), Delivered())
    story.wait(minutes=1)
    story.invite("eve@example.com")
    record(story, claim(story), NotDelivered(DOWN))
    found, [newest, oldest] = story.run(endpoints.deliveries, ADA, made.id, 20)
    assert found.failing_since == story.now
    assert (newest.type, newest.state, newest.failure) == ("invitation.created", "pending", DOWN)
    assert (newest.created_at, newest.attempts, newest.done_at) == (story.now, 1, None)
    assert newest.due_at > story.now
    assert (oldest.state, oldest.created_at, oldest.done_at) == ("sent", began, began)
    assert [each.id for each in story.run(endpoints.deliveries, ADA, made.id, 1)[1]] == [newest.id]


def test_what_is_replayed_is_sent_again_with_the_same_id_also_while_paused(story: Story) -> None:
    made = add_endpoint(story)
    story.invite()
    [first] = claim(story)
    record(story, [first], Delivered())
    story.run(endpoints.pause, ADA, made.id)
    for _ in range(2):
        story.run(endpoints.replay, ADA, first.id)
    again = claim(story)
    assert [each.event for each in again] == [first.event] * 2
    assert again[0].payload == first.payload
    assert first.id not in [each.id for each in again]


def test_what_still_waits_leaves_at_once_when_it_is_replayed(story: Story) -> None:
    add_endpoint(story)
    story.invite()
    record(story, claim(story), NotDelivered(DOWN, timedelta(hours=3)))
    assert not claim(story)
    [row] = told(story)
    story.run(endpoints.replay, ADA, row.id)
    assert [each.id for each in claim(story)] == [row.id]
    # Now it is on its way: another press makes another of it.
    story.run(endpoints.replay, ADA, row.id)
    assert len(story.all(OutboxRow)) > len(claim(story)) > 0


def test_the_history_keeps_who_did_what_and_the_host_alone(story: Story) -> None:
    made = add_endpoint(story)
    story.run(endpoints.change, ADA, made.id, URL, ("member.created",))
    story.run(endpoints.change, ADA, made.id, URL, ("member.created",))  # the same again
    story.run(endpoints.rotate, ADA, made.id, "two")
    story.run(endpoints.retire, ADA, made.id)
    story.run(endpoints.pause, ADA, made.id)
    story.run(endpoints.resume, ADA, made.id)
    story.run(endpoints.remove, ADA, made.id)
    verbs = [
        "hook_added",
        "hook_changed",
        "hook_rotated",
        "hook_retired",
        "hook_paused",
        "hook_resumed",
        "hook_removed",
    ]
    [workspace] = story.all(Workspace)
    ada = story.member(ADA).id
    assert story.verbs(made.id) == story.verbs(workspace.id) == verbs
    noted = [row for row in story.all(AuditEntry) if row.subject_id == made.id]
    assert {(row.actor_id, row.details["host"]) for row in noted} == {(ada, "hr.example")}
    assert "token" not in str([row.details for row in noted])
