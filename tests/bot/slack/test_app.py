"""Bolt as Usher uses it: what it asks of Slack, what it says when something breaks."""

import inspect
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.error import BoltError

from bot.parts import Parts
from bot.slack import app, events
from bot.slack.call import Call, News
from bot.slack.client import Client
from commands.errors import TooSoon, UsherError
from storage.errors import CommitUnknown, OutOfTime
from tests.bot.slack.door import NOBODY
from tests.bot.slack.house import House
from tests.bot.slack.invitations import lev_invites
from tests.bot.slack.messages import said as answered
from tests.bot.slack.modals import shown


@pytest.fixture
def bolt(parts: Parts) -> AsyncApp:
    return app.make(parts, Client("xoxb-1", base_url=NOBODY))


def test_every_listener_asks_only_for_what_bolt_can_give(bolt: AsyncApp) -> None:
    """Bolt passes None for an argument it doesn't know, and mypy can't see that."""
    listeners = [listener.ack_function for listener in bolt._async_listeners]
    assert len(listeners) > 8
    for listener in listeners:
        asked = {name: of.annotation for name, of in inspect.signature(listener).parameters.items()}
        who = "news" if listener.__module__ == events.__name__ else "call"
        assert asked == {"ack": AsyncAck, who: News if who == "news" else Call}, listener


def test_nothing_runs_after_the_answer(bolt: AsyncApp) -> None:
    assert bolt.process_before_response
    assert [listener for listener in bolt._async_listeners if listener.lazy_functions] == []


def test_bolt_gets_no_retries_and_the_one_session(parts: Parts) -> None:
    made = app.make(parts, Client("xoxb-1", base_url=NOBODY))
    assert made.client.retry_handlers == []
    assert made.client.token is None, "the token comes by the authorization alone"


async def test_the_process_has_one_session_and_slack_is_asked_nothing_it_need_not(
    house: House,
) -> None:
    for who in ("lev", "lev", "ada"):
        await house.slack.command(who, "/invite")
        await house.slack.submit(who, {"emails": f"ivy-{who}@example.com"})
        await house.slack.close(who)
    asked = [call.method for call in house.slack.calls]
    assert asked == ["users.info", "views.open", "views.open", "users.info", "views.open"]


async def test_an_event_that_slack_repeats_does_no_harm(house: House) -> None:
    home = {"type": "app_home_opened", "user": house.id("lev"), "tab": "home"}
    event = {"type": "event_callback", "team_id": house.person("lev").team, "event": home}
    first = await house.slack.line.event(event)
    second = await house.slack.line.event(event)
    assert (first.ok, second.ok) == (True, True)
    assert house.slack.home("lev")


class Broken(Exception):
    """Something that nobody thought of, with an address in its text."""


def breaking(monkeypatch: pytest.MonkeyPatch, house: House, error: Exception) -> None:
    """Let every command of the house raise."""

    async def run(_self: Parts, _command: Any, *_args: Any, **_until: float) -> Any:
        raise error

    monkeypatch.setattr(Parts, "run", run)
    monkeypatch.setattr(Parts, "read", run)


SORRY = "Something went wrong here, and nothing was changed. Please try again."


async def test_a_command_that_breaks_is_answered_privately_and_logged_without_what_was_typed(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    breaking(monkeypatch, house, Broken("broken"))
    assert (await house.slack.command("lev", "/invite ivy@secret.example")).ok
    [said] = house.slack.messages("lev", place="general")
    assert (said["text"], said["ephemeral"]) == (SORRY, True)
    assert "failed at command" in caplog.text
    assert "Broken" in caplog.text
    assert "ivy" not in caplog.text


async def test_a_submit_that_breaks_leaves_everything_in_the_modal(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await house.slack.command("lev", "/invite ivy@secret.example")
    breaking(monkeypatch, house, Broken("broken"))
    assert (await house.slack.submit("lev", {"note": "Hello"})).ok
    assert house.slack.errors("lev") == {"emails": SORRY}
    assert "failed at view_submission invite" in caplog.text
    assert "ivy" not in caplog.text


async def test_a_search_that_breaks_finds_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.slack.command("lev", "/invite")
    breaking(monkeypatch, house, Broken("broken"))
    assert await house.slack.suggest("lev", "workgroup") == []


async def test_a_button_that_breaks_says_so_in_a_small_modal(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.slack.open_home("lev")
    breaking(monkeypatch, house, Broken("broken"))
    assert (await house.slack.click("lev", "invite.open", place="home")).ok
    view = house.slack.view("lev")
    assert view
    assert view["blocks"][0]["text"]["text"] == SORRY


async def test_a_refusal_is_no_failure(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await house.slack.command("lev", "/invite ivy@example.com")
    breaking(monkeypatch, house, TooSoon(house.now))
    assert (await house.slack.submit("lev")).ok
    view = house.slack.view("lev")
    assert view
    assert "It was sent a moment ago" in view["blocks"][0]["text"]["text"]
    assert "failed" not in caplog.text


@pytest.mark.parametrize("error", [OutOfTime(), Broken("x")])
async def test_what_is_done_is_never_said_to_have_changed_nothing(
    house: House, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What breaks is only how it is told."""

    def resent(*_: Any) -> Any:
        raise error

    await lev_invites(house)
    house.clock.move(hours=1)
    monkeypatch.setattr("bot.wording.resent", resent)
    said = await answered(house, "lev", "/invite resend ivy@example.com")
    assert said == (
        "This is done, but Usher couldn't show the result. You will find it on Usher's Home."
    )


async def test_a_home_that_can_not_be_drawn_anew_says_in_words_what_was_done(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ivy = await lev_invites(house)
    await house.slack.open_home("lev")

    async def away(*_: Any) -> Any:
        raise OutOfTime

    monkeypatch.setattr("bot.slack.home._drawn", away)
    await house.slack.click("lev", "invitation.menu", f"extend:{ivy}", place="home")
    assert "ivy@example.com has more time now." in shown(house, "lev")


async def test_nobody_says_of_a_broken_commit_that_it_was_done_or_was_not(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.slack.command("lev", "/invite ivy@example.com")
    breaking(monkeypatch, house, CommitUnknown())
    await house.slack.submit("lev")
    said = "Usher can't tell whether this was done. Please check before you try again."
    assert house.slack.errors("lev") == {"emails": said}, "to look, and to press again"


@pytest.mark.parametrize("error", [UsherError(), Broken("x"), BoltError("x")])
async def test_a_failure_before_anybody_is_known_is_still_a_200(
    house: House, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def find(*_: Any) -> Any:
        raise error

    monkeypatch.setattr("bot.slack.people.People.find", find)
    outcome = await house.slack.command("lev", "/invite")
    assert (outcome.status, outcome.ok) == (200, True)


async def test_the_body_is_in_no_log_at_any_level(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await house.slack.command("lev", "/invite ivy@secret.example")
    await house.slack.submit("lev", {"note": "between-us"})
    await house.slack.command("lev", "/invite between-us")
    ours = [
        r.getMessage() for r in caplog.records if r.name.startswith(("bot.slack", "slack_bolt"))
    ]
    assert not [line for line in ours if "secret" in line or "between-us" in line]
