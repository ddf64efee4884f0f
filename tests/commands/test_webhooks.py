"""Webhooks as admins keep them: added, changed, paused, given new secrets, removed, replayed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from sqlalchemy import update

from commands import members, webhooks
from commands.actor import Person
from commands.errors import BadWebhook, NotAllowed, NotFound, TooManyWebhooks
from commands.members import Home
from commands.outgoing import Delivered, Postponed
from commands.webhooks import EVENTS, MOST, Hook
from storage.endpoints import HELD
from storage.models import Endpoint, History, Outgoing, Workspace
from tests.commands.hooked import URL, endpoint, hook, settle, take, told
from tests.commands.story import Story
from tests.people import ADA, ELSEWHERE, GUS, LEV, MIA, NIA

NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
VERBS: list[tuple[Any, tuple[Any, ...]]] = [
    (webhooks.change, (URL, ())),
    (webhooks.remove, ()),
    (webhooks.rotate, ("sealed",)),
    (webhooks.retire, ()),
    (webhooks.pause, ()),
    (webhooks.resume, ()),
    (webhooks.test, ()),
    (webhooks.deliveries, (20,)),
]


def hooked(story: Story) -> bool:
    [workspace] = story.all(Workspace)
    return bool(workspace.hooked)


def test_an_endpoint_that_is_added_is_listed_oldest_first(story: Story) -> None:
    assert not hooked(story)
    first = hook(story, events=("member.created", "invitation.accepted"))
    story.wait(seconds=1)
    second = hook(story, "https://second.example/")
    assert first == Hook(
        first.id,
        URL,
        ("invitation.accepted", "member.created"),
        rotating=False,
        failing_since=None,
        paused_at=None,
        created_at=first.created_at,
    )
    assert story.run(webhooks.hooks, ADA) == (first, second)
    assert hooked(story)


def test_all_events_chosen_are_the_same_as_none(story: Story) -> None:
    assert hook(story, events=EVENTS).events == ()


@pytest.mark.parametrize(("verb", "args"), VERBS)
def test_only_admins_may(story: Story, verb: Any, args: tuple[Any, ...]) -> None:
    made = hook(story)
    for who in (LEV, MIA, GUS, NIA):
        with pytest.raises(NotAllowed):
            story.run(verb, who, made.id, *args)
    assert endpoint(story).url == URL
    assert not told(story)


def test_only_admins_may_see_add_or_replay(story: Story) -> None:
    hook(story)
    story.run(webhooks.test, ADA, endpoint(story).id)
    [row] = told(story)
    for who in (LEV, MIA):
        for verb, *args in (
            (webhooks.hooks,),
            (webhooks.add, "https://a.example", (), "sealed"),
            (webhooks.replay, row.id),
        ):
            with pytest.raises(NotAllowed):
                story.run(verb, who, *args)


@pytest.mark.parametrize(("verb", "args"), VERBS)
def test_one_of_another_workspace_is_not_told_apart_from_none(
    story: Story, verb: Any, args: tuple[Any, ...]
) -> None:
    made = hook(story)
    eve = Story(story.database, story.now)
    eve_who = Person(ELSEWHERE, "U0EVE", name="Eve", email="eve@e.example", runs_slack=True)
    eve.run(members.sync, Home(ELSEWHERE, "Elsewhere", "UTC", [eve_who]))
    for who, hook_id in ((eve_who, made.id), (ADA, NOBODY), (ADA, "")):
        with pytest.raises(NotFound) as refused:
            story.run(verb, who, hook_id, *args)
        assert refused.value.what == "webhook"


def test_a_delivery_of_another_workspace_or_of_no_endpoint_is_not_replayed(story: Story) -> None:
    made = hook(story)
    story.run(webhooks.test, ADA, made.id)
    eve = Person(ELSEWHERE, "U0EVE", name="Eve", email="eve@e.example", runs_slack=True)
    story.run(members.sync, Home(ELSEWHERE, "Elsewhere", "UTC", [eve]))
    story.invite()
    [mail] = story.outbox("mail.%")
    before = len(told(story))
    for who, row in ((eve, told(story)[0].id), (ADA, mail.id), (ADA, 10**6)):
        with pytest.raises(NotFound):
            story.run(webhooks.replay, who, row)
    assert len(told(story)) == before


def test_what_is_wrong_stands_under_its_field_and_nothing_is_added(story: Story) -> None:
    for url, events, name in (
        ("https://127.0.0.1/", (), "url"),
        (URL, ("invitation.accepted", "odd"), "events"),
        (URL, (webhooks.TEST,), "events"),
    ):
        with pytest.raises(BadWebhook) as refused:
            hook(story, url, events)
        assert refused.value.name == name
    assert story.run(webhooks.hooks, ADA) == ()
    made = hook(story)
    with pytest.raises(BadWebhook):
        story.run(webhooks.change, ADA, made.id, "http://hr.example", ())
    assert endpoint(story).url == URL


def test_an_operators_network_is_allowed_to_who_says_so(story: Story) -> None:
    own = (ip_network("10.20.0.0/16"),)
    made = story.database.run(
        webhooks.add, ADA, "http://10.20.0.1/in", (), "sealed", story.now, own
    )
    # It was allowed once: other events can be chosen all the same.
    story.run(webhooks.change, ADA, made.id, "http://10.20.0.1/in", ("member.created",))
    changed = story.database.run(
        webhooks.change, ADA, made.id, "http://10.20.0.2/in", (), story.now, own
    )
    assert (changed.url, changed.events) == ("http://10.20.0.2/in", ())


def test_a_workspace_has_ten_at_most_also_when_two_add_at_once(story: Story) -> None:
    for number in range(MOST - 1):
        hook(story, f"https://h{number}.example")

    def add(number: int) -> bool:
        try:
            hook(story, f"https://late{number}.example")
        except TooManyWebhooks:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, range(2))) == [False, True]
    assert len(story.run(webhooks.hooks, ADA)) == MOST


def test_what_was_on_its_way_goes_with_the_endpoint(story: Story) -> None:
    first, second = hook(story), hook(story, "https://second.example/")
    story.invite()
    assert len(told(story)) == 2
    assert story.run(webhooks.remove, ADA, first.id) == URL
    assert [row.endpoint_id for row in told(story)] == [second.id]
    assert hooked(story)
    story.run(webhooks.remove, ADA, second.id)
    assert not told(story)
    assert not hooked(story)
    story.invite("eve@example.com")
    assert not told(story)


def test_there_are_two_secrets_while_one_is_replaced(story: Story) -> None:
    made = hook(story, sealed="one")
    assert story.run(webhooks.retire, ADA, made.id) == made
    assert story.run(webhooks.rotate, ADA, made.id, "two").rotating
    assert (endpoint(story).secret, endpoint(story).old_secret) == ("two", "one")
    story.run(webhooks.rotate, ADA, made.id, "three")
    assert (endpoint(story).secret, endpoint(story).old_secret) == ("three", "two")
    assert not story.run(webhooks.retire, ADA, made.id).rotating
    assert (endpoint(story).secret, endpoint(story).old_secret) == ("three", None)


def test_what_happens_while_it_is_paused_leaves_when_it_is_resumed(story: Story) -> None:
    made = hook(story)
    story.invite("before@example.com")
    assert story.run(webhooks.pause, ADA, made.id).paused_at == story.now
    story.wait(days=5)
    assert story.run(webhooks.pause, ADA, made.id).paused_at < story.now
    story.invite("meanwhile@example.com")
    assert not take(story)
    assert {(row.due_at, row.attempts) for row in told(story)} == {(HELD, 0)}
    assert not take(story)
    assert story.run(webhooks.resume, ADA, made.id).paused_at is None
    taken = take(story)
    assert [each.payload["data"]["invitation"]["email"] for each in taken] == [
        "before@example.com",
        "meanwhile@example.com",
    ]
    # Five days in the drawer are no two days of trying.
    settle(story, taken, Postponed("503"))
    assert {row.state for row in told(story)} == {"pending"}
    assert story.run(webhooks.resume, ADA, made.id).paused_at is None


def test_one_that_is_resumed_has_failed_no_longer(story: Story) -> None:
    made = hook(story)
    story.invite()
    settle(story, take(story), Postponed("503"))
    assert endpoint(story).failing_since == story.now
    story.run(webhooks.pause, ADA, made.id)
    assert story.run(webhooks.resume, ADA, made.id).failing_since is None


def test_a_row_is_not_held_back_by_who_looked_before_it_was_resumed(story: Story) -> None:
    made = hook(story)
    story.run(webhooks.pause, ADA, made.id)
    story.invite()
    with story.database.transaction() as unit:
        # Somebody resumes it at this very moment.
        unit.execute(update(Endpoint).values(url=URL))
        if not story.database.is_sqlite:
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(take, story).result(10) == []
            [row] = told(story)
            assert row.due_at < story.now + timedelta(minutes=2)
    story.run(webhooks.resume, ADA, made.id)
    story.wait(minutes=1)
    assert len(take(story)) == 1


def test_a_test_is_sent_also_while_it_is_paused(story: Story) -> None:
    made = hook(story, events=("member.removed",))
    story.run(webhooks.pause, ADA, made.id)
    story.run(webhooks.test, ADA, made.id)
    [taken] = take(story)
    assert taken.payload["type"] == webhooks.TEST
    assert taken.payload["data"]["actor"]["name"] == ADA.name


def test_deliveries_are_listed_the_newest_first_with_how_they_went(story: Story) -> None:
    made = hook(story)
    began = story.now
    story.invite()
    settle(story, take(story), Delivered())
    story.wait(minutes=1)
    story.invite("eve@example.com")
    settle(story, take(story), Postponed("answered 503"))
    found, [newest, oldest] = story.run(webhooks.deliveries, ADA, made.id, 20)
    assert found.failing_since == story.now
    assert (newest.type, newest.state, newest.reason) == (
        "invitation.created",
        "pending",
        "answered 503",
    )
    assert (newest.created_at, newest.attempts, newest.done_at) == (story.now, 1, None)
    assert newest.due_at > story.now
    assert (oldest.state, oldest.created_at, oldest.done_at) == ("sent", began, began)
    assert [each.id for each in story.run(webhooks.deliveries, ADA, made.id, 1)[1]] == [newest.id]


def test_what_is_replayed_is_sent_again_with_the_same_id_also_while_paused(story: Story) -> None:
    made = hook(story)
    story.invite()
    [first] = take(story)
    settle(story, [first], Delivered())
    story.run(webhooks.pause, ADA, made.id)
    for _ in range(2):
        story.run(webhooks.replay, ADA, first.id)
    again = take(story)
    assert [each.event for each in again] == [first.event] * 2
    assert again[0].payload == first.payload
    assert first.id not in [each.id for each in again]


def test_what_still_waits_leaves_at_once_when_it_is_replayed(story: Story) -> None:
    hook(story)
    story.invite()
    settle(story, take(story), Postponed("503", timedelta(hours=3)))
    assert not take(story)
    [row] = told(story)
    story.run(webhooks.replay, ADA, row.id)
    assert [each.id for each in take(story)] == [row.id]
    # Now it is on its way: another press makes another of it.
    story.run(webhooks.replay, ADA, row.id)
    assert len(story.all(Outgoing)) > len(take(story)) > 0


def test_the_history_keeps_who_did_what_and_the_host_alone(story: Story) -> None:
    made = hook(story)
    story.run(webhooks.change, ADA, made.id, URL, ("member.created",))
    story.run(webhooks.change, ADA, made.id, URL, ("member.created",))  # the same again
    story.run(webhooks.rotate, ADA, made.id, "two")
    story.run(webhooks.retire, ADA, made.id)
    story.run(webhooks.pause, ADA, made.id)
    story.run(webhooks.resume, ADA, made.id)
    story.run(webhooks.remove, ADA, made.id)
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
    noted = [row for row in story.all(History) if row.subject_id == made.id]
    assert {(row.actor_id, row.details["host"]) for row in noted} == {(ada, "hr.example")}
    assert "token" not in str([row.details for row in noted])
