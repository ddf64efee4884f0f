"""More addresses than a form holds: nobody is cut, nobody is lost without a word."""

from typing import Any

import pytest

from tests.bot.slack.house import House
from tests.bot.slack.messages import said
from tests.bot.slack.modals import shown, submission, typed

NEXT = "invite.rest"


def people(count: int) -> list[str]:
    return [f"Colleague {n} <colleague{n:04}@northwind.example>" for n in range(count)]


@pytest.fixture(autouse=True)
def _with_room(house: House) -> None:
    object.__setattr__(house.parts.settings, "inviter_daily", 1000)


def top(house: House, who: str = "lev") -> dict[str, Any]:
    view = house.slack.view(who)
    assert view
    return view


async def test_a_list_is_invited_form_by_form(house: House) -> None:
    everybody = people(120)
    await said(house, "lev", f"/invite {', '.join(everybody)}")
    first = typed(top(house), "emails").split(", ")
    assert first == everybody[: len(first)]
    left = 120 - len(first)
    assert f"{len(first)} of 120 addresses are in here" in shown(house, "lev")
    assert (await house.slack.submit("lev")).ok
    assert f"{left} addresses of your list are left for the next form" in shown(house, "lev")
    assert (await house.slack.click("lev", NEXT)).ok
    assert typed(top(house), "emails").split(", ") == everybody[len(first) :]
    assert "addresses are in here" not in shown(house, "lev")
    assert (await house.slack.submit("lev")).ok
    assert "of your list" not in shown(house, "lev")
    assert len(await house.invited()) == 120


@pytest.mark.parametrize(
    "row", ["Lea,IT,colleague{:04}@b.example", "Lea\tIT\tcolleague{:04}@b.example"]
)
async def test_a_sheet_keeps_its_heading_in_the_next_form(house: House, row: str) -> None:
    sheet = ["name,team,email" if "," in row else "name\tteam\temail"]
    sheet += [row.format(n) for n in range(120)]
    await said(house, "lev", f"/invite {chr(10).join(sheet)}")
    assert (await house.slack.submit("lev")).ok
    assert (await house.slack.click("lev", NEXT)).ok
    assert typed(top(house), "emails").startswith(sheet[0])
    assert (await house.slack.submit("lev")).ok
    invited = await house.invited()
    assert (len(invited), {each.name for each in invited}) == (120, {"Lea"})


async def test_the_rest_is_kept_while_the_form_is_filled_in(house: House) -> None:
    design = await house.group("Design")
    await said(house, "lev", f"/invite {', '.join(people(120))}")
    await house.slack.suggest("lev", "workgroup", "des")
    assert (await house.slack.click("lev", "workgroup", design)).ok
    assert "of 120 addresses are in here" in shown(house, "lev")
    await house.slack.submit("lev", {"emails": "ivy@example.com, odd"})
    await house.slack.submit("lev", {"emails": "ivy@example.com"})
    assert (await house.slack.click("lev", NEXT)).ok
    assert typed(top(house), "emails").endswith("<colleague0119@northwind.example>")


async def test_of_what_nothing_can_hold_the_number_is_said(house: House) -> None:
    await said(house, "lev", f"/invite {', '.join(people(400))}")
    inside = len(typed(top(house), "emails").split(", "))
    assert f"{inside} of 400 addresses are in here" in shown(house, "lev")
    assert len(top(house)["private_metadata"]) <= 3000
    assert (await house.slack.submit("lev", {"emails": "ivy@example.com"})).ok
    assert f"{400 - inside} addresses of your list are left for the next form" in shown(
        house, "lev"
    )
    assert "Next form" not in shown(house, "lev")


async def test_who_asks_goes_on_with_the_rest_too(house: House) -> None:
    await said(house, "mia", f"/invite {', '.join(people(120))}")
    assert (await house.slack.submit("mia")).ok
    assert "Следующая форма" in shown(house, "mia")
    assert (await house.slack.click("mia", NEXT)).ok
    assert (await house.slack.submit("mia")).ok
    states = {one.state for one in await house.invited()}
    assert states == {"requested"}
    assert len(await house.invited()) == 120


async def test_slack_lets_nobody_paste_more_than_the_field_holds(house: House) -> None:
    await said(house, "lev", "/invite")
    pasted = "\n".join(f"{n:03}@example.com" for n in range(200))
    assert len(pasted) > 3000
    outcome = await house.slack.submit("lev", {"emails": pasted})
    assert outcome.error == "invalid_input"
    assert house.slack.errors("lev") == {"emails": "Please enter at most 3000 characters."}
    assert typed(top(house), "emails") == ""
    assert top(house)["state"]["values"]["emails"]["emails"]["value"] == pasted, "all of it stays"
    assert "A form holds 3,000 characters" in shown(house, "lev")


@pytest.mark.parametrize("length", [3001, 4000, 14_000])
async def test_what_comes_all_the_same_is_refused_under_the_field(
    house: House, length: int
) -> None:
    body = submission(house)
    emails = "ivy@example.com " * (length // 16 + 1)
    body["view"]["state"]["values"]["emails"]["emails"]["value"] = emails[:length].ljust(
        length, "x"
    )
    outcome = await house.slack.line.payload(body)
    said = "This field holds 3,000 characters. Leave some addresses for another form."
    assert outcome.body["errors"] == {"emails": said}
    assert await house.invited() == []
