"""Who may not invite asks; the admins decide, each seeing what the others did."""

from typing import Any

import pytest

from commands.directory.change_role import set_role
from commands.directory.identify import identify
from storage.models import Workgroup
from tests.bot.slack.delivery import deliver
from tests.bot.slack.house import House
from tests.bot.slack.invitations import UNKNOWN, states

APPROVE, REFUSE = "request.approve", "request.refuse"


@pytest.fixture
async def house(house: House) -> House:
    """Mia reads English here, and Eve runs Slack too."""
    await house.slack.change("mia", locale="en-US")
    await house.slack.join("Eve Admin", "eve@northwind.example")
    await house.slack.change("eve", is_admin=True)
    await house.parts.run(identify, house.person("eve"), house.now)
    return house


async def asks(house: House, emails: str = "ivy@example.com", **more: Any) -> str:
    """Mia asks; the id of the newest request."""
    await house.slack.command("mia", "/invite")
    outcome = await house.slack.submit("mia", {"emails": emails, **more})
    assert outcome.ok, outcome
    assert house.slack.errors("mia") == {}
    await house.slack.close("mia")
    await deliver(house)
    return (await house.invited())[-1].id


def seen(house: House, who: str) -> str:
    return "\n".join(str(message) for message in house.slack.messages(who))


def newest(house: House, who: str) -> dict[str, Any]:
    return house.slack.messages(who)[-1]


def shown(house: House, who: str) -> str:
    view = house.slack.view(who)
    assert view
    return str(view["blocks"])


async def role(house: House, who: str, role: Any) -> None:
    address = house.person(who).email
    await house.parts.run(set_role, address, role, house.now)


async def test_the_form_asks_and_its_result_says_what_for(house: House) -> None:
    await house.slack.command("mia", "/invite ivy@example.com bob@example.com")
    view = house.slack.view("mia")
    assert view
    assert view["submit"]["text"] == "Request"
    assert (await house.slack.submit("mia")).ok
    assert "2 people asked for" in shown(house, "mia")
    assert "ivy@example.com: asked for, an admin decides." in shown(house, "mia")
    assert await states(house) == ["requested", "requested"]


async def test_the_admins_see_who_asks_for_whom_into_what(house: House) -> None:
    design = await house.group("Design")
    await house.slack.command("mia", "/invite")
    await house.slack.suggest("mia", "workgroup", "des")
    filled = {"workgroup": design, "note": "She <draws>", "personal_workgroup": ["yes"]}
    await house.slack.submit("mia", {"emails": "ivy@example.com", **filled})
    await deliver(house)
    [about] = await house.invited()
    for admin in ("ada", "eve"):
        said = str(newest(house, admin)["blocks"])
        assert f"<@{house.id('mia')}> asks to invite ivy@example.com to Northwind." in said
        for fact in ("Workgroup: Design", "With a personal workgroup", "Note: She <draws>"):
            assert fact in said
        assert said.count(about.id) == 2
    assert house.slack.messages("lev") == []


async def test_approved_everybody_sees_by_whom(house: House) -> None:
    asked = await asks(house)
    assert (await house.slack.click("ada", APPROVE, asked)).ok
    assert await states(house) == ["pending"]
    await deliver(house)
    for admin in ("ada", "eve"):
        said = str(newest(house, admin)["blocks"])
        assert "✓ Approved by Ada Admin" in said
        assert APPROVE not in said
    assert "Ada Admin approved your request: ivy@example.com is invited" in seen(house, "mia")


async def test_refused_with_a_reason_everybody_sees_by_whom(house: House) -> None:
    asked = await asks(house)
    assert (await house.slack.click("eve", REFUSE, asked)).ok
    assert "Refuse the invitation of ivy@example.com?" in shown(house, "eve")
    assert (await house.slack.submit("eve", {"reason": "We know *her*"})).ok
    assert house.slack.view("eve") is None
    assert await states(house) == ["refused"]
    await deliver(house)
    for admin in ("ada", "eve"):
        assert "✓ Refused by Eve Admin" in str(newest(house, admin)["blocks"])
    told = str(newest(house, "mia"))
    assert "Eve Admin refused your request to invite ivy@example.com." in told
    assert "The reason: We know *her*" in told


async def test_a_refusal_needs_no_reason(house: House) -> None:
    asked = await asks(house)
    await house.slack.click("ada", REFUSE, asked)
    assert (await house.slack.submit("ada", {})).ok
    await deliver(house)
    assert "No reason was given." in seen(house, "mia")


async def test_a_reason_that_is_too_long_is_an_error_under_its_field(house: House) -> None:
    asked = await asks(house)
    await house.slack.click("ada", REFUSE, asked)
    assert (await house.slack.submit("ada", {"reason": "x" * 301})).error == "invalid_input"
    await house.slack.submit("ada", {"reason": "x" * 300})
    assert await states(house) == ["refused"]


async def test_who_comes_late_hears_who_was_quicker(house: House) -> None:
    asked = await asks(house)
    await house.slack.click("ada", REFUSE, asked)
    assert (await house.slack.click("eve", APPROVE, asked)).ok
    # Ada's form is still open: what she typed comes too late.
    assert (await house.slack.submit("ada", {"reason": "No"})).ok
    assert "This request was approved already, by Eve Admin." in shown(house, "ada")
    await house.slack.close("ada")
    for action in (APPROVE, REFUSE):
        assert (await house.slack.click("ada", action, asked)).ok
        late = newest(house, "ada")
        assert late["ephemeral"]
        assert late["text"] == "This request was approved already, by Eve Admin."
        assert house.slack.view("ada") is None
    assert await states(house) == ["pending"]


async def test_a_withdrawn_request_says_so_in_the_message_and_to_who_is_late(house: House) -> None:
    asked = await asks(house)
    await house.slack.open_home("mia")
    home = str(house.slack.home("mia"))
    assert "Waits for an admin's approval" in home
    assert "Withdraw" in home
    assert (await house.slack.click("mia", "invitation.revoke", asked, place="home")).ok
    assert (await house.slack.click("ada", APPROVE, asked)).ok
    late = "This request was taken back by Mia Member, so it is gone."
    assert newest(house, "ada")["text"] == late
    await deliver(house)
    assert "✓ Withdrawn by Mia Member" in seen(house, "eve")


async def test_a_right_lost_meanwhile_says_whom_to_ask(house: House) -> None:
    asked = await asks(house)
    await role(house, "eve", "member")
    assert (await house.slack.click("eve", APPROVE, asked)).ok
    assert f"<@{house.id('ada')}>" in newest(house, "eve")["text"]
    assert await states(house) == ["requested"]


async def test_a_workgroup_archived_meanwhile_is_said_to_who_approves(house: House) -> None:
    design = await house.group("Design")
    await house.slack.command("mia", "/invite")
    await house.slack.suggest("mia", "workgroup", "des")
    await house.slack.submit("mia", {"emails": "ivy@example.com", "workgroup": design})
    await deliver(house)
    with house.parts.database.transaction() as unit:
        unit.get_one(Workgroup, design).archived_at = house.now
    assert (await house.slack.click("ada", APPROVE)).ok
    said = newest(house, "ada")
    assert said["ephemeral"]
    assert "without the workgroup Design: it was archived meanwhile." in said["text"]
    assert await states(house) == ["pending"]


@pytest.mark.parametrize("value", [UNKNOWN, "x", ""])
async def test_a_request_that_is_not_there_is_said_to_be_not_there(
    house: House, value: str
) -> None:
    await asks(house)
    for action in (APPROVE, REFUSE):
        body = {
            "type": "block_actions",
            "team": {"id": house.person("ada").team},
            "user": {"id": house.id("ada")},
            "trigger_id": "1.2.3",
            "actions": [{"action_id": action, "block_id": "b", "value": value}],
        }
        assert (await house.slack.line.payload(body)).status == 200
    assert await states(house) == ["requested"]


async def test_a_lead_demoted_while_the_form_was_open_asks_and_reads_why(house: House) -> None:
    await house.slack.command("lev", "/invite ivy@example.com")
    await role(house, "lev", "member")
    assert (await house.slack.submit("lev")).ok
    assert "You may not invite people here any more" in shown(house, "lev")
    assert await states(house) == ["requested"]


async def test_who_may_invite_by_the_time_of_the_submit_invites(house: House) -> None:
    await house.slack.command("mia", "/invite ivy@example.com")
    await role(house, "mia", "lead")
    assert (await house.slack.submit("mia")).ok
    assert "You may invite people here now" in shown(house, "mia")
    assert await states(house) == ["pending"]


async def test_who_invites_somebody_asked_for_approves_that(house: House) -> None:
    await asks(house)
    await house.slack.command("lev", "/invite ivy@example.com")
    await house.slack.submit("lev")
    assert "which approves the request of Mia Member" in shown(house, "lev")
    await deliver(house)
    assert "✓ Approved by Lev Lead" in seen(house, "ada")
    assert "Lev Lead approved your request" in seen(house, "mia")


async def test_homes_button_and_the_shortcut_ask_too(house: House) -> None:
    await house.slack.open_home("mia")
    assert (await house.slack.click("mia", "invite.open", place="home")).ok
    assert (await house.slack.submit("mia", {"emails": "ivy@example.com"})).ok
    assert "1 person asked for" in shown(house, "mia")
    assert "ivy@example.com" in str(house.slack.home("mia"))
    await house.slack.close("mia")
    assert (await house.slack.shortcut("mia")).ok
    view = house.slack.view("mia")
    assert view
    assert view["submit"]["text"] == "Request"


@pytest.mark.parametrize("action", [APPROVE, REFUSE])
async def test_admins_decide_in_home_as_well(house: House, action: str) -> None:
    asked = await asks(house)
    await house.slack.open_home("ada")
    assert (await house.slack.click("ada", "home.tab", "invitations", place="home")).ok
    assert (await house.slack.click("ada", action, asked, place="home")).ok
    if action == REFUSE:
        assert (await house.slack.submit("ada", {"reason": "No"})).ok
    home = str(house.slack.home("ada"))
    assert APPROVE not in home
    assert ("Waiting for an answer" if action == APPROVE else "Refused by an admin") in home


async def test_guests_neither_ask_nor_decide(house: House) -> None:
    await asks(house)
    await house.slack.command("gus", "/invite ivy@example.com")
    assert house.slack.view("gus") is None
    assert "Guests can't" in house.slack.messages("gus", place="general")[-1]["text"]
