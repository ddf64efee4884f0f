"""What is not of its kind's shape is malformed; of what stands beside it nothing is read."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.parts import Parts
from tests.bot.slack.door import Door, door, signed
from tests.people import ADA

HELP = {"command": "/invite", "text": "help", "team_id": ADA.team, "user_id": ADA.user}


@pytest.fixture
async def knock(parts: Parts) -> AsyncIterator[Door]:
    async with door(parts) as knock:
        yield knock


WHO: dict[str, Any] = {"user": {"id": "U1"}, "team": {"id": "T1"}, "trigger_id": "1.2.3"}
FORM_VIEW: dict[str, Any] = {"id": "V1", "callback_id": "invite"}
WRONG_INSTALLATIONS: list[Any] = [
    [{"team_id": {"id": "T1"}}],
    [{"enterprise_id": 5}],
    ["T1"],
    "T1",
    {},
]
WRONG_USERS: list[dict[str, Any]] = [
    {"profile": "x"},
    {"profile": {"email": 5}},
    {"locale": 5},
    {"tz": {}},
    {"team_id": {}},
    {"is_admin": 1},
    {"enterprise_user": {"teams": [5]}},
    {"id": "U" * 33},
]
MISSHAPEN: list[dict[str, Any]] = [
    {"type": "view_submission", **WHO, "view": None},
    {"type": "view_submission", **WHO},
    {"type": "view_submission", **WHO, "view": {**FORM_VIEW, "id": ""}},
    {"type": "view_submission", **WHO, "view": {**FORM_VIEW, "callback_id": None}},
    {"type": "view_submission", **WHO, "view": {**FORM_VIEW, "state": {"values": []}}},
    *(
        {"type": "view_submission", **WHO, "view": {**FORM_VIEW, "state": {"values": wrong}}}
        for wrong in ({"a": None}, {"a": {"a": None}}, {"a": {"a": 5}})
    ),
    *(
        {
            "type": "view_submission",
            **WHO,
            "view": {
                **FORM_VIEW,
                "state": {"values": {"channels": {"channels": {"selected_conversations": wrong}}}},
            },
        }
        for wrong in ("C1", [5], {"C1": "C2"})
    ),
    {"type": "view_submission", **WHO, "user": None, "view": FORM_VIEW},
    {"type": "view_submission", **WHO, "team": 1, "view": FORM_VIEW},
    {"type": "view_submission", **WHO, "user": {"id": "U 1"}, "view": FORM_VIEW},
    {"type": "view_submission", **WHO, "user": {"id": "U1\ud800"}, "view": FORM_VIEW},
    {"type": "block_actions", **WHO, "actions": []},
    {"type": "block_actions", **WHO, "actions": None},
    {"type": "block_actions", **WHO, "actions": ["invite.open"]},
    {"type": "block_actions", **WHO, "actions": [{"value": "no id"}]},
    {"type": "block_actions", **WHO, "actions": [{"action_id": "x", "selected_option": "y"}]},
    {"type": "shortcut", **WHO, "callback_id": 5},
    {"type": "shortcut", **WHO, "callback_id": "invite", "trigger_id": None},
    {"type": "block_suggestion", **WHO, "action_id": "workgroup", "value": None},
    {"type": "event_callback", "team_id": "T1", "event": None},
    {"type": "event_callback", "team_id": "T1", "event": {"type": None}},
    {"type": "event_callback", "team_id": 1, "event": {"type": "tea_time"}},
    {"type": "event_callback", "team_id": "T1", "event": {"type": "app_home_opened"}},
    {"type": "event_callback", "team_id": "T1", "event": {"type": "user_change", "user": "U1"}},
    {"type": "url_verification", "challenge": None},
    *(
        {"type": "event_callback", "event": {"type": "tea_time"}, "authorizations": wrong}
        for wrong in WRONG_INSTALLATIONS
    ),
    *(
        {"type": "event_callback", "event": {"type": "user_change", "user": {"id": "U1", **wrong}}}
        for wrong in WRONG_USERS
    ),
    {"type": "shortcut", **WHO, "callback_id": "invite", "enterprise": "E1"},
    {"type": "shortcut", **WHO, "callback_id": "invite", "enterprise_id": {}},
    {"type": "block_actions", **WHO, "actions": [{"action_id": "x"}] * 101},
    {"type": "view_submission", **WHO, "view": {**FORM_VIEW, "blocks": [{}] * 101}},
    {"type": "view_submission", **WHO, "view": {**FORM_VIEW, "blocks": [{"block_id": 5}]}},
    {"type": "view_submission", **WHO, "view": {**FORM_VIEW, "private_metadata": "x" * 15_001}},
]


@pytest.mark.parametrize("body", MISSHAPEN, ids=lambda body: str(body["type"]))
async def test_what_is_not_of_its_types_shape_is_malformed(
    knock: Door, body: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    assert (await knock.json(body)).status_code == 400
    assert (await knock.payload(body)).status_code == 400
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("of_others", ["view", "event", "actions", "authorizations"])
async def test_a_command_with_what_no_form_can_hold_is_malformed(
    knock: Door, of_others: str
) -> None:
    for value in ("x", "", "{}", '{"id": "V1"}', "[]"):
        assert (await knock.form(**HELP, **{of_others: value})).status_code == 400


async def test_what_else_stands_in_a_body_bolt_does_not_read(
    knock: Door, caplog: pytest.LogCaptureFixture
) -> None:
    person = {"user": {"id": ADA.user}, "team": {"id": ADA.team}, "trigger_id": "1.2.3"}
    of_others: dict[str, Any] = {
        "event": "x",
        "function_data": 5,
        "response_urls": [5],
        "assistant_thread": "x",
        "previous_message": [],
        "item": "x",
        "workflow_step": None,
        "is_ext_shared_channel": True,
    }
    for body in (
        {**person, "type": "view_submission", "view": {**FORM_VIEW, "type": "workflow_step"}},
        {**person, "type": "view_submission", "view": FORM_VIEW},
        {**person, "type": "block_suggestion", "action_id": "workgroup", "value": ""},
    ):
        assert (await knock.payload({**of_others, **body})).json()
    assert [record for record in caplog.records if record.exc_info] == []


async def test_what_no_answer_can_hold_is_left_out_of_it(knock: Door) -> None:
    person = {"user": {"id": ADA.user}, "team": {"id": ADA.team}}
    blocks = [{"type": "input", "block_id": "emails\ud800"}]
    view = {**FORM_VIEW, "blocks": blocks, "state": {"values": {"note": {"note": {"value": "\0"}}}}}
    response = await knock.payload({"type": "view_submission", **person, "view": view})
    assert list(response.json()["errors"]) == ["emails"]
    typed = await knock.form(**{**HELP, "text": "revo\0k 😀"})
    assert "I don't know “revok”" in typed.json()["text"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"type": "news", "n": 1e999, "m": NaN, "o": -Infinity}',
        b'{"type": "news", "n": ' + b"9" * 4000 + b"}",
        b'{"type": 5, "type": "news"}',
        b'{"type": "news", "x": ' + b"[" * 400 + b"]" * 400 + b"}",
    ],
)
async def test_odd_json_of_a_kind_that_we_do_not_know_is_ignored(knock: Door, body: bytes) -> None:
    assert (await knock.json(body)).status_code == 200


@pytest.mark.parametrize("digits", [5000, 500_000])
async def test_a_number_longer_than_python_reads_is_malformed(knock: Door, digits: int) -> None:
    assert (await knock.json(b'{"type": "news", "n": ' + b"9" * digits + b"}")).status_code == 400


async def test_of_a_repeated_field_the_last_counts(knock: Door) -> None:
    raw = urlencode([("text", "list"), *HELP.items(), ("text", "revok")]).encode()
    assert "I don't know “revok”" in (await knock.post(raw, signed(raw))).json()["text"]


async def test_a_submit_with_no_more_than_it_needs_is_answered(knock: Door) -> None:
    person = {"user": {"id": ADA.user}, "team": {"id": ADA.team}}
    response = await knock.payload({"type": "view_submission", **person, "view": FORM_VIEW})
    assert list(response.json()["errors"]) == ["emails"]
    assert "at least one email address" in response.text
