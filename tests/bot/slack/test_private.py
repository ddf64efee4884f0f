"""A private sentence goes to Slack's own addresses only, and never takes too long."""

import asyncio
from typing import Any

import pytest

from bot.slack.private import _is_slacks
from bot.slack.waiting import Waiting
from tests.bot.slack.house import House

API, GOV = "https://slack.com/api/", "https://slack-gov.com/api/"


@pytest.mark.parametrize(
    ("url", "api", "ours"),
    [
        ("https://hooks.slack.com/actions/T1/2/3", API, True),
        ("https://slack.com/response/1", API, True),
        ("http://127.0.0.1:8/response/1", "http://127.0.0.1:8/api/", True),
        ("http://127.0.0.1:9/response/1", "http://127.0.0.1:8/api/", False),
        ("http://hooks.slack.com/actions/1", API, False),
        ("https://hooks.slack.com.evil.example/1", API, False),
        ("https://hooks.slack.com@evil.example/1", API, False),
        ("https://evil.example/https://hooks.slack.com/1", API, False),
        ("https://[bad", API, False),
        ("file:///etc/passwd", API, False),
        ("", API, False),
        ("https://hooks.slack-gov.com/actions/T1/2/3", GOV, True),
        ("https://hooks.slack.com/actions/T1/2/3", GOV, False),
        ("https://hooks.slack-gov.com/actions/T1/2/3", API, False),
        ("https://hooks.slack-gov.com.evil.example/1", GOV, False),
        ("https://hooks.slack-gov.com/actions/1", "https://proxy.example/api/", True),
        ("https://hooks.slack.com/actions/1", "https://proxy.example/api/", True),
        ("https://hooks.notslack.com/actions/1", "https://notslack.com/api/", False),
    ],
)
def test_only_slack_or_its_stand_in_is_answered(url: str, api: str, ours: bool) -> None:
    assert _is_slacks(url, api) is ours


def click(house: House, **more: Any) -> dict[str, Any]:
    """Lev presses a button in a message whose invitation is not there."""
    return {
        "type": "block_actions",
        "team": {"id": house.person("lev").team},
        "user": {"id": house.id("lev")},
        "actions": [{"action_id": "invitation.resend", "value": "0" * 26}],
        **more,
    }


async def test_an_answer_to_a_foreign_address_is_not_sent_but_acked(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    body = click(house, response_url="http://127.0.0.1:9/steal")
    assert (await house.slack.line.payload(body)).ok
    assert "not Slack's" in caplog.text


async def test_an_address_that_has_expired_is_acked(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    gone = house.slack.api_url.replace("/api/", "/response/gone")
    assert (await house.slack.line.payload(click(house, response_url=gone))).ok
    assert "took no private sentence" in caplog.text


async def test_where_nothing_can_be_shown_it_is_only_acked(house: House) -> None:
    assert (await house.slack.line.payload(click(house))).ok
    assert house.opened() == []


async def test_in_a_modal_the_sentence_lies_above_it(house: House) -> None:
    await house.slack.command("lev", "/invite")
    top = house.slack.view("lev")
    trigger = house.slack.triggers.issue(ticket(house))
    body = click(house, trigger_id=trigger, view=top)
    assert (await house.slack.line.payload(body)).ok
    assert [view["callback_id"] for view in house.slack.views("lev")] == ["invite", "notice"]


def ticket(house: House) -> Any:
    from bot.sandbox.triggers import Ticket  # noqa: PLC0415

    return Ticket(house.id("lev"))


async def test_once_the_answer_has_left_there_is_time_again() -> None:
    now = asyncio.get_running_loop().time()
    waiting = Waiting(now - 60, 2.5)
    assert max(waiting.until, waiting.for_database, waiting.for_places) < now
    waiting.answered()
    assert min(waiting.until, waiting.for_database, waiting.for_places) > now
