"""What looks like a slip of the pen: asked about under the field, and sent when sent again."""

from tests.bot.slack.home_page import turn
from tests.bot.slack.house import House

ASKED = "Nothing was sent. Correct what is wrong, or press the button again if it is all right."


async def test_the_question_stands_under_the_field_with_what_may_be_meant(house: House) -> None:
    await house.slack.command("lev", "/invite")
    form = {"emails": "ivy@gmial.com, a@example.c, bob@shop.zzz", "note": "Hello"}
    await house.slack.submit("lev", form)
    assert house.slack.errors("lev") == {
        "emails": "ivy@gmial.com: did you mean ivy@gmail.com? "
        "a@example.c: it seems that no domain ends in .c. Did you mean a@example.com? "
        f"bob@shop.zzz: it seems that no domain ends in .zzz. {ASKED}"
    }
    assert await house.invited() == []
    view = house.slack.view("lev")
    assert view
    assert view["state"]["values"]["note"]["note"]["value"] == "Hello", "what was typed stays"
    await house.slack.submit("lev", form)
    assert house.slack.errors("lev") == {}
    assert len(await house.invited()) == 3


async def test_many_at_one_domain_are_asked_about_by_that(house: House) -> None:
    await house.slack.command("lev", "/invite")
    typed = " ".join(f"p{number}@Exmaple.com" for number in range(4))
    await house.slack.submit("lev", {"emails": typed})
    assert house.slack.errors("lev")["emails"] == (
        f"p0@exmaple.com, p1@exmaple.com and 2 more: did you mean example.com? {ASKED}"
    )


async def test_bullets_that_stick_to_their_addresses_are_asked_about(house: House) -> None:
    await house.slack.command("lev", "/invite")
    await house.slack.submit("lev", {"emails": "-ivy@example.com\n-bob@example.com"})
    assert house.slack.errors("lev")["emails"] == (
        "-ivy@example.com, -bob@example.com: "
        f"did you mean ivy@example.com, bob@example.com? {ASKED}"
    )
    assert await house.invited() == []


async def test_however_many_slips_are_named_the_error_stays_short(house: House) -> None:
    await house.slack.command("lev", "/invite")
    typed = " ".join(f"somebody.{'x' * 50}@{'y' * 50}{n}.zzz" for n in range(20))
    await house.slack.submit("lev", {"emails": typed})
    error = house.slack.errors("lev")["emails"]
    assert error.endswith(f" more {ASKED}")
    assert len(error) <= 2000


async def test_what_was_corrected_is_not_asked_about(house: House) -> None:
    await house.slack.command("lev", "/invite")
    await house.slack.submit("lev", {"emails": "ivy@gmial.com bob@hotmial.com"})
    await house.slack.submit("lev", {"emails": "ivy@gmail.com bob@hotmial.com eve@yaho.com"})
    error = house.slack.errors("lev")["emails"]
    assert error == f"eve@yaho.com: did you mean eve@yahoo.com? {ASKED}"
    await house.slack.submit("lev", {"emails": "ivy@gmail.com bob@hotmial.com"})
    assert [each.address for each in await house.invited()] == ["bob@hotmial.com", "ivy@gmail.com"]


async def test_a_request_is_asked_about_in_the_askers_language(house: House) -> None:
    await house.slack.change("mia", locale="ru-RU")
    await house.slack.command("mia", "/invite")
    await house.slack.submit("mia", {"emails": "ivy@gmial.com"})
    assert house.slack.errors("mia")["emails"] == (
        "ivy@gmial.com: может быть, ivy@gmail.com? "
        "Ничего не отправлено. Исправьте опечатки или, если всё верно, нажмите кнопку ещё раз."
    )
    await house.slack.submit("mia", {"emails": "ivy@gmial.com"})
    assert [each.state for each in await house.invited()] == ["requested"]


async def test_a_correction_asks_under_its_field(house: House) -> None:
    await house.slack.command("lev", "/invite")
    await house.slack.submit("lev", {"emails": "ivi@example.com"})
    await house.slack.close("lev")
    [ivy] = await house.invited()
    await house.slack.open_home("lev")
    await house.slack.click("lev", "invitation.menu", f"more:{ivy.id}", place="home")
    await house.slack.click("lev", "invitation.correct", ivy.id, place="modal")
    await house.slack.submit("lev", {"emails": "ivy@exmaple.com"})
    assert house.slack.errors("lev")["emails"] == (
        f"ivy@exmaple.com: did you mean ivy@example.com? {ASKED}"
    )
    await house.slack.submit("lev", {"emails": "ivy@exmaple.com"})
    assert {each.address for each in await house.invited()} == {
        "ivi@example.com",
        "ivy@exmaple.com",
    }


async def test_a_domain_that_is_not_allowed_has_the_one_beside_it_that_is(house: House) -> None:
    await turn(house, "ada", "settings")
    await house.slack.click("ada", "settings.edit", "domains", place="home")
    assert (await house.slack.submit("ada", {"allowed_domains": "gmail.com"})).ok
    await house.slack.command("lev", "/invite")
    await house.slack.submit("lev", {"emails": "ivy@gmial.com bob@example.com"})
    error = house.slack.errors("lev")["emails"]
    assert error.startswith(
        "ivy@gmial.com (did you mean ivy@gmail.com?), bob@example.com: this workspace"
    )
