"""Guests, strangers, bots: a private sentence wherever they are, and nothing of theirs is kept."""

from typing import Any

import pytest

from bot.sandbox import people
from tests.bot.slack.house import House
from tests.people import ELSEWHERE

OUTSIDERS = [("gus", "Guests can't invite people"), ("nia", "You belong to another workspace")]


async def members(house: House) -> list[str]:
    from storage import members  # noqa: PLC0415

    def look(unit: Any) -> list[str]:
        return [str(member.email) for member in members.every(unit, None)]

    return await house.parts.read(look)


@pytest.fixture(autouse=True)
async def _nothing_is_kept(house: House) -> Any:
    before = await members(house)
    yield
    assert await members(house) == before
    assert await house.invited() == []


@pytest.mark.parametrize(("who", "sentence"), OUTSIDERS)
async def test_a_command_is_answered_privately(house: House, who: str, sentence: str) -> None:
    assert (await house.slack.command(who, "/invite ivy@example.com")).ok
    [said] = house.slack.messages(who, place="general")
    assert said["ephemeral"]
    assert sentence in said["text"]
    assert "Ask" in said["text"], "it says whom to ask"
    assert house.opened() == []


@pytest.mark.parametrize(("who", "sentence"), OUTSIDERS)
async def test_the_shortcut_opens_a_small_modal(house: House, who: str, sentence: str) -> None:
    assert (await house.slack.shortcut(who)).ok
    view = house.slack.view(who)
    assert view
    assert view["callback_id"] == "notice"
    assert sentence in view["blocks"][0]["text"]["text"]
    assert view["submit"] is None


@pytest.mark.parametrize(("who", "sentence"), OUTSIDERS)
async def test_home_says_in_words_why_it_is_empty(house: House, who: str, sentence: str) -> None:
    assert (await house.slack.open_home(who)).ok
    home = house.slack.home(who)
    assert home
    assert sentence in home["blocks"][0]["text"]["text"]
    assert len(home["blocks"]) == 1


async def test_who_becomes_a_guest_with_the_modal_open_can_submit_nothing(house: House) -> None:
    await house.slack.command("lev", "/invite ivy@example.com")
    await house.slack.change("lev", is_restricted=True)
    assert (await house.slack.submit("lev")).ok
    view = house.slack.view("lev")
    assert view
    assert view["callback_id"] == "notice"


async def test_who_becomes_a_guest_finds_no_workgroups(house: House) -> None:
    await house.group("Design")
    await house.slack.command("lev", "/invite")
    assert len(await house.slack.suggest("lev", "workgroup")) == 1
    await house.slack.change("lev", is_restricted=True)
    assert await house.slack.suggest("lev", "workgroup") == []


async def test_a_guests_click_in_home_opens_a_small_modal(house: House) -> None:
    await house.slack.open_home("lev")
    await house.slack.change("lev", is_restricted=True)
    assert (await house.slack.click("lev", "invite.open", place="home")).ok
    view = house.slack.view("lev")
    assert view
    assert view["callback_id"] == "notice"


async def test_a_guests_click_in_a_message_is_answered_there(house: House) -> None:
    button = {"type": "button", "action_id": "invitation.resend", "value": "x"}
    block = {"type": "actions", "elements": [{**button, "text": plain("Resend")}]}
    house.slack.workspace.post(people.GENERAL, {"text": "A list", "blocks": [block]})
    assert (await house.slack.click("gus", "invitation.resend", place="general")).ok
    said = house.slack.messages("gus", place="general")
    assert [message["ephemeral"] for message in said] == [False, True]
    assert "Guests can't" in said[1]["text"]
    assert said[0]["text"] == "A list", "the list stays what it is"


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


@pytest.mark.parametrize(
    "telling",
    [
        {"user": {"id": "U1", "team_id": ELSEWHERE}},
        {"message": {"team": ELSEWHERE}},
    ],
)
async def test_a_payload_that_names_another_team_comes_from_a_stranger_unasked(
    house: House, telling: dict[str, Any]
) -> None:
    body = {
        "type": "block_suggestion",
        "action_id": "workgroup",
        "value": "d",
        "user": {"id": house.id("lev"), "team_id": people.TEAM},
        "team": {"id": people.TEAM},
        **telling,
    }
    await house.group("Design")
    assert (await house.slack.line.payload(body)).body == {"options": []}
    assert [call for call in house.slack.calls if call.method == "users.info"] == []


async def test_in_an_organisation_several_teams_in_a_payload_are_usual(house: House) -> None:
    user = {"id": house.id("lev"), "team_id": ELSEWHERE}
    body = {"type": "block_suggestion", "action_id": "workgroup", "value": "d", "user": user}
    grid = {**body, "team": {"id": people.TEAM}, "enterprise": {"id": "E1"}}
    await house.group("Design")
    outcome = await house.slack.line.payload(grid)
    assert [option["text"]["text"] for option in outcome.body["options"]] == ["Design"]


async def test_a_payload_without_a_team_has_no_right(house: House) -> None:
    body = {
        "type": "block_suggestion",
        "action_id": "workgroup",
        "value": "d",
        "user": {"id": "U1"},
    }
    assert (await house.slack.line.payload(body)).body == {"options": []}
