"""Tests and replays of a webhook by hand: so many an hour, whatever is made anew meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from commands.actors import Person
from commands.errors import SentTooOften
from commands.webhooks import by_hand, endpoints
from storage.models import Workspace
from tests.commands.endpoints import add_endpoint, told
from tests.commands.story import Story
from tests.northwind import SlackTeam, sync
from tests.people import ADA, ELSEWHERE

HOUR = timedelta(hours=1)
EVE = Person(ELSEWHERE, "U0EVE", name="Eve", email="eve@e.example", runs_slack=True)


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_hand, "OF_ENDPOINT", 3)
    monkeypatch.setattr(by_hand, "OF_WORKSPACE", 5)


def press(story: Story, endpoint: str, times: int = 1) -> None:
    """Send a test, over and over, a minute apart."""
    for _ in range(times):
        story.run(endpoints.test, ADA, endpoint)
        story.wait(minutes=1)


def test_an_endpoint_is_tested_so_often_an_hour_and_again_when_it_is_said(story: Story) -> None:
    made, first = add_endpoint(story), story.now
    press(story, made.id, 3)
    with pytest.raises(SentTooOften) as often:
        press(story, made.id)
    assert (often.value.whose, often.value.most, often.value.at) == ("endpoint", 3, first + HOUR)
    assert len(told(story)) == 3
    story.now = often.value.at - timedelta(seconds=1)
    with pytest.raises(SentTooOften):
        press(story, made.id)
    story.now = often.value.at
    press(story, made.id)
    assert len(told(story)) == 4


def test_a_replay_counts_too_also_of_one_that_waits(story: Story) -> None:
    made = add_endpoint(story)
    story.invite()
    [row] = told(story)
    press(story, made.id, 1)
    for _ in range(2):
        story.run(endpoints.replay, ADA, row.id)
    for again in (endpoints.replay, endpoints.test):
        with pytest.raises(SentTooOften):
            story.run(again, ADA, row.id if again is endpoints.replay else made.id)


def test_endpoints_made_anew_share_what_the_workspace_has(story: Story) -> None:
    for _ in range(2):
        made = add_endpoint(story)
        press(story, made.id, 2)
        story.run(endpoints.remove, ADA, made.id)
    made = add_endpoint(story)
    press(story, made.id)
    with pytest.raises(SentTooOften) as often:
        press(story, made.id)
    assert often.value.whose == "workspace"


def test_another_workspace_has_its_own(story: Story) -> None:
    made = add_endpoint(story)
    press(story, made.id, 3)
    story.run(sync, SlackTeam(ELSEWHERE, "Elsewhere", "UTC", [EVE]))
    hers: endpoints.Endpoint = story.run(endpoints.add, EVE, "https://eve.example", (), "sealed")
    story.run(endpoints.test, EVE, hers.id)
    assert [row.endpoint_id for row in told(story)].count(hers.id) == 1


@pytest.mark.parametrize(("number", "through"), [(1, 3), (4, 5)])
def test_of_many_presses_at_once_no_more_get_through(
    story: Story, number: int, through: int
) -> None:
    made = [add_endpoint(story, f"https://e{each}.example").id for each in range(number)]

    def press_once(turn: int) -> bool:
        try:
            story.run(endpoints.test, ADA, made[turn % number])
        except SentTooOften:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(press_once, range(12))) == through
    assert len(told(story)) == through


def test_who_pressed_stands_in_the_history(story: Story) -> None:
    made = add_endpoint(story)
    press(story, made.id)
    [workspace] = story.all(Workspace)
    assert story.verbs(made.id)[-1] == story.verbs(workspace.id)[-1] == "hook_tested"
    story.run(endpoints.replay, ADA, told(story)[0].id)
    assert story.verbs(made.id)[-1] == "hook_replayed"


def test_what_a_clock_that_was_ahead_has_dated_counts_for_nobody(story: Story) -> None:
    made = add_endpoint(story)
    story.wait(days=365)
    press(story, made.id, 3)
    story.wait(days=-365)
    press(story, made.id, 3)
    with pytest.raises(SentTooOften):
        press(story, made.id)
