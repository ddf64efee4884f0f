"""What Slack refuses in a view or a message, with the reason and the place."""

from typing import Any

import pytest

from bot.sandbox.rules import Surface, problems
from tests.bot.sandbox.blocks import (
    Json,
    actions,
    asked,
    button,
    home,
    menu,
    message,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    pressed,
    section,
)

BAD: list[tuple[str, str, Json]] = [
    ("unknown block", "unsupported type: video", modal({"type": "video"})),
    ("block without a type", "unsupported type: None", modal({"text": plain()})),
    ("block that is no object", "unsupported type: None", modal("x")),  # type: ignore[arg-type]
    ("type that is no text", "unsupported type: []", modal({"type": []})),
    ("unknown element", "unsupported type: slider", modal(actions({"type": "slider"}))),
    ("input in actions", "unsupported type: plain_text_input", modal(actions(asked()["element"]))),
    ("button in an input", "unsupported type: button", modal({**asked(), "element": button()})),
    ("mrkdwn title", "unsupported type: mrkdwn", modal(title=mrkdwn())),
    ("mrkdwn button", "unsupported type: mrkdwn", pressed(text=mrkdwn())),
    ("text that is no object", "unsupported type: None", modal(title="Title")),
    ("text that is no string", "must be a string", modal(title=plain(1))),  # type: ignore[arg-type]
    ("unknown key", "invalid additional property: colour", modal(section(colour="red"))),
    ("key of another surface", "invalid additional property: title", home(title=plain())),
    (
        "emoji in mrkdwn",
        "invalid additional property: emoji",
        modal({**section(), "text": {**mrkdwn(), "emoji": True}}),
    ),
    (
        "no title",
        "missing required field: title",
        {key: v for key, v in modal().items() if key != "title"},
    ),
    (
        "no label",
        "missing required field: label",
        modal({k: v for k, v in asked().items() if k != "label"}),
    ),
    (
        "no alt_text",
        "missing required field: alt_text",
        modal({"type": "image", "image_url": "https://a"}),
    ),
    (
        "input, no submit",
        "missing required field: submit",
        {k: v for k, v in modal(asked()).items() if k != "submit"},
    ),
    ("empty section", "must have one of: text, fields", modal({"type": "section"})),
    ("no blocks", "no fewer than 1 items", {**modal(), "blocks": []}),
    ("blocks that are no list", "must be an array", {**modal(), "blocks": {}}),
    ("no elements", "no fewer than 1 items", modal(actions())),
    ("no options", "no fewer than 1 items", modal(asked(kind="checkboxes", options=[]))),
    ("no source", "must have one of: options, option_groups", modal(asked(kind="static_select"))),
    (
        "two sources",
        "must have one of: options, option_groups",
        modal(
            asked(
                kind="static_select",
                options=options(1),
                option_groups=[{"label": plain(), "options": options(1)}],
            )
        ),
    ),
    (
        "doubled block_id",
        "block_id already exists: a",
        modal(section(block_id="a"), section(block_id="a")),
    ),
    ("doubled action_id", "action_id already exists: a", modal(actions(button("a"), button("a")))),
    (
        "doubled value",
        "option value already exists: v",
        modal(asked(kind="checkboxes", options=[option(), option()])),
    ),
    (
        "doubled in overflow",
        "option value already exists: v",
        modal(actions(menu("overflow", options=[option(), option()]))),
    ),
    (
        "initial option not on offer",
        "initial options must be among the options",
        modal(asked(kind="static_select", options=options(2), initial_option=option("v9"))),
    ),
    (
        "initial option of another text",
        "initial options must be among the options",
        modal(asked(kind="radio_buttons", options=options(2), initial_option=option("v1", "y"))),
    ),
    (
        "initial options not on offer",
        "initial options must be among the options",
        modal(asked(kind="checkboxes", options=options(2), initial_options=[option("v9")])),
    ),
    ("lengths crossed", "min_length must not be greater", modal(asked(min_length=5, max_length=4))),
    (
        "too short from the start",
        "initial_value must fit",
        modal(asked(min_length=5, initial_value="x")),
    ),
    (
        "numbers crossed",
        "must be in order",
        modal(asked(kind="number_input", is_decimal_allowed=True, min_value="9", max_value="1.5")),
    ),
    ("max_length 0", "must be an integer from 1 to 3000", modal(asked(max_length=0))),
    ("a truth for a number", "must be an integer", modal(asked(max_length=True))),
    ("a number for a truth", "must be a boolean", modal(asked(multiline=1))),
    ("unknown style", "must be one of primary, danger", pressed(style="default")),
    ("script in a link", "does not match the expected format", pressed(url="javascript:alert(1)")),
    (
        "impossible time",
        "does not match the expected format",
        modal(asked(kind="timepicker", initial_time="25:00")),
    ),
    (
        "date in words",
        "does not match the expected format",
        modal(asked(kind="datepicker", initial_date="2026/11/24")),
    ),
    (
        "link in a select",
        "invalid additional property: url",
        modal(asked(kind="static_select", options=[option(url="https://a")])),
    ),
    (
        "confirmation without a way back",
        "missing required field: deny",
        pressed(confirm={k: plain() for k in ("title", "text", "confirm")}),
    ),
    ("confirmation in words", "must be an object", pressed(confirm="Sure?")),
    (
        "two first fields",
        "only one element may have focus_on_load",
        modal(asked("a", focus_on_load=True), asked("b", focus_on_load=True)),
    ),
    ("a Home as a modal", "must be of type modal", {**modal(), "type": "home"}),
]


@pytest.mark.parametrize(("why", "content"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_slack_refuses_is_refused_with_the_reason(why: str, content: Json) -> None:
    surface: Surface = "home" if content["type"] == "home" and "submit" not in content else "modal"
    assert any(why in problem for problem in problems(content, surface)), problems(content, surface)


def test_a_refusal_says_where() -> None:
    view = modal(section(), actions(button(text=plain("x" * 76))))
    where = "[json-pointer:/view/blocks/1/elements/0/text/text]"
    assert problems(view, "modal") == [f"must be less than 76 characters {where}"]


def test_every_wrong_part_is_named() -> None:
    found = problems(message(section(""), {"type": "video"}), "message")
    assert [line.partition("[")[2] for line in found] == [
        "json-pointer:/blocks/0/text/text]",
        "json-pointer:/blocks/1/type]",
    ]


def test_attachments_of_old_are_refused() -> None:
    assert problems(message(attachments=[]), "message") == [
        "invalid additional property: attachments [json-pointer:]"
    ]


@pytest.mark.parametrize("content", [None, [], "hello", 7])
def test_what_is_no_object_is_refused(content: Any) -> None:
    assert problems(content, "message") == ["must be an object [json-pointer:]"]
