"""What stands in a field: typed, in Slack's form, and what Slack refuses before the bot hears."""

from typing import Any

import pytest

from bot.sandbox import forms
from bot.sandbox.workspace import SlackError, surface
from tests.bot.sandbox.blocks import (
    Json,
    actions,
    asked,
    button,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    section,
)

GROUPED = [{"label": plain(), "options": options(2)}]
TWO = options(2)


def of(*blocks: Json) -> Json:
    return surface(modal(*blocks), "U0LEV00000")


def value(field: Json, short: Any = None) -> Json:
    """Return what a field's value is, as it stands or with something filled in."""
    shown = of(field)
    filled = forms.type_in(shown, {"field": short}) if short is not None else shown
    return dict(forms.state(filled)["values"]["field"]["field"])


FIELDS: list[tuple[str, Json, Any, Json, Json]] = [
    ("plain_text_input", {}, "hi", {"value": None}, {"value": "hi"}),
    ("plain_text_input", {"initial_value": "a"}, "", {"value": "a"}, {"value": None}),
    ("email_text_input", {}, "a@b.example", {"value": None}, {"value": "a@b.example"}),
    ("number_input", {"is_decimal_allowed": False}, "7", {"value": None}, {"value": "7"}),
    (
        "static_select",
        {"options": TWO, "initial_option": TWO[0]},
        "v1",
        {"selected_option": TWO[0]},
        {"selected_option": TWO[1]},
    ),
    (
        "static_select",
        {"option_groups": GROUPED},
        "v1",
        {"selected_option": None},
        {"selected_option": TWO[1]},
    ),
    (
        "radio_buttons",
        {"options": TWO},
        "v0",
        {"selected_option": None},
        {"selected_option": TWO[0]},
    ),
    (
        "checkboxes",
        {"options": TWO, "initial_options": TWO[:1]},
        ["v0", "v1"],
        {"selected_options": TWO[:1]},
        {"selected_options": TWO},
    ),
    (
        "checkboxes",
        {"options": TWO, "initial_options": TWO},
        [],
        {"selected_options": TWO},
        {"selected_options": []},
    ),
    (
        "multi_static_select",
        {"options": TWO},
        ["v1"],
        {"selected_options": []},
        {"selected_options": TWO[1:]},
    ),
    (
        "external_select",
        {"initial_option": TWO[0]},
        "v0",
        {"selected_option": TWO[0]},
        {"selected_option": TWO[0]},
    ),
    (
        "multi_external_select",
        {"initial_options": TWO},
        ["v1"],
        {"selected_options": TWO},
        {"selected_options": TWO[1:]},
    ),
    (
        "datepicker",
        {"initial_date": "2026-11-24"},
        "2026-12-01",
        {"selected_date": "2026-11-24"},
        {"selected_date": "2026-12-01"},
    ),
    ("timepicker", {}, "09:00", {"selected_time": None}, {"selected_time": "09:00"}),
    ("users_select", {}, "U1", {"selected_user": None}, {"selected_user": "U1"}),
    (
        "multi_users_select",
        {"initial_users": ["U1"]},
        ["U2"],
        {"selected_users": ["U1"]},
        {"selected_users": ["U2"]},
    ),
    (
        "conversations_select",
        {},
        "C1",
        {"selected_conversation": None},
        {"selected_conversation": "C1"},
    ),
    ("multi_channels_select", {}, ["C1"], {"selected_channels": []}, {"selected_channels": ["C1"]}),
]


@pytest.mark.parametrize(
    ("kind", "more", "short", "first", "filled"), FIELDS, ids=[row[0] for row in FIELDS]
)
def test_a_field_has_its_value_where_slack_has_it(
    kind: str, more: Json, short: Any, first: Json, filled: Json
) -> None:
    field = asked(kind=kind, **more)
    assert value(field) == {"type": kind, **first}
    assert value(field, short) == {"type": kind, **filled}


def test_a_field_keeps_what_was_typed_into_others() -> None:
    shown = forms.type_in(of(asked("a"), asked("b")), {"a": "1", "b": "1"})
    values = forms.state(forms.type_in(shown, {"b": "2"}))["values"]
    assert (values["a"]["a"]["value"], values["b"]["b"]["value"]) == ("1", "2")


def test_menus_beside_texts_have_a_value_and_buttons_none() -> None:
    menu = {"type": "static_select", "action_id": "menu", "options": TWO}
    overflow = {"type": "overflow", "action_id": "more", "options": TWO}
    shown = of(
        section(accessory=menu, block_id="a"),
        actions(button(), {**menu, "action_id": "other"}, overflow, block_id="b"),
        {"type": "context", "elements": [mrkdwn()]},
    )
    empty = {"type": "static_select", "selected_option": None}
    assert forms.state(shown) == {"values": {"a": {"menu": empty}, "b": {"other": empty}}}


def test_a_field_may_be_named_by_block_and_action() -> None:
    menu = {"type": "static_select", "action_id": "first", "options": TWO}
    shown = of(actions(menu, {**menu, "action_id": "second"}, block_id="b"))
    filled = forms.type_in(shown, {"b": {"second": "v1"}})
    values = forms.state(filled)["values"]["b"]
    assert [values[name]["selected_option"] for name in ("first", "second")] == [None, TWO[1]]
    short = forms.state(forms.type_in(shown, {"b": "v0"}))["values"]["b"]
    assert short["first"]["selected_option"] == TWO[0]


def test_what_is_not_there_is_not_filled_in() -> None:
    with pytest.raises(SlackError, match="no field other"):
        forms.type_in(of(asked()), {"other": "x"})


@pytest.mark.parametrize(
    ("kind", "short"), [("static_select", "v9"), ("radio_buttons", "v9"), ("checkboxes", ["v9"])]
)
def test_what_is_not_on_offer_is_not_chosen(kind: str, short: Any) -> None:
    with pytest.raises(KeyError):
        value(asked(kind=kind, options=TWO), short)


REFUSED: list[tuple[str, Json, Any, str]] = [
    ("nothing", asked(), "", forms.EMPTY),
    ("nothing ticked", asked(kind="checkboxes", options=TWO), [], forms.EMPTY),
    ("nothing chosen", asked(kind="static_select", options=TWO), None, forms.EMPTY),
    ("too short", asked(min_length=3), "ab", "Please enter at least 3 characters."),
    ("too long", asked(max_length=3), "abcd", "Please enter at most 3 characters."),
    (
        "not between",
        asked(min_length=2, max_length=3),
        "abcd",
        "Please enter at least 2 and at most 3 characters.",
    ),
    (
        "no address",
        asked(kind="email_text_input"),
        "ivy",
        "Please enter a valid email address.",
    ),
    ("no link", asked(kind="url_text_input"), "ivy", "Please enter a valid URL."),
    (
        "no number",
        asked(kind="number_input", is_decimal_allowed=True),
        "ivy",
        "Please enter a number.",
    ),
    (
        "too small",
        asked(kind="number_input", is_decimal_allowed=True, min_value="2"),
        "1.5",
        "Please enter at least 2 as a number.",
    ),
    (
        "too great",
        asked(kind="number_input", is_decimal_allowed=True, max_value="2"),
        "10",
        "Please enter at most 2 as a number.",
    ),
    (
        "too many",
        asked(kind="multi_static_select", options=TWO, max_selected_items=1),
        ["v0", "v1"],
        "Please choose at most 1.",
    ),
]


@pytest.mark.parametrize(
    ("field", "short", "sentence"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_slack_refuses_before_it_asks_the_bot(field: Json, short: Any, sentence: str) -> None:
    filled = forms.type_in(of(field), {"field": short})
    assert forms.refused(filled) == {"field": sentence}


TAKEN: list[tuple[Json, Any]] = [
    (asked(min_length=3, max_length=3), "abc"),
    (asked(kind="email_text_input"), "ivy@example.com"),
    (asked(kind="url_text_input"), "https://example.com"),
    (asked(kind="number_input", is_decimal_allowed=True, min_value="2", max_value="2"), "2.0"),
    (asked(kind="multi_static_select", options=TWO, max_selected_items=2), ["v0", "v1"]),
    (asked(kind="static_select", options=TWO, initial_option=TWO[0]), "v0"),
    ({**asked(), "optional": True}, ""),
    ({**asked(min_length=3), "optional": True}, ""),
]


@pytest.mark.parametrize(("field", "short"), TAKEN)
def test_slack_lets_the_rest_pass(field: Json, short: Any) -> None:
    assert forms.refused(forms.type_in(of(field), {"field": short})) == {}


def test_an_optional_field_that_is_filled_in_is_judged_too() -> None:
    field = {**asked(min_length=3), "optional": True}
    assert "field" in forms.refused(forms.type_in(of(field), {"field": "ab"}))


def test_what_a_search_has_brought_stays_on_offer() -> None:
    found = {**of(asked(kind="external_select")), "offered": {"field": [option("01J", "Design")]}}
    filled = forms.type_in(found, {"field": "01J"})
    chosen = forms.state(filled)["values"]["field"]["field"]["selected_option"]
    assert chosen == option("01J", "Design")
