"""Each limit of Slack's as a row: what lies at it passes, and one more is refused."""

import json
from collections.abc import Callable

import pytest

from bot.sandbox.rules import Surface, problems
from tests.bot.sandbox.blocks import (
    Json,
    actions,
    asked,
    button,
    confirm,
    home,
    menu,
    message,
    modal,
    mrkdwn,
    option,
    options,
    picture,
    plain,
    pressed,
    section,
)

Limit = tuple[str, int, Surface, Callable[[int], Json]]
LIMITS: list[Limit] = [
    ("title", 24, "modal", lambda n: modal(title=plain("x" * n))),
    ("submit", 24, "modal", lambda n: modal(submit=plain("x" * n))),
    ("close", 24, "modal", lambda n: modal(close=plain("x" * n))),
    ("private_metadata", 3000, "modal", lambda n: modal(private_metadata="x" * n)),
    ("callback_id", 255, "modal", lambda n: modal(callback_id="x" * n)),
    ("external_id", 255, "modal", lambda n: modal(external_id="x" * n)),
    ("block_id", 255, "modal", lambda n: modal(section(block_id="x" * n))),
    ("action_id", 255, "modal", lambda n: pressed(action_id="x" * n)),
    ("blocks of a modal", 100, "modal", lambda n: modal(*[section()] * n)),
    ("blocks of a Home", 100, "home", lambda n: home(*[section()] * n)),
    ("blocks of a message", 50, "message", lambda n: message(*[section()] * n)),
    ("text of a message", 4000, "message", lambda n: message(text="x" * n)),
    ("section", 3000, "message", lambda n: message(section("x" * n))),
    ("header", 150, "home", lambda n: home({"type": "header", "text": plain("x" * n)})),
    ("fields", 10, "home", lambda n: home({"type": "section", "fields": [plain()] * n})),
    (
        "one field",
        2000,
        "home",
        lambda n: home({"type": "section", "fields": [mrkdwn("x" * n)]}),
    ),
    (
        "context elements",
        10,
        "message",
        lambda n: message({"type": "context", "elements": [plain()] * n}),
    ),
    (
        "context text",
        3000,
        "message",
        lambda n: message({"type": "context", "elements": [mrkdwn("x" * n)]}),
    ),
    (
        "actions elements",
        25,
        "message",
        lambda n: message(actions(*[button(f"b{i}") for i in range(n)])),
    ),
    ("label", 2000, "modal", lambda n: modal({**asked(), "label": plain("x" * n)})),
    ("hint", 2000, "modal", lambda n: modal({**asked(), "hint": plain("x" * n)})),
    ("placeholder", 150, "modal", lambda n: modal(asked(placeholder=plain("x" * n)))),
    ("button text", 75, "modal", lambda n: pressed(text=plain("x" * n))),
    ("button value", 2000, "modal", lambda n: pressed(value="x" * n)),
    ("button url", 3000, "modal", lambda n: pressed(url="https://" + "x" * (n - 8))),
    ("accessibility label", 75, "modal", lambda n: pressed(accessibility_label="x" * n)),
    ("confirm title", 100, "modal", lambda n: pressed(confirm=confirm(title="x" * n))),
    ("confirm text", 300, "modal", lambda n: pressed(confirm=confirm(text="x" * n))),
    ("confirm yes", 30, "modal", lambda n: pressed(confirm=confirm(confirm="x" * n))),
    ("confirm no", 30, "modal", lambda n: pressed(confirm=confirm(deny="x" * n))),
    ("overflow", 5, "message", lambda n: message(actions(menu("overflow", options=options(n))))),
    (
        "select options",
        100,
        "modal",
        lambda n: modal(asked(kind="static_select", options=options(n))),
    ),
    (
        "option groups",
        100,
        "modal",
        lambda n: modal(
            asked(
                kind="static_select",
                option_groups=[{"label": plain(), "options": options(1)}] * n,
            )
        ),
    ),
    (
        "options of a group",
        100,
        "modal",
        lambda n: modal(
            asked(
                kind="multi_static_select",
                option_groups=[{"label": plain(), "options": options(n)}],
            )
        ),
    ),
    (
        "group label",
        75,
        "modal",
        lambda n: modal(
            asked(
                kind="static_select",
                option_groups=[{"label": plain("x" * n), "options": options(1)}],
            )
        ),
    ),
    ("checkboxes", 10, "modal", lambda n: modal(asked(kind="checkboxes", options=options(n)))),
    ("radio", 10, "modal", lambda n: modal(asked(kind="radio_buttons", options=options(n)))),
    (
        "option text",
        75,
        "modal",
        lambda n: modal(asked(kind="static_select", options=[option(text="x" * n)])),
    ),
    (
        "option value",
        150,
        "modal",
        lambda n: modal(asked(kind="static_select", options=[option("x" * n)])),
    ),
    (
        "option description",
        75,
        "modal",
        lambda n: modal(asked(kind="checkboxes", options=[option(description=plain("x" * n))])),
    ),
    ("max_length", 3000, "modal", lambda n: modal(asked(max_length=n))),
    ("min_length", 3000, "modal", lambda n: modal(asked(min_length=n))),
    ("initial_value", 3000, "modal", lambda n: modal(asked(initial_value="x" * n))),
    ("initial_value here", 9, "modal", lambda n: modal(asked(initial_value="x" * n, max_length=9))),
    (
        "min_query_length",
        3000,
        "modal",
        lambda n: modal(asked(kind="external_select", min_query_length=n)),
    ),
    ("alt_text", 2000, "home", lambda n: home(picture(alt_text="x" * n))),
    ("image title", 2000, "home", lambda n: home(picture(title=plain("x" * n)))),
]


@pytest.mark.parametrize(("name", "most", "surface", "build"), LIMITS, ids=[r[0] for r in LIMITS])
def test_what_lies_at_a_limit_passes_and_one_more_is_refused(
    name: str, most: int, surface: Surface, build: Callable[[int], Json]
) -> None:
    assert problems(build(most), surface) == []
    assert len(problems(build(most + 1), surface)) == 1, name


TEXTS: list[tuple[str, Surface, Callable[[str], Json]]] = [
    ("title", "modal", lambda text: modal(title=plain(text))),
    ("section", "modal", lambda text: modal(section(text))),
    ("header", "home", lambda text: home({"type": "header", "text": plain(text)})),
    ("label", "modal", lambda text: modal({**asked(), "label": plain(text)})),
    ("placeholder", "modal", lambda text: modal(asked(placeholder=plain(text)))),
    ("button", "modal", lambda text: pressed(text=plain(text))),
    ("button value", "modal", lambda text: pressed(value=text)),
    ("action_id", "modal", lambda text: pressed(action_id=text)),
    ("option", "modal", lambda text: modal(asked(kind="checkboxes", options=[option(text=text)]))),
    ("option value", "modal", lambda v: modal(asked(kind="checkboxes", options=[option(v)]))),
    ("initial_value", "modal", lambda text: modal(asked(initial_value=text))),
    ("message", "message", lambda text: {"text": text, "blocks": [section()]}),
]


@pytest.mark.parametrize(("name", "surface", "build"), TEXTS, ids=[row[0] for row in TEXTS])
def test_an_empty_text_is_refused(
    name: str, surface: Surface, build: Callable[[str], Json]
) -> None:
    assert problems(build("x"), surface) == []
    assert "must be more than 0 characters" in problems(build(""), surface)[0], name


def test_a_view_may_weigh_250_kb_and_no_more() -> None:
    heavy = modal(*[section("ж" * 1450)] * 84, private_metadata="x")
    left = 250_000 - len(json.dumps(heavy, ensure_ascii=False).encode())
    assert problems({**heavy, "private_metadata": "x" * (left + 1)}, "modal") == []
    assert problems({**heavy, "private_metadata": "x" * (left + 2)}, "modal") == [
        "view is larger than 250 kB [json-pointer:/view]"
    ]
