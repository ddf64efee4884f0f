"""What the gate has read: typed, with nothing where there is nothing."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.slack.shapes import Filled, SlackUser, State, View

EMPTY: list[Any] = [
    {},
    {"values": None},
    {"values": {}},
    {"values": {"a": {}}},
    {"values": {"a": {"a": {}}}},
    {"values": {"a": {"a": dict.fromkeys(Filled.model_fields)}}},
    {"values": {"a": {"another": {"value": "x"}}}},
    {"values": {"another": {"a": {"value": "x"}}}},
]


@pytest.mark.parametrize("given", EMPTY)
def test_what_is_not_filled_in_reads_as_empty(given: Any) -> None:
    state = State.model_validate(given)
    assert (state.text("a"), state.picked("a"), state.whichever("a")) == ("", "", "")
    assert (state.ticked("a"), state.conversations("a")) == ((), ())


@pytest.mark.parametrize("given", [{}, {"state": None}, {"state": {}}, {"unknown": 7}])
def test_a_view_may_lack_everything(given: Any) -> None:
    view = View.model_validate(given)
    assert view == View()
    assert view.state.text("a") == ""
    assert view.first_field == ""


def test_each_kind_of_field_has_its_accessor() -> None:
    filled = {
        "typed": {"value": " a\n"},
        "menu": {"selected_option": {"value": "b", "text": {}}},
        "boxes": {"selected_options": [{"value": "c"}, {"value": "d"}]},
        "channels": {"selected_conversations": ["C1", "C2"]},
    }
    state = State.model_validate({"values": {name: {name: it} for name, it in filled.items()}})
    assert state.text("typed") == " a\n"
    assert state.picked("menu") == "b"
    assert state.ticked("boxes") == ("c", "d")
    assert state.conversations("channels") == ("C1", "C2")
    assert "menu" in state
    assert "another" not in state


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"value": "5"}, "5"),
        ({"selected_option": {"value": "b"}}, "b"),
        ({"selected_options": [{"value": "1"}, {"value": "3"}]}, "1 3"),
        ({"selected_options": []}, ""),
        ({"selected_time": "08:15"}, "08:15"),
        ({"selected_conversation": "C1"}, "C1"),
    ],
)
def test_a_field_can_be_read_whichever_it_is(given: Any, text: str) -> None:
    assert Filled.model_validate(given).whichever == text


@pytest.mark.parametrize(
    "wrong",
    [
        {"a": None},
        {"a": {"a": None}},
        {"a": {"a": {"value": 7}}},
        {"a": {"a": {"selected_option": {}}}},
        {"a": {"a": {"selected_options": {}}}},
    ],
)
def test_a_state_of_another_shape_is_none(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        State.model_validate({"values": wrong})


def test_the_first_input_of_a_view_is_where_an_apology_stands() -> None:
    blocks = [{"type": "section"}, {"type": "input", "block_id": "a"}, {"type": "input"}]
    assert View.model_validate({"blocks": blocks}).first_field == "a"
    assert View.model_validate({"blocks": [{"type": "input"}]}).first_field == ""
    assert View().first_field == ""


def test_of_a_user_it_is_known_what_slack_told_and_what_not() -> None:
    told = {"id": "U1", "deleted": False, "profile": {"email": None}, "tz": "Europe/Berlin"}
    assert SlackUser.model_validate(told).model_fields_set == told.keys()


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "U" * 33},
        {"team_id": {"id": "T1"}},
        {"profile": "x"},
        {"profile": {"email": "x" * 321}},
        {"locale": 5},
        {"tz": ["Europe/Berlin"]},
        {"deleted": 1},
        {"is_admin": "yes"},
        {"enterprise_user": []},
        {"enterprise_user": {"teams": "T1"}},
    ],
)
def test_a_user_of_another_shape_is_none(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        SlackUser.model_validate({"id": "U1", **wrong})


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("a\0b", "ab"),
        ("a\ud800", "a"),
        ("\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "😀"),
        ("Ада\0", "Ада"),
    ],
)
def test_what_no_database_and_no_answer_can_hold_is_left_out(typed: str, held: str) -> None:
    assert Filled.model_validate({"value": typed}).text == held
