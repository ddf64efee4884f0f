"""Webhooks in words: what the worker writes down is read in one's own language."""

import ast
import inspect
import re
from dataclasses import replace

import pytest

from bot.i18n import Words
from bot.wording import webhook_endpoints
from bot.wording.webhook_failures import reason
from bot.worker import webhook
from commands.webhooks import endpoints
from storage.vocabulary import WebhookEvent
from tests.bot.slack.views.languages import ENGLISH, WORDY
from tests.bot.slack.views.test_webhooks import SENT


def written() -> list[str]:
    """The reasons that the worker can give, as its source has them."""
    found = []
    for node in ast.walk(ast.parse(inspect.getsource(webhook))):
        if isinstance(node, ast.Return) or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"Refused", "Postponed"}
        ):
            found += [
                each.value
                for each in ast.iter_child_nodes(node)
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            ]
    return found


def test_every_reason_of_the_worker_has_words() -> None:
    reasons = written()
    assert "it can't be reached" in reasons
    assert len(reasons) >= 6
    for each in [*reasons, "no longer there"]:
        assert reason(each, ENGLISH) == each
        assert reason(each, WORDY) != each, f"no words for: {each}"


@pytest.mark.parametrize(
    "said",
    [
        "answered 503 Service Unavailable",
        "answered 500",
        "answered 302 Found: redirects are not followed",
        "no answer within 20 seconds",
        "no answer within 1 second",
    ],
)
def test_what_an_endpoint_answered_stays_within_the_words(said: str) -> None:
    assert reason(said, ENGLISH) == said
    assert reason(said, WORDY) != said
    for number in re.findall(r"\d+", said):
        assert number in reason(said, WORDY)


@pytest.mark.parametrize("said", ["", "–", "brand new", "no answer within 1e+03 seconds"])
def test_a_reason_of_tomorrow_stands_as_it_is(said: str) -> None:
    assert reason(said, WORDY) == said


@pytest.mark.parametrize("words", [ENGLISH, WORDY])
def test_every_event_and_every_state_has_words(words: Words) -> None:
    assert {name.partition(".")[0] for name in endpoints.EVENTS} == set(
        webhook_endpoints.kinds(words)
    )
    for name in (*endpoints.EVENTS, WebhookEvent.TEST):
        assert webhook_endpoints.event(name, words) != name
    done = {
        webhook_endpoints.result(replace(SENT, state=state), words, "UTC")
        for state in ("pending", "sent", "failed", "dropped")
    }
    assert len(done) == 4


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://hr.example.com", "hr.example.com"),
        ("https://hr.example.com/", "hr.example.com"),
        ("https://hr.example.com:8443/a/b/?key=1", "hr.example.com:8443/a/b"),
        ("http://[::1]:80/x#y", "[::1]:80/x"),
    ],
)
def test_a_place_is_host_and_path(url: str, place: str) -> None:
    assert webhook_endpoints.place(url) == place
