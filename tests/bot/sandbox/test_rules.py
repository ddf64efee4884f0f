"""What Slack takes in a view or a message."""

import pytest

from bot.sandbox.rules import problems
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

FINE: list[tuple[str, Json]] = [
    ("divider", modal({"type": "divider"})),
    ("picture", modal(picture())),
    ("picture beside a text", modal(section(accessory=picture()))),
    ("picture in a context", modal({"type": "context", "elements": [picture(), mrkdwn()]})),
    ("expanding section", modal(section(expand=True))),
    ("emoji", modal(title={**plain(), "emoji": True})),
    ("verbatim", modal({"type": "section", "text": {**mrkdwn(), "verbatim": True}})),
    ("styled button", pressed(style="danger", confirm=confirm())),
    ("styled confirmation", pressed(confirm={**confirm(), "style": "danger"})),
    ("confirmation in mrkdwn", pressed(confirm={**confirm(), "text": mrkdwn()})),
    (
        "checkbox in mrkdwn",
        modal(asked(kind="checkboxes", options=[{**option(), "text": mrkdwn()}])),
    ),
    (
        "chosen checkbox",
        modal(asked(kind="checkboxes", options=options(2), initial_options=options(1))),
    ),
    (
        "chosen radio",
        modal(asked(kind="radio_buttons", options=options(2), initial_option=option("v1"))),
    ),
    (
        "chosen option",
        modal(asked(kind="static_select", options=options(2), initial_option=option("v1"))),
    ),
    (
        "chosen in a group",
        modal(
            asked(
                kind="multi_static_select",
                option_groups=[{"label": plain(), "options": options(2)}],
                initial_options=[option("v1")],
                max_selected_items=1,
            )
        ),
    ),
    (
        "link in a menu",
        modal(actions(menu("overflow", options=[option(url="https://example.com")]))),
    ),
    ("search", modal(asked(kind="external_select", min_query_length=0, initial_option=option()))),
    ("search for many", modal(asked(kind="multi_external_select", initial_options=[option()]))),
    ("person", modal(asked(kind="users_select", initial_user="U1"))),
    ("people", modal(asked(kind="multi_users_select", initial_users=["U1"]))),
    ("place", modal(asked(kind="conversations_select", default_to_current_conversation=True))),
    ("places", modal(asked(kind="multi_conversations_select", initial_conversations=["C1"]))),
    (
        "some of the places",
        modal(
            asked(kind="multi_conversations_select", filter={"include": ["public", "private"]}),
        ),
    ),
    (
        "places without bots",
        modal(asked(kind="conversations_select", filter={"exclude_bot_users": True})),
    ),
    ("channel", modal(asked(kind="channels_select", initial_channel="C1"))),
    ("channels", modal(asked(kind="multi_channels_select", initial_channels=["C1"]))),
    ("date", modal(asked(kind="datepicker", initial_date="2026-11-24"))),
    ("time", modal(asked(kind="timepicker", initial_time="09:00", timezone="Europe/Berlin"))),
    ("email", modal(asked(kind="email_text_input", focus_on_load=True))),
    ("address", modal(asked(kind="url_text_input"))),
    (
        "number",
        modal(
            asked(
                kind="number_input",
                is_decimal_allowed=False,
                min_value="1",
                initial_value="7",
                max_value="90",
            )
        ),
    ),
    (
        "asked at once",
        modal(
            {
                **asked(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}),
                "dispatch_action": True,
                "optional": True,
            }
        ),
    ),
    ("no submit, no input", {key: part for key, part in modal().items() if key != "submit"}),
    ("told of its end", modal(notify_on_close=True, clear_on_close=True)),
    ("same action in two blocks", modal(actions(button("a")), actions(button("a")))),
]


@pytest.mark.parametrize("view", [row[1] for row in FINE], ids=[row[0] for row in FINE])
def test_what_slack_takes_is_taken(view: Json) -> None:
    assert problems(view, "modal") == []


def test_an_input_belongs_in_a_modal_or_home_but_not_in_a_message() -> None:
    assert problems(modal(asked()), "modal") == []
    assert problems(home(asked()), "home") == []
    assert problems(message(asked()), "message") == [
        "unsupported type: input [json-pointer:/blocks/0/type]"
    ]


def test_a_home_needs_no_submit_for_its_fields() -> None:
    assert problems(home({**asked(), "dispatch_action": True}), "home") == []


def test_a_message_says_something() -> None:
    assert problems({"text": "hello"}, "message") == []
    assert problems({"blocks": [section()]}, "message") == []
    assert problems({"response_type": "ephemeral"}, "message") == ["no_text [json-pointer:]"]


def test_a_message_may_say_how_it_is_to_be_shown() -> None:
    shown = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": True, "parse": "none"}
    assert problems(message(channel="C1", metadata={"any": "thing"}, **shown), "message") == []
    assert problems(message(response_type="in_channel", replace_original=True), "message") == []


@pytest.mark.parametrize("wrong", [{}, {"include": []}, {"include": ["secret"]}, {"only": True}])
def test_a_filter_of_places_says_something_that_slack_knows(wrong: Json) -> None:
    assert problems(modal(asked(kind="multi_conversations_select", filter=wrong)), "modal") != []
