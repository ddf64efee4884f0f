"""Home's tabs, over HTTP: turned, searched, leafed through, and acted in."""

from typing import Any

import pytest

from commands.directory.change_role import change_role, set_role
from commands.directory.identify import identify
from commands.directory.remove import remove
from commands.invitations import lists
from commands.invitations.invite import InviteForm, invite
from commands.invitations.lists import Search
from commands.limits import Limits
from storage import audit_log
from tests.bot.slack.home_page import press, shown, texts, turn
from tests.bot.slack.house import House
from tests.bot.slack.views.languages import strings


async def invited(house: House, *addresses: str, by: str = "lev") -> None:
    form, limits = InviteForm(" ".join(addresses)), Limits(1000, 1000, 1000)
    await house.parts.run(invite, house.person(by), form, limits, house.now)


async def member_id(house: House, who: str) -> str:
    found = await house.parts.run(identify, house.person(who), house.now)
    return str(found.member.id)


async def role(house: House, who: str) -> str:
    page = await house.parts.run(lists.all_users, house.person("lev"), Search(), 100, house.now)
    return str(next(user.role for user in page.rows if user.slack_user == house.id(who)))


async def test_an_admin_sees_everybodys_invitations_and_a_lead_their_own(house: House) -> None:
    await invited(house, "ivy@example.com")
    await invited(house, "bob@example.com", by="ada")
    await turn(house, "ada", "invitations")
    assert "ivy@example.com" in texts(house, "ada")
    assert "bob@example.com" in texts(house, "ada")
    await turn(house, "lev", "invitations")
    assert "ivy@example.com" in texts(house, "lev")
    assert "bob@example.com" not in texts(house, "lev")


async def test_a_search_is_kept_over_a_filter_and_an_action(house: House) -> None:
    await invited(house, "ivy@example.com", "iris@example.com", "bob@example.com")
    await turn(house, "ada", "invitations")
    slack = house.slack
    assert (await slack.click("ada", "home.search", "I", place="home")).ok
    assert (await slack.click("ada", "home.search", "  Ivy ", place="home")).ok
    assert "iris" not in texts(house, "ada")
    assert (await slack.click("ada", "home.filter", "pending", place="home")).ok
    [ivy] = [each for each in await house.invited() if each.email.startswith("ivy")]
    assert (await slack.click("ada", "invitation.menu", f"snooze:{ivy.id}", place="home")).ok
    assert "ivy@example.com" in texts(house, "ada")
    assert "bob" not in texts(house, "ada")
    assert "no reminders until" in texts(house, "ada")
    assert (await slack.click("ada", "home.filter", "accepted", place="home")).ok
    assert "Nothing here fits." in texts(house, "ada")
    assert (await slack.click("ada", "home.filter", "all", place="home")).ok
    assert (await slack.click("ada", "home.all", place="home")).ok
    assert "bob" in texts(house, "ada")


async def test_what_is_searched_has_nothing_hidden_in_it(house: House) -> None:
    await invited(house, "ivy@example.com", "bob@example.com")
    await turn(house, "ada", "invitations")
    slack = house.slack
    assert (await slack.click("ada", "home.search", "\u202eiv\u200by@\x00", place="home")).ok
    assert '"typed": "ivy@"' in shown(house, "ada")["private_metadata"]
    assert "ivy@example.com" in texts(house, "ada")
    assert "bob" not in texts(house, "ada")


async def test_one_leafs_through_many(house: House) -> None:
    await invited(house, *[f"p{n:02}@example.com" for n in range(30)])
    await turn(house, "ada", "invitations")
    assert "1–25 of 30" in texts(house, "ada")
    assert (await house.slack.click("ada", "home.older", "25", place="home")).ok
    assert "26–30 of 30" in texts(house, "ada")
    assert (await house.slack.click("ada", "home.newer", "0", place="home")).ok
    assert "1–25 of 30" in texts(house, "ada")


async def test_one_leafs_through_ones_own(house: House) -> None:
    await invited(house, *[f"p{n:02}@example.com" for n in range(30)])
    await house.slack.open_home("lev")
    assert (await house.slack.click("lev", "home.older", "25", place="home")).ok
    assert "26–30 of 30" in texts(house, "lev")


@pytest.mark.parametrize(
    ("tab", "start"), [("own", "90"), ("invitations", "90"), ("users", "90"), ("users", "x")]
)
async def test_past_the_last_page_there_is_the_first(house: House, tab: str, start: str) -> None:
    await invited(house, "ivy@example.com", by="ada")
    await house.slack.open_home("ada")
    if tab != "own":
        await turn(house, "ada", tab)
    await press(house, "ada", "home.older", start)
    assert "ivy@example.com" in texts(house, "ada") or "lev@" in texts(house, "ada")


async def test_home_opens_where_one_was(house: House) -> None:
    await turn(house, "ada", "users")
    await house.slack.open_home("ada")
    assert "Mia" not in texts(house, "ada")
    assert "lev@northwind.example" in texts(house, "ada")


@pytest.mark.parametrize("tab", ["users", "invitations", "workgroups", "settings", "nowhere"])
async def test_a_member_who_presses_a_tab_sees_their_own(house: House, tab: str) -> None:
    await invited(house, "ivy@example.com")
    await house.slack.open_home("mia")
    await press(house, "mia", "home.tab", tab)
    assert "ivy" not in texts(house, "mia")
    assert "lev@" not in texts(house, "mia")


async def test_a_lead_sees_no_settings(house: House) -> None:
    await house.slack.open_home("lev")
    await press(house, "lev", "home.tab", "settings")
    assert house.parts.texts.words("en")("Your invitations") in texts(house, "lev")
    assert "settings.edit" not in str(shown(house, "lev"))


async def test_a_home_that_changed_meanwhile_is_shown_anew(house: House) -> None:
    await house.slack.open_home("ada")
    before = shown(house, "ada")
    await turn(house, "ada", "users")
    await invited(house, "ivy@example.com", by="ada")
    body = {
        "type": "block_actions",
        "team": {"id": house.person("ada").team},
        "user": {"id": house.id("ada")},
        "trigger_id": "T",
        "view": before,
        "actions": [{"action_id": "home.tab", "value": "invitations"}],
    }
    assert (await house.slack.line.payload(body)).ok
    answers = [call.answer for call in house.slack.calls if call.method == "views.publish"]
    assert [answer["ok"] for answer in answers[-2:]] == [False, True]
    assert answers[-2]["error"] == "hash_conflict"
    assert "ivy@example.com" in texts(house, "ada")


async def test_any_other_refusal_of_slack_is_not_asked_twice(house: House) -> None:
    await house.slack.open_home("ada")
    house.slack.fail("views.publish", status=200, error="internal_error")
    assert (await house.slack.click("ada", "home.tab", "users", place="home")).ok
    assert "lev@" not in texts(house, "ada")


async def test_an_admin_makes_a_lead_and_home_shows_it(house: House) -> None:
    mia = await member_id(house, "mia")
    await turn(house, "ada", "users")
    outcome = await house.slack.click("ada", "member.role", f"lead:{mia}", place="home")
    assert outcome.ok, outcome
    assert await role(house, "mia") == "lead"
    rows = [
        block["accessory"]["initial_option"]["value"]
        for block in shown(house, "ada")["blocks"]
        if block.get("accessory", {}).get("action_id") == "member.role"
    ]
    assert f"lead:{mia}" in rows


async def test_the_last_admin_stays_one_and_reads_why(house: House) -> None:
    ada = await member_id(house, "ada")
    await turn(house, "ada", "users")
    before = shown(house, "ada")["hash"]
    await house.slack.click("ada", "member.role", f"member:{ada}", place="home")
    assert await role(house, "ada") == "admin"
    assert shown(house, "ada")["hash"] != before, "the menu is drawn anew with what holds"
    view = house.slack.view("ada")
    assert view
    assert "This is the only admin" in str(view)
    assert shown(house, "ada")["private_metadata"] == '{"tab": "users"}'


@pytest.mark.parametrize("value", ["king:{id}", "lead:nobody", "lead", ""])
async def test_a_role_that_there_is_not_changes_nothing(house: House, value: str) -> None:
    mia = await member_id(house, "mia")
    await turn(house, "ada", "users")
    chosen = {"selected_option": {"value": value.format(id=mia)}}
    await press(house, "ada", "member.role", "", **chosen)
    assert await role(house, "mia") == "member"


async def test_a_lead_who_sends_a_role_is_told_whom_to_ask(house: House) -> None:
    lev = await member_id(house, "lev")
    await turn(house, "lev", "users")
    await press(house, "lev", "member.role", "", selected_option={"value": f"admin:{lev}"})
    assert await role(house, "lev") == "lead"


async def test_who_loses_the_right_while_they_look_comes_back_to_their_own(house: House) -> None:
    await turn(house, "lev", "users")
    await house.parts.run(set_role, "lev@northwind.example", "member", house.now)
    assert (await house.slack.open_home("lev")).ok
    assert "ada@northwind.example" not in texts(house, "lev")
    assert (
        "private_metadata" not in shown(house, "lev") or not shown(house, "lev")["private_metadata"]
    )


async def expel(house: House, who: str, by: str = "ada") -> str:
    """By Home's button; what is read then."""
    wanted = await member_id(house, who)
    await turn(house, by, "users")
    outcome = await house.slack.click(by, "member.remove", wanted, place="home")
    assert outcome.ok, outcome
    return "\n".join(strings(house.slack.view(by)))


async def test_an_admin_removes_a_member_and_home_shows_it(house: House) -> None:
    await house.slack.open_home("mia")
    assert "Mia Member was removed. They can be invited again." in await expel(house, "mia")
    assert "mia@northwind.example" not in texts(house, "ada")
    assert shown(house, "ada")["private_metadata"] == '{"tab": "users"}'


async def test_who_was_removed_reads_it_wherever_they_use_the_bot(house: House) -> None:
    await house.slack.change("mia", locale="en-US")
    await expel(house, "mia")
    sentence = "You were removed from this workspace"
    await house.slack.open_home("mia")
    assert sentence in texts(house, "mia")
    assert f"<@{house.id('ada')}>" in texts(house, "mia")
    assert len(shown(house, "mia")["blocks"]) == 1
    await house.slack.command("mia", "/invite ivy@example.com")
    assert sentence in house.slack.messages("mia", "general")[-1]["text"]
    await house.slack.shortcut("mia")
    assert sentence in str(house.slack.view("mia"))
    assert await house.invited() == []


async def test_of_two_who_remove_the_second_reads_that_there_is_nobody(house: House) -> None:
    mia = await member_id(house, "mia")
    await turn(house, "ada", "users")
    await house.parts.run(remove, house.person("ada"), mia, house.now)
    await house.slack.click("ada", "member.remove", mia, place="home")
    assert "There is no such member here" in "\n".join(strings(house.slack.view("ada")))
    assert "mia@northwind.example" not in texts(house, "ada"), "Home is drawn anew"


@pytest.mark.parametrize(
    ("by", "whom", "said"),
    [
        ("ada", "ada", "This is the only admin"),
        ("lev", "ada", "Your role here does not allow that."),
        ("bea", "ada", "Slack's own owners and admins belong here."),
        ("bea", "bea", "You can't remove yourself."),
        ("ada", "nobody", "There is no such member here"),
    ],
)
async def test_a_button_that_was_not_there_removes_nobody(
    house: House, by: str, whom: str, said: str
) -> None:
    who = {"bea": "mia"}.get(by, by)
    await house.slack.change("mia", locale="en-US")
    if who == "mia":
        await house.parts.run(
            change_role,
            house.person("ada"),
            await member_id(house, who),
            "admin",
            house.now,
        )
    wanted = whom if whom == "nobody" else await member_id(house, {"bea": "mia"}.get(whom, whom))
    await turn(house, who, "users")
    await press(house, who, "member.remove", wanted)
    assert said in "\n".join(strings(house.opened()[-1]))
    page = await house.parts.run(lists.all_users, house.person("ada"), Search(), 9, house.now)
    assert house.id("ada") in {each.slack_user for each in page.rows}


async def test_slack_tells_who_left_and_who_is_back(house: House) -> None:
    await house.parts.run(identify, house.person("mia"), house.now)
    await house.slack.change("mia", deleted=True)
    await turn(house, "ada", "users")
    assert "left Slack on 23 November 2026" in texts(house, "ada")
    await house.slack.change("mia", deleted=False)
    await house.slack.open_home("ada")
    await turn(house, "ada", "users")
    assert "left Slack" not in texts(house, "ada")


async def test_slack_makes_an_admin_and_takes_it_back(house: House) -> None:
    await member_id(house, "mia")
    await house.slack.change("mia", is_admin=True)
    assert await role(house, "mia") == "admin"
    await house.slack.change("mia", is_admin=False)
    assert await role(house, "mia") == "member"


async def test_the_last_admin_stays_one_whatever_slack_says(house: House) -> None:
    await house.slack.change("ada", is_admin=False, is_owner=False, is_primary_owner=False)
    assert await role(house, "ada") == "admin"
    ada = await member_id(house, "ada")

    def look(unit: Any) -> list[str]:
        return [verb for verb, *_ in audit_log.newest(unit, ada, 9)]

    assert (await house.parts.read(look))[-1] == "kept_admin"


async def test_an_admin_whose_account_is_closed_is_none(house: House) -> None:
    await member_id(house, "mia")
    await house.slack.change("mia", is_admin=True)
    await house.slack.change("mia", is_admin=True, deleted=True)
    assert await role(house, "mia") == "member"


async def test_who_is_no_member_stays_none_when_slack_changes_them(house: House) -> None:
    before = await house.parts.run(lists.all_users, house.person("ada"), Search(), 100, house.now)
    await house.slack.change("mia", locale="en-US")
    await house.slack.change("gus", deleted=True)
    after = await house.parts.run(lists.all_users, house.person("ada"), Search(), 9, house.now)
    assert after.total == before.total
