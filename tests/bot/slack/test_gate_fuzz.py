"""The gate against whatever there is: signed or not, nothing of it is a 5xx."""

import asyncio
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.parts import Parts
from tests.bot.slack.door import FORM, JSON, door, signed
from tests.people import ADA

JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FUZZ = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
PERSON: dict[str, Any] = {
    "user": {"id": ADA.user, "team_id": ADA.team},
    "team": {"id": ADA.team},
    "trigger_id": "1.2.3",
    "enterprise": None,
}
VIEW = {"id": "V1", "callback_id": "invite", "state": {"values": {}}}
HAPPENED: dict[str, Any] = {"type": "event_callback", "team_id": ADA.team}
GOOD: list[dict[str, Any]] = [
    {**PERSON, "type": "block_actions", "actions": [{"action_id": "invitation.menu"}]},
    {**PERSON, "type": "block_actions", "actions": [{"action_id": "invite.open", "value": "x"}]},
    {**PERSON, "type": "view_submission", "view": VIEW},
    {**PERSON, "type": "view_submission", "view": {"id": "V1", "callback_id": "workgroup"}},
    {**PERSON, "type": "view_closed", "view": VIEW},
    {**PERSON, "type": "shortcut", "callback_id": "invite"},
    {**PERSON, "type": "block_suggestion", "action_id": "workgroup", "value": "d"},
    {**HAPPENED, "event": {"type": "app_home_opened", "user": ADA.user}},
    {**HAPPENED, "event": {"type": "user_change", "user": {"id": ADA.user}}},
]


@st.composite
def nearly_right(draw: st.DrawFn) -> dict[str, Any]:
    """A body of Slack's with one part of it, at any depth, replaced by something else."""
    body: Any = json.loads(json.dumps(draw(st.sampled_from(GOOD))))
    place = body
    key = draw(st.sampled_from(sorted(place)))
    while isinstance(place[key], dict) and place[key] and draw(st.booleans()):
        place = place[key]
        key = draw(st.sampled_from(sorted(place)))
    place[key] = draw(JSONS)
    return dict(body)


@FUZZ
@given(JSONS)
def test_whatever_json_slack_signs_is_never_a_5xx(parts: Parts, body: Any) -> None:
    async def post() -> None:
        async with door(parts) as knock:
            for response in (await knock.json(body), await knock.payload(body)):
                assert response.status_code in {200, 400}

    asyncio.run(post())


@FUZZ
@given(nearly_right())
def test_a_body_that_is_wrong_in_one_place_is_never_a_5xx(
    parts: Parts, body: dict[str, Any]
) -> None:
    async def post() -> None:
        async with door(parts) as knock:
            response = await knock.json(body) if "event" in body else await knock.payload(body)
            assert response.status_code in {200, 400}

    asyncio.run(post())


@FUZZ
@given(st.binary(max_size=200), st.sampled_from([FORM, JSON, "", "text/html; charset=x"]))
def test_garbage_is_401_unsigned_and_400_signed(parts: Parts, raw: bytes, kind: str) -> None:
    async def post() -> None:
        async with door(parts) as knock:
            assert (await knock.post(raw, {"Content-Type": kind})).status_code == 401
            assert (await knock.post(raw, signed(raw, kind))).status_code == 400

    asyncio.run(post())
