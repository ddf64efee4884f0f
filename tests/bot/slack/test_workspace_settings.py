"""Workspace settings from Home, over HTTP."""

from typing import Any

import pytest

from bot.sandbox import people
from bot.slack.manifest import OPTIONAL
from commands import workspace_settings
from commands.limits import Limits
from commands.workspace_settings import WorkspaceSettings
from tests.bot.slack.home_page import press, texts, turn
from tests.bot.slack.house import House


async def edit(house: House, section: str) -> dict[str, Any]:
    await turn(house, "ada", "settings")
    assert (await house.slack.click("ada", "settings.edit", section, place="home")).ok
    view = house.slack.view("ada")
    assert view
    assert view["callback_id"] == "settings"
    return view


async def save(house: House, section: str, **values: Any) -> None:
    await edit(house, section)
    outcome = await house.slack.submit("ada", values)
    assert outcome.ok, outcome


async def now(house: House) -> WorkspaceSettings:
    found = await house.parts.run(workspace_settings.show, house.person("ada"), house.now)
    assert isinstance(found, WorkspaceSettings)
    return found


async def test_what_is_saved_is_seen_at_once(house: House) -> None:
    await save(house, "who", who_may_invite="everyone")
    assert (await now(house)).who_may_invite == "everyone"
    assert "Every member" in texts(house, "ada")
    assert house.slack.view("ada") is None


async def test_saving_a_modal_as_it_was_changes_nothing(house: House) -> None:
    before = await now(house)
    for section in ("who", "domains", "invitations", "limits"):
        await save(house, section)
    await edit(house, "reminders")
    assert (await house.slack.submit("ada")).ok
    assert await now(house) == before


async def test_domains_are_typed_as_one_likes(house: House) -> None:
    await save(
        house,
        "domains",
        allowed_domains="Northwind.example, @partner.example\nbücher.example",
        refuse_disposable=[],
    )
    found = await now(house)
    assert found.allowed_domains == (
        "northwind.example",
        "partner.example",
        "xn--bcher-kva.example",
    )
    assert found.refuse_disposable is False


async def test_invitations_are_set_together(house: House) -> None:
    await save(
        house,
        "invitations",
        lifetime_days="30",
        locale="ru",
        personal_pattern="{name}'s desk",
        reply_to=["yes"],
        join_link="https://join.slack.com/t/x",
    )
    found = await now(house)
    assert (found.lifetime_days, found.locale) == (30, "ru")
    assert (found.personal_pattern, found.reply_to) == ("{name}'s desk", True)
    assert found.join_link == "https://join.slack.com/t/x"
    await save(house, "invitations", locale="own", reply_to=[], join_link="")
    found = await now(house)
    assert (found.locale, found.reply_to, found.join_link) == ("", False, "")


async def test_an_empty_limit_is_the_operators(house: House) -> None:
    await save(house, "limits", inviter_daily="4")
    assert "A person: 4 invitations a day" in texts(house, "ada")
    await save(house, "limits", inviter_daily="")
    assert (await now(house)).inviter_daily is None
    assert "A person: 5 invitations a day" in texts(house, "ada")


async def test_more_than_the_operators_is_an_error_that_names_it(house: House) -> None:
    view = await edit(house, "limits")
    for block in view["blocks"]:
        name, element = block["block_id"], block["element"]
        assert f"At most {int(element['max_value']):,}" in block["hint"]["text"]
        view["state"]["values"][name][name]["value"] = str(int(element["max_value"]) + 1)
    body = {
        "type": "view_submission",
        "team": {"id": people.TEAM},
        "user": {"id": house.id("ada")},
        "view": view,
    }
    outcome = await house.slack.line.payload(body)
    assert outcome.body["errors"] == {
        name: f"At most {most} is possible here: that is the operator's limit."
        for name, most in (("inviter_daily", 5), ("workspace_daily", 1000), ("address_daily", 3))
    }
    assert (await now(house)).address_daily is None


async def test_what_was_allowed_once_is_the_operators_by_now(house: House) -> None:
    typed, generous = {"inviter_daily": "50"}, Limits(100, 100, 100)
    change = workspace_settings.change
    await house.parts.run(change, house.person("ada"), typed, generous, house.now)
    view = await edit(house, "limits")
    assert "A person: 5 invitations a day" in texts(house, "ada")
    assert "initial_value" not in view["blocks"][0]["element"]
    await house.slack.close("ada")
    await house.slack.command("lev", "/invite")
    await house.slack.submit("lev", {"emails": " ".join(f"p{n}@x.example" for n in range(6))})
    assert "You may invite 5 people a day" in house.slack.errors("lev")["emails"]


async def test_reminders_go_to_a_channel_at_another_time_elsewhere(house: House) -> None:
    await edit(house, "reminders")
    [kolkata] = await house.slack.suggest("ada", "zone", "kolk")
    values = {
        "digest_time": "08:30",
        "digest_days": ["2", "4"],
        "zone": kolkata["value"],
        "digest_place": "channel",
        "digest_channel": people.GENERAL,
    }
    assert (await house.slack.submit("ada", values)).ok
    found = await now(house)
    assert (found.digest_time, found.digest_days, found.zone) == ("08:30", "24", "Asia/Kolkata")
    assert found.digest_channel == people.GENERAL
    await save(house, "reminders", digest_place="direct")
    assert (await now(house)).digest_channel == ""


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("domains", {"allowed_domains": "nonsense"}),
        ("domains", {"blocked_domains": "a b.example"}),
        ("invitations", {"personal_pattern": "desk"}),
        ("invitations", {"join_link": "http://join.slack.com"}),
        ("reminders", {"digest_channel": "D0DIRECT", "digest_place": "channel"}),
        ("reminders", {"digest_channel": "", "digest_place": "channel"}),
    ],
)
async def test_what_can_not_be_is_said_under_its_field(
    house: House, section: str, values: dict[str, Any]
) -> None:
    before = await now(house)
    await edit(house, section)
    await house.slack.submit("ada", values)
    assert list(house.slack.errors("ada")) == [next(iter(values))]
    assert await now(house) == before


async def test_reminders_are_offered_no_conversation_and_no_channel_with_outsiders(
    house: House,
) -> None:
    view = await edit(house, "reminders")
    [menu] = [each["element"] for each in view["blocks"] if each["block_id"] == "digest_channel"]
    assert menu["filter"] == {
        "include": ["public", "private"],
        "exclude_external_shared_channels": True,
    }


@pytest.mark.parametrize("private", [False, True])
async def test_a_channel_with_outsiders_is_refused_however_it_was_picked(
    house: House, private: bool
) -> None:
    desk, channels = house.slack.api._desk, house.slack.workspace.channels
    object.__setattr__(desk, "scopes", {*desk.scopes, *OPTIONAL["channel"]})
    east = {**channels["C0EAST0001"], "is_ext_shared": True, "is_private": private}
    channels["C0EAST0001"] = east
    await edit(house, "reminders")
    await house.slack.submit(
        "ada", {"digest_place": "channel", "digest_channel": "C0EAST0001", "digest_time": "08:30"}
    )
    assert house.slack.errors("ada") == {
        "digest_channel": "People outside your company read this channel too. "
        "Please pick another one."
    }
    assert (await now(house)).digest_time == "09:00"


async def test_every_wrong_field_is_told_at_once_with_each_wrong_word(house: House) -> None:
    before = await now(house)
    await edit(house, "domains")
    typed = {"allowed_domains": "a.example nope, @-b.example", "blocked_domains": "c..example x"}
    await house.slack.submit("ada", typed)
    said = house.slack.errors("ada")
    assert said == {
        "allowed_domains": "nope, @-b.example: not a domain. Write it like example.com.",
        "blocked_domains": "c..example, x: not a domain. Write it like example.com.",
    }
    assert await now(house) == before


async def test_an_address_is_no_domain_and_each_kind_of_mistake_has_its_words(
    house: House,
) -> None:
    before = await now(house)
    await edit(house, "domains")
    typed = {"allowed_domains": "user@example.com co.uk nope", "blocked_domains": "a@example.com"}
    await house.slack.submit("ada", typed)
    address = (
        "an email address, not a domain. A domain stands for everybody there: write it like "
        "example.com."
    )
    assert house.slack.errors("ada") == {
        "allowed_domains": f"user@example.com: {address} co.uk: domains of many owners end like "
        "that. Write a whole one, like example.com. nope: not a domain. Write it like example.com.",
        "blocked_domains": f"a@example.com: {address}",
    }
    assert await now(house) == before


async def test_a_domain_in_other_letters_is_shown_in_them(house: House) -> None:
    await save(house, "domains", blocked_domains="пример.рф xn--exmple-4nf.com")
    assert "Blocked: пример.рф, xn--exmple-4nf.com" in texts(house, "ada")
    view = await edit(house, "domains")
    shown = view["blocks"][1]["element"]["initial_value"]
    assert shown == "пример.рф\nxn--exmple-4nf.com"
    found = await now(house)
    assert (await house.slack.submit("ada")).ok
    assert await now(house) == found, "saved as it is shown, nothing changes"


async def test_the_other_modals_tell_all_of_theirs_too(house: House) -> None:
    await edit(house, "invitations")
    await house.slack.submit("ada", {"personal_pattern": "desk", "join_link": "http://x.example"})
    assert set(house.slack.errors("ada")) == {"personal_pattern", "join_link"}


@pytest.mark.parametrize("days", ["0", "91", "x", "1.5", ""])
async def test_what_slack_should_have_held_back_is_refused_here(house: House, days: str) -> None:
    view = await edit(house, "invitations")
    element = view["state"]["values"]["lifetime_days"]["lifetime_days"]
    element["value"] = days
    body = {
        "type": "view_submission",
        "team": {"id": people.TEAM},
        "user": {"id": house.id("ada")},
        "view": view,
    }
    outcome = await house.slack.line.payload(body)
    assert list(outcome.body["errors"]) == ["lifetime_days"]
    assert "1–90" in outcome.body["errors"]["lifetime_days"]


async def test_a_lead_can_neither_look_nor_save(house: House) -> None:
    view = await edit(house, "who")
    await house.slack.open_home("lev")
    await press(house, "lev", "settings.edit", "who")
    opened = len(house.opened())
    body = {
        "type": "view_submission",
        "team": {"id": people.TEAM},
        "user": {"id": house.id("lev")},
        "view": view,
    }
    outcome = await house.slack.line.payload(body)
    assert outcome.body["view"]["callback_id"] == "notice"
    assert len(house.opened()) == opened
    assert all(view["callback_id"] != "settings" for view in house.opened()[1:])


async def test_a_part_that_there_is_not_opens_nothing(house: House) -> None:
    await turn(house, "ada", "settings")
    await press(house, "ada", "settings.edit", "secrets")
    assert all(view["callback_id"] != "settings" for view in house.opened())


async def test_zones_are_found_by_their_cities_first(house: House) -> None:
    await edit(house, "reminders")
    found = [each["value"] for each in await house.slack.suggest("ada", "zone", "new york")]
    assert found[0] == "America/New_York"
    every = await house.slack.suggest("ada", "zone", "")
    assert len(every) == 100
    assert every[0]["value"] == "UTC"
