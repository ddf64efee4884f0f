"""What listeners get of a request: each kind its own, and nothing of another's."""

from typing import Any

import pytest

from bot.parts import Parts
from bot.settings import Settings
from bot.slack import received
from bot.slack.call import Call, News, origin
from bot.slack.received import Challenge, EventCallback, Malformed, Payload
from bot.slack.shapes import SlackUser
from bot.slack.views.metadata import Metadata
from bot.slack.waiting import Waiting
from tests.bot.slack.views.languages import ENGLISH
from tests.people import ADA, MONDAY

USER = {"user": {"id": ADA.user}}
PRESSED = {**USER, "type": "block_actions", "actions": [{"action_id": "x", "value": "v"}]}
TYPED = {**USER, "type": "block_suggestion", "action_id": "x", "value": "des"}
SENT = {**USER, "type": "view_submission", "view": {"id": "V1", "callback_id": "x"}}
COMMAND = {"command": "/x", "text": "a b", "team_id": ADA.team, "user_id": ADA.user}


def read(body: dict[str, Any]) -> Payload:
    payload = received.read(body)
    assert payload
    assert not isinstance(payload, Challenge)
    return payload


def call(body: dict[str, Any], parts: Any = None) -> Call:
    payload = read(body)
    nobody: Any = None
    return Call(ADA, ENGLISH, MONDAY, origin(payload), Waiting(), nobody, parts, payload)


def happened(**event: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": ADA.team, "event": event}


def news(**event: Any) -> News:
    payload = read(happened(**event))
    assert isinstance(payload, EventCallback)
    return News(payload)


def test_a_place_knows_how_somebody_there_can_be_answered() -> None:
    typed = origin(read({**COMMAND, "trigger_id": "1", "response_url": "https://hooks"}))
    assert (typed.kind, typed.trigger, typed.response_url) == ("command", "1", "https://hooks")
    modal = origin(read({**PRESSED, "view": {"type": "modal"}, "trigger_id": None}))
    assert (modal.kind, modal.in_modal, modal.trigger) == ("block_actions", True, "")
    home = origin(read({**PRESSED, "view": {"type": "home"}}))
    assert (home.in_modal, home.in_home) == (False, True)
    assert not origin(read(PRESSED)).in_home, "a message, though Slack gave no address to answer at"
    assert not origin(read({**TYPED, "view": {"type": "home"}})).in_home
    assert origin(read(SENT)).in_modal, "nothing else is submitted"


@pytest.mark.parametrize(
    "body", [{**PRESSED}, TYPED, SENT, {**USER, "type": "block_actions", "actions": [{}]}]
)
@pytest.mark.parametrize("kept", [Metadata(), Metadata("01J", from_home=True)])
def test_what_the_view_keeps_comes_with_it(body: dict[str, Any], kept: Metadata) -> None:
    view = {"id": "V1", "callback_id": "x", "type": "modal", "private_metadata": kept.write()}
    actions = {"actions": [{"action_id": "x"}]} if "actions" in body else {}
    assert call({**body, **actions, "view": view}).origin.metadata == kept


def test_each_kind_of_request_has_what_was_done() -> None:
    assert call(PRESSED).action.text == "v"
    assert call(TYPED).searched == "des"
    assert call({**TYPED, "value": "x" * 500}).searched == "x" * 100
    assert call(SENT).view.id == "V1"
    assert call(COMMAND).arguments == "a b"
    assert call({**COMMAND, "text": ""}).arguments == ""
    on_message = {**USER, "type": "message_action", "callback_id": "x", "trigger_id": "1"}
    assert call({**on_message, "message": {"text": "t"}}).message.text == "t"
    assert call(on_message).message.text is None


def test_the_command_is_called_as_it_was_typed(parts: Parts) -> None:
    assert call(COMMAND, parts).command == "/x"
    assert call(PRESSED, parts).command == Settings().invite_command


def test_a_listener_that_asks_for_anothers_hears_of_it() -> None:
    for wrong in (
        lambda: call(COMMAND).action,
        lambda: call(PRESSED).searched,
        lambda: call(TYPED).arguments,
        lambda: call(SENT).tab,
        lambda: call(COMMAND).message,
        lambda: news(type="team_join", user={"id": "U1"}).invite,
    ):
        with pytest.raises(TypeError):
            wrong()
    assert call(COMMAND).view.id is None, "it may be outside of any"


def test_which_of_the_apps_tabs_was_opened_is_home_unless_slack_says_another() -> None:
    opened = {"type": "app_home_opened", "user": ADA.user}
    assert call(happened(**opened)).tab == "home"
    assert call(happened(**opened, tab="messages")).tab == "messages"
    home = {"type": "home", "private_metadata": '{"tab": "users"}'}
    assert call(happened(**opened, view=home)).origin.metadata.spot.tab == "users"


def test_what_slack_says_by_itself_names_whom_or_what() -> None:
    told = {"id": "U1", "deleted": True}
    changed = news(type="user_change", user=told)
    assert (changed.team, changed.user) == (ADA.team, SlackUser(id="U1", deleted=True))
    assert changed.user.model_fields_set == {"id", "deleted"}
    answered = news(type="shared_channel_invite_declined", invite={"id": "I1", "more": 1})
    assert (answered.kind, answered.invite.invite.id) == ("shared_channel_invite_declined", "I1")


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ("1628085600.000100", 1628085600.0001),
        ("1628085600", 1628085600.0),
        (None, 0.0),
        ("", 0.0),
        ("yesterday", 0.0),
        ("1e99", 0.0),
        ("nan", 0.0),
        ("9" * 400, 0.0),
        (".", 0.0),
        ("١٦", 0.0),
    ],
)
def test_when_it_was_is_read_where_slack_says_it_as_ever(stamp: str | None, at: float) -> None:
    told = news(type="shared_channel_invite_approved", invite={"id": "I1"}, event_ts=stamp)
    assert told.invite.at == at


def test_what_usher_knows_nothing_of_is_nothing_but_has_to_be_whole() -> None:
    assert received.read({"type": "something_new"}) is None
    assert received.read(happened(type="tea_time")) is None
    for wrong in ({}, {"type": 5}, {**happened(type="tea_time"), "team_id": 1}, happened(type=5)):
        with pytest.raises(Malformed):
            received.read(wrong)
