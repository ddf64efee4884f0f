"""The modal's submit: errors under their fields, limits, doubles, and what is settled already."""

import asyncio

import pytest

from tests.bot.slack.house import House
from tests.bot.slack.modals import submission


def result(house: House, who: str = "lev") -> list[str]:
    view = house.slack.view(who)
    assert view
    assert view["callback_id"] == "invite.result"
    return [block["text"]["text"] for block in view["blocks"] if "text" in block]


async def test_each_bad_address_is_named_under_the_field_and_nothing_is_sent(house: House) -> None:
    await house.slack.command("lev", "/invite")
    bad = {"emails": "ivy@example.com, not-one, bob@localhost", "note": "Hello"}
    assert (await house.slack.submit("lev", bad)).ok
    error = house.slack.errors("lev")["emails"]
    assert "not-one: not an email address" in error
    assert "bob@localhost: no mail reaches that domain" in error
    assert "ivy" not in error
    assert await house.invited() == []
    view = house.slack.view("lev")
    assert view
    assert view["state"]["values"]["note"]["note"]["value"] == "Hello", "what was typed stays"


async def test_a_domain_of_mixed_alphabets_shows_the_form_to_type(house: House) -> None:
    await house.slack.command("lev", "/invite")
    await house.slack.submit("lev", {"emails": "ivy@exаmple.com"})
    error = house.slack.errors("lev")["emails"]
    assert "ivy@exаmple.com (ivy@xn--exmple-4nf.com)" in error
    await house.slack.submit("lev", {"emails": "ivy@xn--exmple-4nf.com"})
    assert result(house)[0] == "1 person invited"


async def test_people_copied_out_of_outlook_are_invited_by_their_names(house: House) -> None:
    await house.slack.command("lev", "/invite")
    copied = "Smith, Jon <jon@example.com>; Doe, Kim <mailto:kim%2Bwork@example.com>"
    await house.slack.submit("lev", {"emails": copied})
    assert result(house)[0] == "2 people invited"
    invited = [(one.name, one.email) for one in await house.invited()]
    assert invited == [("Smith, Jon", "jon@example.com"), ("Doe, Kim", "kim+work@example.com")]


async def test_of_a_page_of_names_three_are_named_and_nothing_is_sent(house: House) -> None:
    await house.slack.command("lev", "/invite")
    await house.slack.submit(
        "lev", {"emails": "\n".join(["ivy@example.com", *["Anna", "Bob"] * 99])}
    )
    assert house.slack.errors("lev")["emails"].startswith(
        "Anna, Bob: not email addresses. Write each"
    )
    names = "\n".join(f"Anna{n}" for n in range(200))
    await house.slack.submit("lev", {"emails": f"ivy@example.com\n{names}"})
    error = house.slack.errors("lev")["emails"]
    assert error.startswith("Anna0, Anna1, Anna2 and 197 more: not email addresses")
    assert await house.invited() == []


async def test_what_nobody_sees_is_named_under_the_field(house: House) -> None:
    await house.slack.command("lev", "/invite")
    await house.slack.submit("lev", {"emails": "ivy@exam\u200bple.com"})
    error = house.slack.errors("lev")["emails"]
    assert error.startswith("ivy@exam[U+200B]ple.com: the square brackets show an")
    assert await house.invited() == []


@pytest.mark.parametrize("blank", [" ", ",;", "\u200b", "<>"])
async def test_a_field_without_an_address_says_what_to_type(house: House, blank: str) -> None:
    await house.slack.command("lev", "/invite")
    await house.slack.submit("lev", {"emails": blank})
    assert "Type at least one email address" in house.slack.errors("lev")["emails"]


async def test_a_workgroup_that_is_gone_is_an_error_under_its_field(house: House) -> None:
    body = submission(house, workgroup="01J0000000000000000000000\x00")
    outcome = await house.slack.line.payload(body)
    assert "no longer there" in outcome.body["errors"]["workgroup"]
    assert await house.invited() == []


async def test_a_note_that_is_too_long_is_an_error_under_its_field(house: House) -> None:
    outcome = await house.slack.line.payload(submission(house, note="x" * 1001))
    assert "1,000 characters" in outcome.body["errors"]["note"]


async def test_what_breaks_databases_and_mails_is_cleaned_from_a_note(house: House) -> None:
    outcome = await house.slack.line.payload(submission(house, note="a\x00b\ud800c\u202ed"))
    assert outcome.body["response_action"] == "update"
    assert [one.note for one in await house.invited()] == ["abcd"]


async def test_a_notes_lines_end_without_blanks(house: House) -> None:
    await house.slack.line.payload(submission(house, note="Hello,\r\n\r\nsee you\r\n"))
    assert [one.note for one in await house.invited()] == ["Hello,\n\nsee you"]


@pytest.mark.parametrize("locale", ["xx", "EN", "en-GB", " ", "'; DROP TABLE invitation; --"])
async def test_a_language_that_is_not_offered_is_an_error_under_its_field(
    house: House, locale: str
) -> None:
    body = submission(house)
    chosen = {"type": "static_select", "selected_option": {"value": locale}}
    body["view"]["state"]["values"]["locale"] = {"locale": chosen}
    outcome = await house.slack.line.payload(body)
    assert outcome.status == 200
    assert outcome.body["response_action"] == "errors"
    assert "pick what is offered" in outcome.body["errors"]["locale"]
    assert await house.invited() == []


async def test_a_box_that_is_not_there_is_an_error_under_its_field(house: House) -> None:
    body = submission(house)
    for ticked in (["no"], ["yes", "always"]):
        chosen = {"type": "checkboxes", "selected_options": [{"value": each} for each in ticked]}
        body["view"]["state"]["values"]["personal_workgroup"] = {"personal_workgroup": chosen}
        outcome = await house.slack.line.payload(body)
        assert (outcome.status, outcome.body["response_action"]) == (200, "errors")
        assert list(outcome.body["errors"]) == ["personal_workgroup"]
    assert await house.invited() == []


@pytest.mark.parametrize("group", ["public", "01J", "[]", "0" * 3000])
async def test_a_workgroup_of_a_wrong_shape_is_one_that_is_not_there(
    house: House, group: str
) -> None:
    outcome = await house.slack.line.payload(submission(house, workgroup=group))
    assert (outcome.status, list(outcome.body["errors"])) == (200, ["workgroup"])
    assert await house.invited() == []


async def test_a_submit_with_nothing_in_it_is_an_empty_form(house: House) -> None:
    body = submission(house)
    body["view"]["state"] = None
    outcome = await house.slack.line.payload(body)
    assert list(outcome.body["errors"]) == ["emails"]


async def test_submitting_the_same_view_twice_invites_once_and_answers_alike(house: House) -> None:
    body = submission(house)
    first, second = await asyncio.gather(
        house.slack.line.payload(body), house.slack.line.payload(body)
    )
    assert first.body == second.body
    assert first.body["view"]["callback_id"] == "invite.result"
    assert len(await house.invited()) == 1


async def test_the_same_address_from_another_view_is_already_invited(house: House) -> None:
    await house.slack.command("ada", "/invite ivy@example.com")
    await house.slack.submit("ada")
    await house.slack.close("ada")
    await house.slack.command("lev", "/invite IVY@example.com")
    await house.slack.submit("lev")
    error = house.slack.errors("lev")["emails"]
    assert error == "ivy@example.com: already invited by Ada Admin on 23 November 2026."
    assert len(await house.invited()) == 1


async def test_who_is_settled_does_not_hold_up_the_others(house: House) -> None:
    await house.slack.command("lev", "/invite ivy@example.com")
    await house.slack.submit("lev")
    await house.slack.close("lev")
    await house.slack.command(
        "lev", "/invite ivy@example.com ada@northwind.example bob@example.com"
    )
    await house.slack.submit("lev")
    assert result(house) == [
        "1 person invited",
        "bob@example.com: invited, the mail is on its way.",
        "ivy@example.com: already invited by Lev Lead on 23 November 2026.",
        "ada@northwind.example: already a member (Ada Admin).",
    ]
    view = house.slack.view("lev")
    assert view
    [button] = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    assert (button["action_id"], len(button["value"])) == ("invitation.resend", 26)


async def test_a_list_over_the_daily_limit_is_refused_as_a_whole(house: House) -> None:
    await house.slack.command("lev", "/invite")
    await house.slack.submit("lev", {"emails": "a@x.example b@x.example c@x.example d@x.example"})
    await house.slack.close("lev")
    await house.slack.command("lev", "/invite")
    await house.slack.submit("lev", {"emails": "e@x.example f@x.example"})
    error = house.slack.errors("lev")["emails"]
    assert "You may invite 5 people a day. 1 more is possible now." in error
    assert "24 November 2026, 10:30 (Berlin" in error, "in the person's own zone"
    assert len(await house.invited()) == 4


async def test_an_address_that_was_mailed_enough_holds_up_the_others(house: House) -> None:
    typed = "ivy@x.example Ivy+1@x.example ivy+2@x.example ivy+3@x.example eve@x.example"
    await house.slack.command("ada", "/invite")
    await house.slack.submit("ada", {"emails": typed})
    assert house.slack.errors("ada")["emails"] == (
        "ivy+3@x.example: the day's limit of mails to one address is reached. "
        "Possible again from 24 November 2026, 10:30 (Berlin, UTC+01:00) on."
    )
    assert await house.invited() == []
    await house.slack.submit("ada", {"emails": typed.replace("ivy+3@x.example ", "")})
    assert len(await house.invited()) == 4


async def test_who_is_known_already_costs_who_asks(house: House) -> None:
    await house.slack.command("lev", "/invite")
    for typed in ("ada@northwind.example", "Ada@northwind.example, lev@northwind.example"):
        await house.slack.submit("lev", {"emails": typed})
        assert "already a member" in house.slack.errors("lev")["emails"]
    await house.slack.submit("lev", {"emails": "a@x.example b@x.example c@x.example"})
    error = house.slack.errors("lev")["emails"]
    assert "You may invite 5 people a day. 2 more are possible now." in error
    assert "Addresses that are known here already, or were refused, count too." in error
    assert await house.invited() == []
