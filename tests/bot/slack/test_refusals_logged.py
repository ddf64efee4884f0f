"""Who tries what they may not leaves a line with who and what; a flood leaves few."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.logs import configure
from bot.logs.bounded import EACH, MOST
from bot.logs.setup import Format
from bot.parts import Parts
from tests.bot.slack.door import Door, door
from tests.bot.slack.house import House
from tests.people import ADA


def told(capsys: pytest.CaptureFixture[str], word: str = " refused ") -> list[str]:
    return [line for line in capsys.readouterr().out.splitlines() if word in line]


PRESSED: dict[str, Any] = {
    "type": "block_actions",
    "trigger_id": "1.2.3",
    "container": {"type": "view"},
    "view": {"id": "V1", "type": "home", "hash": "1"},
    "actions": [
        {
            "type": "static_select",
            "action_id": "member.role",
            "block_id": "b",
            "selected_option": {"value": f"admin:{'0' * 26}"},
        }
    ],
}


@pytest.mark.parametrize(("who", "why"), [("mia", "role"), ("lev", "role"), ("gus", "guest")])
async def test_a_role_that_is_grabbed_leaves_a_line_with_who_and_what(
    house: House, capsys: pytest.CaptureFixture[str], who: str, why: str
) -> None:
    person = house.person(who)
    who_pressed = {"user": {"id": person.user, "team_id": person.team}, "team": {"id": person.team}}
    pressed = PRESSED | who_pressed
    capsys.readouterr()

    for _ in range(EACH + 3):
        answered = await house.slack.line.form({"payload": json.dumps(pressed)})
        assert answered.status == 200

    lines = told(capsys)
    assert len(lines) == EACH
    for line in lines:
        assert f"who={person.team}/{person.user}" in line
        assert f"why={why}" in line
        assert "what='block_actions member.role'" in line


async def test_a_limit_that_is_reached_leaves_a_line(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    await house.slack.command("lev", "/invite")
    six = ", ".join(f"ivy{number}@example.com" for number in range(6))
    await house.slack.submit("lev", {"emails": six})

    (line,) = told(capsys)
    assert "why=limit" in line
    assert "what='view_submission invite'" in line
    assert "ivy" not in line


@pytest.fixture
async def knock(parts: Parts) -> AsyncIterator[Door]:
    async with door(parts) as opened:
        yield opened


PERSON = {"user": {"id": ADA.user}, "team": {"id": ADA.team}, "trigger_id": "1.2.3"}
STRANGE: list[dict[str, Any]] = [
    {"type": "evil\n[info] all is well\x1b[31m" + "x" * 5000},
    {**PERSON, "type": "shortcut", "callback_id": "a\u2028b\x9b" * 20},
    {**PERSON, "type": "message_action", "callback_id": "no\x1b]0;such\x07\r\n"},
]


@pytest.mark.usefixtures("log_as_it_was")
@pytest.mark.parametrize("form", ["json", "console"])
async def test_what_a_stranger_writes_into_an_id_stays_within_its_line(
    knock: Door, form: Format, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("info", form)

    for body in STRANGE:
        assert (await knock.payload(body)).status_code == 200

    lines = [line for line in capsys.readouterr().err.split("\n") if "ignored" in line]
    assert len(lines) == len(STRANGE)
    for line in lines:
        assert line.isprintable()
        assert len(line) < 1000


@pytest.mark.usefixtures("log_as_it_was")
async def test_three_hundred_unknown_things_leave_few_lines(
    knock: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("info", "json")

    for number in range(300):
        await knock.payload({"type": f"something_new_{number}"})

    lines = capsys.readouterr().err.splitlines()
    assert len([line for line in lines if "ignored" in line]) == MOST
