"""The gate: what comes in, in which order it is judged, and that Slack never sees a 5xx."""

import json
import re
import time
from collections.abc import AsyncIterator
from threading import current_thread
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt.response import BoltResponse
from starlette.routing import Router

from bot.parts import Parts
from bot.settings import Settings
from bot.slack import gate
from bot.slack.late import LateAnswers
from tests.bot.slack.door import FORM, JSON, Door, door, signature, signed
from tests.people import ADA

HELP = {"command": "/invite", "text": "help", "team_id": ADA.team, "user_id": ADA.user}


@pytest.fixture
async def knock(parts: Parts) -> AsyncIterator[Door]:
    async with door(parts) as knock:
        yield knock


async def test_a_signed_command_is_answered(knock: Door) -> None:
    response = await knock.form(**HELP)
    assert response.status_code == 200
    assert response.json()["response_type"] == "ephemeral"


async def test_what_is_larger_than_a_mebibyte_is_refused_before_its_signature_is_looked_at(
    knock: Door,
) -> None:
    assert (await knock.post(b"x" * (gate.LARGEST + 1), {"X": "unsigned"})).status_code == 413
    assert (await knock.post(b"x" * gate.LARGEST, {"X": "unsigned"})).status_code == 401


async def test_a_body_that_hides_its_length_is_cut_off_at_the_limit(knock: Door) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 65536

    response = await knock.http.post(gate.PATH, content=endless())
    assert response.status_code == 413
    assert read == gate.LARGEST // 65536 + 1


async def test_a_length_that_is_announced_is_believed_only_to_refuse(knock: Door) -> None:
    raw = urlencode(HELP).encode()
    huge = {**signed(raw), "Content-Length": "9" * 30}
    assert (await knock.post(raw, huge)).status_code == 413
    odd = {**signed(raw), "Content-Length": "many"}
    assert (await knock.post(raw, odd)).status_code == 200


@pytest.mark.parametrize("away", [-301, 302])
async def test_a_stale_request_is_refused_on_either_side(knock: Door, away: int) -> None:
    raw = urlencode(HELP).encode()
    assert (await knock.post(raw, signed(raw, at=time.time() + away))).status_code == 401


@pytest.mark.parametrize(
    ("away", "said"), [(-7200, "7,200 seconds old"), (7200, "from 7,200 seconds ahead")]
)
async def test_the_log_says_by_how_much_the_clock_is_wrong(
    knock: Door, caplog: pytest.LogCaptureFixture, away: int, said: str
) -> None:
    raw = urlencode(HELP).encode()
    answer = await knock.post(raw, signed(raw, at=int(time.time()) + away))
    assert answer.status_code == 401
    [line] = [each.getMessage() for each in caplog.records if each.name == gate.__name__]
    assert re.sub("7,(199|201)", "7,200", line).startswith(
        f"refused what Slack signed: by this machine's clock it is {said}; "
    )
    assert ("the clock is behind" in line) is (away > 0)


async def test_of_an_old_request_that_slack_did_not_sign_no_clock_is_blamed(
    knock: Door, caplog: pytest.LogCaptureFixture
) -> None:
    raw = urlencode(HELP).encode()
    answer = await knock.post(raw, signed(raw, at=time.time() - 7200, secret="another"))
    assert answer.status_code == 401
    assert not [each for each in caplog.records if each.name == gate.__name__]


@pytest.mark.parametrize("away", [-295, 295])
async def test_five_minutes_of_a_wrong_clock_are_forgiven(knock: Door, away: int) -> None:
    raw = urlencode(HELP).encode()
    assert (await knock.post(raw, signed(raw, at=time.time() + away))).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=é"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "²"},
        {"X-Slack-Request-Timestamp": "9" * 5000},
    ],
)
async def test_a_wrong_signature_or_time_is_refused(knock: Door, wrong: dict[str, str]) -> None:
    raw = urlencode(HELP).encode()
    given = {**signed(raw), **wrong}
    headers = {name.encode(): value.encode("latin-1") for name, value in given.items()}
    response = await knock.http.post(gate.PATH, content=raw, headers=headers)
    assert response.status_code == 401


async def test_a_signature_of_another_body_or_secret_is_refused(knock: Door) -> None:
    raw = urlencode(HELP).encode()
    assert (await knock.post(raw + b"x", signed(raw))).status_code == 401
    stamp = str(int(time.time()))
    other = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature(raw, stamp, "no")}
    assert (await knock.post(raw, other)).status_code == 401


async def test_without_a_secret_nothing_is_signed(parts: Parts) -> None:
    bare = Parts(Settings(), parts.database, parts.texts, parts.links)
    raw = urlencode(HELP).encode()
    stamp = str(int(time.time()))
    empty = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature(raw, stamp, "")}
    async with door(bare) as knock:
        assert (await knock.post(raw, empty)).status_code == 401


async def test_unsigned_garbage_is_not_even_parsed(knock: Door) -> None:
    for garbage in (b"", b"{", b"payload={", b"\xff\xfe", b'{"type":'):
        assert (await knock.post(garbage, {"Content-Type": JSON})).status_code == 401


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", FORM),
        (b"text=hello", FORM),
        (b"payload={", FORM),
        (b"payload=", FORM),
        (b"payload=[]", FORM),
        (b"payload=5", FORM),
        (b"command=\xff", FORM),
        (b"&".join(b"a=1" for _ in range(200)), FORM),
        (b"", JSON),
        (b"{", JSON),
        (b"[]", JSON),
        (b"null", JSON),
        (b'"text"', JSON),
        (b"{}", JSON),
        (b'{"type": 5}', JSON),
        (b'{"a":' * 100_000, JSON),
        (b"9" * 5000, JSON),
        (b'{"ssl_check": "1"}', JSON),
        (b'{"type":"event_callback"}', "text/plain"),
    ],
)
async def test_what_is_neither_a_command_nor_an_object_is_malformed(
    knock: Door, body: bytes, kind: str
) -> None:
    assert (await knock.post(body, signed(body, kind))).status_code == 400


async def test_the_word_payload_in_a_command_makes_it_no_interaction(knock: Door) -> None:
    response = await knock.form(**{**HELP, "text": "lost payload={}&payload=1"})
    assert response.status_code == 200
    assert "I don't know" in response.json()["text"]


async def test_slacks_check_of_the_address_is_answered(knock: Door) -> None:
    challenged = await knock.json({"type": "url_verification", "challenge": "c-1"})
    assert (challenged.status_code, challenged.json()) == (200, {"challenge": "c-1"})
    checked = await knock.form(ssl_check="1", token="old")
    assert (checked.status_code, checked.text) == (200, "")


async def test_only_slack_may_ask_for_the_challenge(knock: Door) -> None:
    raw = json.dumps({"type": "url_verification", "challenge": "c-1"}).encode()
    assert (await knock.post(raw, {"Content-Type": JSON})).status_code == 401


async def test_an_unknown_type_or_id_is_ignored(
    knock: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    person = {"user": {"id": ADA.user}, "team": {"id": ADA.team}, "trigger_id": "1.2.3"}
    view = {"id": "V1", "type": "modal", "callback_id": "typed@secret.example"}
    for body in (
        {"type": "something_new"},
        {**person, "type": "block_actions", "actions": [{"action_id": "no.such"}]},
        {**person, "type": "view_submission", "view": {**view, "callback_id": "no.such"}},
        {**person, "type": "view_closed", "view": {**view, "callback_id": "invite"}},
        {**person, "type": "shortcut", "callback_id": "no.such"},
        {**person, "type": "message_action", "callback_id": "no.such"},
        {**person, "type": "block_suggestion", "action_id": "no.such", "value": "x"},
    ):
        response = await knock.payload(body)
        assert (response.status_code, response.text) == (200, ""), body
    told = capsys.readouterr().out
    assert "ignored" in told
    assert "what='block_actions no.such'" in told
    assert "what='view_closed invite'" in told


async def test_an_unknown_event_is_ignored(knock: Door) -> None:
    event = {"type": "event_callback", "team_id": ADA.team, "event": {"type": "tea_time"}}
    assert (await knock.json(event)).status_code == 200
    event["event"] = {"type": "tokens_revoked", "tokens": {"bot": ["U1"]}}
    assert (await knock.json(event)).status_code == 200


async def test_a_json_body_can_be_no_command(knock: Door) -> None:
    assert (await knock.json({**HELP, "type": "news"})).text == ""
    assert (await knock.json(HELP)).status_code == 400


async def test_a_failure_of_ours_is_a_sentence_and_nothing_typed_is_logged(
    knock: Door, parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    parts.database.close()
    parts._writers.shutdown()
    response = await knock.form(**{**HELP, "text": "who@secret.example"})
    assert response.status_code == 200
    assert "Something went wrong" in response.json()["text"]
    assert "failed at command" in caplog.text
    assert "secret" not in caplog.text


async def test_a_long_body_is_parsed_where_nothing_else_waits(
    knock: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def parse(raw: bytes, kind: str) -> Any:
        threads.append(current_thread().name)
        return parsed(raw, kind)

    parsed = gate.parse
    monkeypatch.setattr(gate, "parse", parse)
    for text in ("help", "help " + "😀" * 40_000):
        assert "Usher" in (await knock.form(**{**HELP, "text": text})).text
    assert threads == ["MainThread", "thinker_0"]


@pytest.mark.parametrize("missing", ["team_id", "user_id"])
async def test_a_command_from_nobody_is_malformed(knock: Door, missing: str) -> None:
    assert (await knock.form(**{**HELP, missing: ""})).status_code == 400


class Refusing:
    """A Bolt that answers as it does of its own accord."""

    async def async_dispatch(self, _request: Any) -> BoltResponse:
        return BoltResponse(status=500, body="")


async def test_no_5xx_of_bolt_reaches_slack() -> None:
    bolt: Any = Refusing()
    body = {"user": {"id": "U1"}, "type": "shortcut", "callback_id": "x", "trigger_id": "1"}
    assert (await gate.answer(bolt, body, gate.waits(), LateAnswers())).status_code == 200


class Broken:
    """A Bolt that only raises."""

    async def async_dispatch(self, _request: Any) -> Any:
        raise RuntimeError("broken")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"command": "/invite", **HELP}, "text"),
        ({"type": "block_suggestion", "action_id": "workgroup", "value": ""}, "options"),
        ({"type": "view_submission", "view": {"id": "V1", "callback_id": "invite"}}, "errors"),
        ({"type": "block_actions", "actions": [{"action_id": "invite.open"}]}, None),
    ],
)
async def test_even_where_bolt_breaks_slack_gets_its_answer(
    body: dict[str, Any], expected: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    whole = {"user": {"id": "U1"}, "team": {"id": "T1"}, **body}
    response = await gate.answer(Broken(), whole, gate.waits(), LateAnswers())  # type: ignore[arg-type]
    assert response.status_code == 200
    assert bool(response.body) == bool(expected)
    if expected:
        assert "went wrong" in str(json.loads(bytes(response.body))) or expected == "options"
    assert "could not answer" in caplog.text


async def test_who_hangs_up_in_the_middle_leaves_no_trace(
    parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": gate.PATH,
        "headers": [],
        "query_string": b"",
    }
    bolt: Any = Broken()
    await Router([gate.route(parts, bolt)])({**scope, "root_path": ""}, receive, send)
    assert sent[0]["status"] == 400
    assert caplog.text == ""
