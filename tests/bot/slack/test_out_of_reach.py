"""A workgroup that leads into Slack, over HTTP: Slack is asked who is where, and what it does not
say is a place that nobody is in.
"""

from typing import Any

import pytest

from bot.sandbox.web_api import Fault
from commands.invitations.accept import accept
from storage.models import Membership
from tests.bot.sandbox.slack_places import ANALYSTS, BOARD, EAST, OLD, PLANS, WEST, allow
from tests.bot.slack.delivery import deliver, later
from tests.bot.slack.house import House
from tests.bot.slack.invitations import choose
from tests.bot.slack.linked import MEMBERS, linked, looks
from tests.bot.slack.messages import privately, said, seen
from tests.bot.slack.modals import shown
from tests.bot.slack.workgroup_form import edit


@pytest.fixture(autouse=True)
def _allowed(house: House) -> None:
    allow(house.slack)


async def invite(
    house: House, group: str, who: str = "lev", emails: str = "ivy@example.com"
) -> str:
    """All that the result says."""
    await house.slack.command(who, f"/invite {emails}")
    await house.slack.suggest(who, "workgroup")
    assert (await house.slack.submit(who, {"workgroup": group})).ok
    assert house.slack.errors(who) == {}
    view = house.slack.view(who)
    assert view
    return str(view["blocks"])


async def states(house: House) -> list[str]:
    return [each.state for each in await house.invited()]


async def test_who_is_in_the_channel_invites_and_slack_is_asked_once(house: House) -> None:
    shown = await invite(house, await linked(house, EAST))
    assert "1 person invited" in shown
    assert looks(house) == [MEMBERS]


async def test_who_is_not_asks_and_reads_why_but_not_what_is_private(house: House) -> None:
    shown = await invite(house, await linked(house, EAST, PLANS))
    assert "1 person asked for" in shown
    assert (
        "The workgroup Board leads into a private channel, where Usher does not see you." in shown
    )
    assert "plans" not in shown
    assert "may not invite people here any more" not in shown
    assert await states(house) == ["requested"]
    await deliver(house)
    [told] = [said for said in seen(house, "ada") if "request.approve" in said]
    assert "Leads into #east, #plans" in told


async def test_who_is_in_a_user_group_invites_into_it(house: House) -> None:
    group = await linked(house, usergroup=ANALYSTS)
    assert "asked for" in await invite(house, group)
    shelf = house.slack.workspace.usergroups
    shelf[ANALYSTS] = {**shelf[ANALYSTS], "users": [house.id("lev")]}
    await house.slack.close("lev")
    assert "invited" in await invite(house, group, emails="bob@example.com")


async def test_an_admin_invites_without_a_look(house: House) -> None:
    assert "1 person invited" in await invite(house, await linked(house, PLANS), "ada")
    assert looks(house) == []


@pytest.mark.parametrize("who", ["lev", "mia"])
async def test_nobody_is_looked_for_where_it_leads_nowhere(house: House, who: str) -> None:
    await invite(house, await house.group("Plain"), who)
    assert looks(house) == []


async def test_of_who_may_only_ask_nobody_looks(house: House) -> None:
    await house.slack.change("mia", locale="en-US")
    assert "1 person asked for" in await invite(house, await linked(house, EAST), "mia")
    assert looks(house) == []


async def test_somebody_on_a_later_page_is_found(house: House) -> None:
    channels = house.slack.workspace.channels
    many = [f"U{number:09}" for number in range(2500)]
    channels[EAST] = {**channels[EAST], "members": [*many, house.id("lev")]}
    assert "1 person invited" in await invite(house, await linked(house, EAST))
    assert looks(house) == [MEMBERS] * 3


@pytest.mark.parametrize(
    "fault",
    [
        Fault(error="channel_not_found"),
        Fault(error="missing_scope"),
        Fault(error="fetch_members_failed"),
        Fault(status=429),
        Fault(status=500),
    ],
)
async def test_what_slack_does_not_say_is_a_place_one_is_not_in(house: House, fault: Fault) -> None:
    group = await linked(house, EAST)
    house.slack.api.faults[MEMBERS].append(fault)
    assert "asked for" in await invite(house, group)
    assert await states(house) == ["requested"]


async def test_a_slack_that_stays_silent_is_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = await linked(house, EAST)
    monkeypatch.setattr("bot.slack.seeing.PATIENCE", 0.1)
    house.slack.api.faults[MEMBERS].append(Fault(hang=60))
    assert "asked for" in await invite(house, group)
    assert await states(house) == ["requested"]


async def test_an_app_without_the_scope_brings_nobody_in(house: House) -> None:
    desk = house.slack.api._desk
    object.__setattr__(desk, "scopes", set(desk.scopes) - {"channels:read", "groups:read"})
    assert "asked for" in await invite(house, await linked(house, EAST))


# The form and the picker


async def test_the_picker_says_where_a_workgroup_leads(house: House) -> None:
    await linked(house, EAST, PLANS)
    told = {}
    for who in ("ada", "lev"):
        await house.slack.command(who, "/invite")
        [option] = await house.slack.suggest(who, "workgroup")
        told[who] = option["description"]["text"]
    assert told == {
        "ada": "Leads into #east, #plans",
        "lev": "Leads into #east, a private channel",
    }


async def test_what_is_said_in_a_picker_fits(house: House) -> None:
    group = await linked(house, EAST, WEST, OLD, PLANS, BOARD, "C0GENERAL1", usergroup=ANALYSTS)
    await house.slack.command("ada", "/invite")
    [option] = await house.slack.suggest("ada", "workgroup")
    assert option["value"] == group
    assert len(option["description"]["text"]) <= 75


async def test_below_the_picked_one_stands_where_it_leads_and_what_was_typed_stays(
    house: House,
) -> None:
    group, plain = await linked(house, EAST, PLANS), await house.group("Plain")
    await house.slack.command("lev", "/invite ivy@example.com")
    await house.slack.suggest("lev", "workgroup")
    typed = {"emails": "ivy@example.com, bob@example.com", "note": "Hello", "locale": "ru"}
    assert (await house.slack.click("lev", "workgroup", group, typed=typed)).ok
    below = (
        "Leads into #east, a private channel. Unless you are an admin or in all of these, an admin "
        "decides."
    )
    assert below in str(house.slack.view("lev"))
    assert (await house.slack.click("lev", "workgroup", plain)).ok
    assert "Leads into" not in str(house.slack.view("lev"))
    assert (await house.slack.click("lev", "workgroup", group)).ok
    assert (await house.slack.submit("lev")).ok
    assert [(one.note, one.locale, one.workgroup) for one in await house.invited()] == [
        ("Hello", "ru", "Board")
    ] * 2


@pytest.mark.parametrize("value", ["01J", "public", "0" * 3000, "\x00"])
async def test_what_is_no_workgroup_leads_nowhere(house: House, value: str) -> None:
    await linked(house, EAST)
    await house.slack.command("lev", "/invite")
    view = house.slack.view("lev")
    assert view
    chosen = {"type": "external_select", "selected_option": {"value": value}}
    body = {
        "type": "block_actions",
        "team": {"id": house.person("lev").team},
        "user": {"id": house.id("lev")},
        "trigger_id": "T",
        "view": {**view, "state": {"values": {"workgroup": {"workgroup": chosen}}}},
        "actions": [{"action_id": "workgroup", "block_id": "workgroup", **chosen}],
    }
    assert (await house.slack.line.payload(body)).ok
    assert "Leads into" not in str(house.slack.view("lev"))


# Adding members


async def ask(house: House, group: str, emails: str = "mia@northwind.example") -> str:
    await house.slack.open_home("mia")
    await edit(house, group)
    assert (await house.slack.submit("lev", {"emails": emails})).ok
    view = house.slack.view("lev")
    if view is None:
        return ""
    await house.slack.close("lev")
    return str(view["blocks"])


async def members(house: House, group: str) -> int:
    def count(unit: Any) -> int:
        return int(unit.query(Membership).filter_by(workgroup_id=group).count())

    return await house.parts.read(count)


async def test_a_lead_who_is_not_in_the_channel_asks_for_members(house: House) -> None:
    group = await linked(house, PLANS)
    shown = await ask(house, group)
    assert "1 member waits for an admin to decide; all else is saved." in shown
    assert "leads into a private channel, where Usher does not see you" in shown
    assert await members(house, group) == 0
    await deliver(house)
    [told] = [said for said in seen(house, "ada") if "addition.approve" in said]
    assert f"<@{house.id('mia')}> (mia@northwind.example)" in told
    assert "Leads into #plans" in told
    assert (await house.slack.click("ada", "addition.approve")).ok
    assert await members(house, group) == 1
    await deliver(house)
    assert "✓ Approved by Ada Admin" in str(seen(house, "ada"))
    assert "addition.approve" not in str(seen(house, "ada"))
    assert "Ada Admin approved your request" in str(seen(house, "lev"))


async def test_who_has_no_slack_account_is_shown_with_the_address(house: House) -> None:
    """Names are chosen by people: what they are to the admins, the address says."""
    group = await linked(house, PLANS)
    await house.slack.command("lev", "/invite Ada Admin <ivy@example.com>")
    assert (await house.slack.submit("lev")).ok
    await house.slack.close("lev")
    [ivy] = await house.invited()
    await house.parts.run(accept, ivy.id, house.now)
    await ask(house, group, "ivy@example.com")
    await deliver(house)
    [told] = [said for said in seen(house, "ada") if "addition.approve" in said]
    assert "Ada Admin (ivy@example.com)" in told


async def test_over_the_days_limit_it_says_so_in_the_form(house: House) -> None:
    group = await linked(house, PLANS)
    for name in ("mia", "lev"):
        await house.slack.open_home(name)
    lowered = house.parts.settings.model_copy(update={"inviter_daily": 1})
    object.__setattr__(house.parts, "settings", lowered)
    await edit(house, group)
    both = {"emails": "mia@northwind.example lev@northwind.example"}
    assert (await house.slack.submit("lev", both)).ok
    assert "You may invite 1 person a day." in house.slack.errors("lev")["emails"]


async def test_an_admin_refuses_it(house: House) -> None:
    group = await linked(house, PLANS)
    await ask(house, group)
    await deliver(house)
    assert (await house.slack.click("ada", "addition.refuse")).ok
    assert await members(house, group) == 0
    await deliver(house)
    assert "✓ Refused by Ada Admin" in str(seen(house, "ada"))
    assert "Ada Admin refused your request" in str(seen(house, "lev"))


@pytest.mark.parametrize("action", ["addition.approve", "addition.refuse"])
@pytest.mark.parametrize("who", ["lev", "mia"])
async def test_who_is_no_admin_decides_nothing(house: House, action: str, who: str) -> None:
    group = await linked(house, PLANS)
    await ask(house, group)
    await deliver(house)
    [row] = [call for call in house.slack.calls if "addition.approve" in str(call.args)]
    [button] = [
        each
        for block in row.args["blocks"]
        for each in block.get("elements", ())
        if each.get("action_id") == action
    ]
    body = {
        "type": "block_actions",
        "team": {"id": house.person(who).team},
        "user": {"id": house.id(who)},
        "trigger_id": "T",
        "channel": {"id": "D1"},
        "message": {"blocks": []},
        "actions": [{"action_id": action, "type": "button", "value": button["value"]}],
    }
    assert (await house.slack.line.payload(body)).ok
    assert await members(house, group) == 0
    await deliver(house)
    assert "✓" not in str(seen(house, "ada"))


@pytest.mark.parametrize("value", ["01J", "01J00000000000000000000000", None])
async def test_what_is_no_request_is_not_decided(house: House, value: str | None) -> None:
    body = {
        "type": "block_actions",
        "team": {"id": house.person("ada").team},
        "user": {"id": house.id("ada")},
        "trigger_id": "T",
        "actions": [{"action_id": "addition.approve", "type": "button", "value": value}],
    }
    assert (await house.slack.line.payload(body)).ok


async def test_a_lead_who_is_in_the_channel_adds_at_once(house: House) -> None:
    group = await linked(house, EAST)
    assert await ask(house, group) == ""
    assert await members(house, group) == 1


async def test_a_correction_that_has_to_be_asked_for_is_done_and_says_so(house: House) -> None:
    await invite(house, await linked(house, EAST))
    await house.slack.close("lev")
    [ivy] = await house.invited()
    house.slack.workspace.channels[EAST]["members"].remove(house.id("lev"))
    await house.slack.open_home("lev")
    await choose(house, "lev", "more", ivy.id, "home")
    assert (await house.slack.click("lev", "invitation.correct", ivy.id, place="modal")).ok
    assert (await house.slack.submit("lev", {"emails": "ivy@example.org"})).ok
    assert house.slack.errors("lev") == {}
    assert sorted(await states(house)) == ["requested", "revoked"]
    assert "ivy@example.org: asked for, an admin decides." in shown(house, "lev")
    assert "The old invitation is revoked." in shown(house, "lev")


async def through_home(house: House, verb: str, ivy: str) -> str:
    await house.slack.open_home("lev")
    await choose(house, "lev", verb, ivy, "home")
    return str(house.slack.view("lev"))


async def through_a_message(house: House, verb: str, ivy: str) -> str:
    await later(house, days=12)
    assert (await house.slack.click("lev", f"invitation.{verb}", ivy, place="app")).ok
    return privately(house, "lev")[-1]


async def through_the_command(house: House, _verb: str, _ivy: str) -> str:
    return await said(house, "lev", "/invite resend ivy@example.com")


@pytest.mark.parametrize(
    ("door", "verb"),
    [
        (through_home, "resend"),
        (through_home, "extend"),
        (through_a_message, "resend"),
        (through_a_message, "extend"),
        (through_the_command, "resend"),
    ],
)
async def test_an_open_invitation_gets_no_more_time_from_who_is_not_there_any_more(
    house: House, door: Any, verb: str
) -> None:
    await invite(house, await linked(house, EAST))
    await house.slack.close("lev")
    [before] = await house.invited()
    house.slack.workspace.channels[EAST]["members"].remove(house.id("lev"))
    told = await door(house, verb, before.id)
    assert "The workgroup Board leads into #east, where Usher does not see you. " in told
    assert "Ask an admin to send this invitation again or to extend it." in told
    [after] = await house.invited()
    assert after.expires_at == before.expires_at
