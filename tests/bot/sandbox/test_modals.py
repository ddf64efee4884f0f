"""What a person submits and closes, and what the bot's answer makes of the view."""

import asyncio
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, people
from bot.sandbox.workspace import SlackError
from tests.bot.sandbox.blocks import Json, asked, home, modal, plain, section
from tests.bot.sandbox.bot import INTERACTION, Bot, Open, open_modal
from tests.bot.sandbox.slack_places import LEV


async def test_a_submit_has_slacks_keys(sandbox: Sandbox, bot: Bot, client: AsyncWebClient) -> None:
    await open_modal(sandbox, bot, client, modal(asked("emails")))
    await sandbox.submit("lev", {"emails": "ivy@example.com"})
    told = bot.last
    assert sorted(told) == sorted([*INTERACTION, "trigger_id", "view", "response_urls"])
    assert told["user"] == {
        "id": LEV,
        "username": "lev",
        "name": "lev",
        "team_id": people.TEAM,
    }
    assert told["team"] == {"id": people.TEAM, "domain": "northwind"}
    assert told["view"]["state"] == {
        "values": {"emails": {"emails": {"type": "plain_text_input", "value": "ivy@example.com"}}}
    }


async def test_a_submit_that_is_not_answered_closes_the_view(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await open_modal(sandbox, bot, client, modal())
    assert (await sandbox.submit("lev")).ok
    assert sandbox.view("lev") is None


async def test_errors_stand_under_their_fields_and_what_was_typed_stays(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await open_modal(sandbox, bot, client, modal(asked("emails")))
    errors = {"emails": "There is no @ in it."}
    bot.answers["view_submission"] = lambda _: {"response_action": "errors", "errors": errors}
    assert (await sandbox.submit("lev", {"emails": "ivy"})).ok
    view = sandbox.view("lev")
    assert view
    assert sandbox.errors("lev") == errors
    assert view["state"]["values"]["emails"]["emails"]["value"] == "ivy"


async def test_errors_are_gone_with_the_next_submit(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await open_modal(sandbox, bot, client, modal(asked("emails")))
    wrong = {"response_action": "errors", "errors": {"emails": "No."}}
    bot.answers["view_submission"] = lambda _: wrong
    await sandbox.submit("lev", {"emails": "ivy"})
    bot.answers["view_submission"] = lambda _: 500
    outcome = await sandbox.submit("lev")
    assert outcome.error == "dispatch_failed"
    assert sandbox.errors("lev") == {}


@pytest.mark.parametrize(
    "errors", [{}, {"other": "x"}, {"emails": ""}, {"emails": 1}, {"text": "x"}, None]
)
async def test_errors_that_belong_nowhere_are_refused(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient, errors: Any
) -> None:
    await open_modal(sandbox, bot, client, modal(asked("emails"), section(block_id="text")))
    bot.answers["view_submission"] = lambda _: {"response_action": "errors", "errors": errors}
    outcome = await sandbox.submit("lev", {"emails": "ivy"})
    assert outcome.error in ("invalid_errors", "invalid_response_action")
    assert outcome.problems
    assert sandbox.view("lev")


async def test_an_answer_can_put_another_view_in_its_place(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await open_modal(sandbox, bot, client, modal())
    before = sandbox.view("lev")
    done = modal(callback_id="invite.result")
    bot.answers["view_submission"] = lambda _: {"response_action": "update", "view": done}
    assert (await sandbox.submit("lev")).ok
    after = sandbox.view("lev")
    assert before
    assert after
    assert (after["callback_id"], after["id"]) == ("invite.result", before["id"])


async def test_an_answer_can_lay_a_view_on_top_and_closing_it_shows_the_first(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await open_modal(sandbox, bot, client, modal(callback_id="first"))
    second = modal(callback_id="second")
    bot.answers["view_submission"] = lambda _: {"response_action": "push", "view": second}
    await sandbox.submit("lev")
    assert [view["callback_id"] for view in sandbox.views("lev")] == ["first", "second"]
    assert (await sandbox.close("lev")).ok
    assert [view["callback_id"] for view in sandbox.views("lev")] == ["first"]


async def test_an_answer_can_clear_them_all(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await open_modal(sandbox, bot, client, modal())
    bot.answers["view_submission"] = lambda _: {"response_action": "push", "view": modal()}
    await sandbox.submit("lev")
    bot.answers["view_submission"] = lambda _: {"response_action": "clear"}
    await sandbox.submit("lev")
    assert sandbox.views("lev") == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"response_action": "update", "view": modal(title=plain("x" * 25))}, "invalid_arguments"),
        ({"response_action": "push", "view": home()}, "invalid_arguments"),
        ({"response_action": "update", "view": None}, "invalid_arguments"),
        ({"response_action": "dance"}, "invalid_response_action"),
        ({"errors": {"emails": "x"}}, "invalid_response_action"),
        ("thanks", "invalid_response_action"),
    ],
)
async def test_an_answer_that_slack_does_not_take_leaves_the_view(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient, answer: Any, code: str
) -> None:
    await open_modal(sandbox, bot, client, modal())
    before = sandbox.view("lev")
    bot.answers["view_submission"] = lambda _: answer
    outcome = await sandbox.submit("lev")
    assert outcome.error == code
    assert outcome.problems
    assert sandbox.view("lev") == before


async def test_a_late_answer_leaves_the_view(build: Open, bot: Bot, client: AsyncWebClient) -> None:
    async def late(_told: Json) -> str:
        await asyncio.sleep(30)
        return ""

    sandbox = build(ack_limit=0.3)
    await sandbox.start()
    client.base_url = sandbox.api_url
    await open_modal(sandbox, bot, client, modal())
    bot.answers["view_submission"] = late
    outcome = await sandbox.submit("lev")
    view = sandbox.view("lev")
    await sandbox.stop()
    assert outcome.error == "operation_timeout"
    assert view


async def test_an_answer_for_a_view_that_was_closed_meanwhile_changes_nothing(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    async def slow(_told: Json) -> Json:
        await sandbox.close("lev")
        return {"response_action": "update", "view": modal()}

    await open_modal(sandbox, bot, client, modal())
    bot.answers["view_submission"] = slow
    assert (await sandbox.submit("lev")).ok
    assert sandbox.view("lev") is None


async def test_pressing_submit_twice_asks_twice(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await open_modal(sandbox, bot, client, modal())
    outcomes = await asyncio.gather(sandbox.submit("lev"), sandbox.submit("lev"))
    assert [outcome.ok for outcome in outcomes] == [True, True]
    assert [told["type"] for told in bot.seen[1:]] == ["view_submission"] * 2


async def test_a_modal_without_submit_has_nothing_to_press(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    view = {key: part for key, part in modal().items() if key != "submit"}
    await open_modal(sandbox, bot, client, view)
    assert (await sandbox.submit("lev")).error == "no_submit"
    assert len(bot.seen) == 1


async def test_where_no_modal_is_open_nothing_is_submitted_or_closed(sandbox: Sandbox) -> None:
    for act in (sandbox.submit, sandbox.close):
        with pytest.raises(SlackError, match="no modal is open"):
            await act("lev")


async def test_the_bot_hears_of_a_closed_view_only_if_it_asked_to(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await open_modal(sandbox, bot, client, modal())
    await sandbox.close("lev")
    assert len(bot.seen) == 1
    await open_modal(sandbox, bot, client, modal(notify_on_close=True))
    await sandbox.close("lev")
    assert sorted(bot.last) == sorted([*INTERACTION, "view", "is_cleared"])
    assert (bot.last["type"], bot.last["is_cleared"]) == ("view_closed", False)


async def test_closing_a_view_can_clear_them_all(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await open_modal(sandbox, bot, client, modal())
    top = modal(clear_on_close=True, notify_on_close=True)
    bot.answers["view_submission"] = lambda _: {"response_action": "push", "view": top}
    await sandbox.submit("lev")
    await sandbox.close("lev")
    assert sandbox.views("lev") == []
    assert bot.last["is_cleared"] is True
