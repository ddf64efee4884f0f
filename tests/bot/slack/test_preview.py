"""The mail before it is sent, from the invite modal."""

import pytest

from bot.mail.preview import PLACEHOLDER
from bot.sandbox.rules import problems
from tests.bot.slack.house import House
from tests.bot.slack.views.languages import strings


async def look(house: House, who: str, **typed: object) -> str:
    """What stands in the preview."""
    assert (await house.slack.command(who, "/invite")).ok
    outcome = await house.slack.click(who, "invite.preview", place="modal", typed=typed)
    assert outcome.ok, outcome
    view = house.slack.view(who)
    assert view
    assert view["callback_id"] == "invite.preview"
    assert problems({key: view[key] for key in ("type", "title", "close", "blocks")}, "modal") == []
    return "\n".join(strings(view))


async def test_it_shows_what_the_invitee_will_read(house: House) -> None:
    text = await look(
        house,
        "lev",
        emails="Ivy <ivy@example.com>",
        note="Welcome <b>!",
        personal_workgroup=["yes"],
    )
    assert "This is what ivy@example.com will read (English)." in text
    assert "Lev Lead invites you to Northwind" in text
    assert "> Welcome <b>!" in text
    assert f"/i/{PLACEHOLDER}" in text
    assert "You get a personal workgroup of your own." in text


async def test_it_is_in_the_language_of_the_mail(house: House) -> None:
    text = await look(house, "lev", emails="ivy@example.com", locale="ru")
    assert "This is what ivy@example.com will read (Русский)." in text


async def test_the_workgroup_that_was_picked_is_in_it(house: House) -> None:
    await house.group("Design")
    await house.slack.command("lev", "/invite")
    [design] = await house.slack.suggest("lev", "workgroup", "des")
    typed = {"emails": "ivy@example.com", "workgroup": design["value"]}
    assert (await house.slack.click("lev", "invite.preview", place="modal", typed=typed)).ok
    assert "You join the workgroup Design." in str(house.slack.view("lev"))


@pytest.mark.parametrize("typed", ["", "nobody", "ivy@example.com odd@"])
async def test_before_the_addresses_are_right_it_goes_to_an_example(
    house: House, typed: str
) -> None:
    text = await look(house, "lev", emails=typed)
    assert "This is what colleague@example.com will read" in text


async def test_what_was_typed_is_still_there_and_can_be_sent(house: House) -> None:
    await look(house, "lev", emails="ivy@example.com", note="Hi")
    assert await house.invited() == []
    await house.slack.close("lev")
    assert (await house.slack.submit("lev", {"emails": "ivy@example.com"})).ok
    [about] = await house.invited()
    assert about.address == "ivy@example.com"


async def test_the_longest_note_fits(house: House) -> None:
    await look(house, "lev", emails="ivy@example.com", note="ж\n" * 500)
