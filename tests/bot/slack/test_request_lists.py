"""One form that asks for several: who asks learns nothing, the admins decide on each or on all."""

from typing import Any

import pytest
from sqlalchemy import select

from commands.directory.identify import identify
from commands.invitations.unsubscribe import unsubscribe
from commands.workspace_settings import change
from storage.models import Invitation
from tests.bot.slack.delivery import deliver, later
from tests.bot.slack.house import House
from tests.bot.slack.invitations import lev_invites, send_action
from tests.bot.slack.messages import answer, said
from tests.bot.slack.modals import shown

APPROVE, REFUSE = "request.approve", "request.refuse"
ALL, NONE = "requests.approve_all", "requests.refuse_all"
THREE = ("ivy@example.com", "joe@example.com", "kim@example.com")


@pytest.fixture
async def house(house: House) -> House:
    """Mia reads English here, and Eve runs Slack too."""
    await house.slack.change("mia", locale="en-US")
    await house.slack.join("Eve Admin", "eve@northwind.example")
    await house.slack.change("eve", is_admin=True)
    await house.parts.run(identify, house.person("eve"), house.now)
    return house


async def asks(house: House, *emails: str, **more: Any) -> list[str]:
    """Mia asks; the ids of her requests, in the order typed. The result stays open."""
    await house.slack.command("mia", "/invite")
    outcome = await house.slack.submit("mia", {"emails": " ".join(emails), **more})
    assert outcome.ok, outcome
    assert house.slack.errors("mia") == {}
    await deliver(house)
    ids = {row.address: row.id for row in await of_mia(house)}
    return [ids[email] for email in emails]


async def of_mia(house: House) -> list[Invitation]:
    me = house.id("mia")
    query = select(Invitation).where(Invitation.inviter.has(slack_user=me))
    return await house.parts.read(lambda unit: list(unit.scalars(query)))


async def states(house: House) -> list[str]:
    return sorted(str(row.state) for row in await of_mia(house))


def asked(house: House, who: str) -> dict[str, Any]:
    """The one message with what Mia asks for, as it stands."""
    [message] = [each for each in house.slack.messages(who) if "asks to invite" in str(each)]
    return message


def newest(house: House, who: str) -> dict[str, Any]:
    return house.slack.messages(who)[-1]


async def test_the_result_says_the_same_of_each_and_the_admins_read_what_is_known(
    house: House,
) -> None:
    await lev_invites(house, "bob@example.com")
    silent = await lev_invites(house, "sam@example.com")
    await house.parts.run(unsubscribe, silent, house.now)
    known = ("ada@northwind.example", "bob@example.com", "sam@example.com", "new@example.com")
    await asks(house, *known)
    lines = shown(house, "mia").splitlines()
    first = lines.index("4 people asked for") + 1
    told = [f"{each}: asked for, an admin decides." for each in known]
    assert lines[first : first + len(known)] == told
    assert "already" not in shown(house, "mia")
    for admin in ("ada", "eve"):
        message = str(asked(house, admin)["blocks"])
        assert "already a member (Ada Admin)" in message
        assert "already invited by Lev Lead on 23 November 2026" in message
        assert "asked not to be mailed from here" in message
        assert message.count(f"'{APPROVE}'") == 1


async def test_one_that_is_known_is_no_error_under_the_field(house: House) -> None:
    await asks(house, "ada@northwind.example")
    assert "ada@northwind.example: asked for, an admin decides." in shown(house, "mia")
    message = str(asked(house, "ada")["blocks"])
    assert "Already a member (Ada Admin)" in message
    assert APPROVE not in message
    assert REFUSE in message


async def test_neither_command_nor_home_tells_her_more(house: House) -> None:
    await lev_invites(house, "bob@example.com")
    before = await said(house, "mia", "/invite revoke bob@example.com")
    assert before == await said(house, "mia", "/invite revoke nobody@example.com")
    await asks(house, "bob@example.com", "new@example.com")
    await house.slack.close("mia")
    await house.slack.command("mia", "/invite list")
    lines = answer(house, "mia").splitlines()[1:]
    assert {lines[0], lines[2]} == {"bob@example.com", "new@example.com"}
    assert lines[1] == lines[3], "below each address the same"
    await house.slack.open_home("mia")
    home = str(house.slack.home("mia"))
    assert home.count("Waits for an admin's approval") == 2
    assert "Lev" not in home
    taken_back = await said(house, "mia", "/invite revoke bob@example.com")
    assert taken_back == "The request for bob@example.com is taken back."
    assert sorted(each.state for each in await house.invited()) == ["pending", "requested"]


async def test_each_is_decided_in_the_message_and_all_copies_say_by_whom(house: House) -> None:
    ivy, joe, kim = await asks(house, *THREE, note="For <Design>")
    for admin in ("ada", "eve"):
        message = str(asked(house, admin)["blocks"])
        assert f"<@{house.id('mia')}> asks to invite 3 people to Northwind." in message
        assert message.count("Note: For <Design>") == 1
    assert (await house.slack.click("ada", APPROVE, ivy)).ok
    assert (await house.slack.click("eve", REFUSE, joe)).ok
    assert (await house.slack.submit("eve", {"reason": "No"})).ok
    await deliver(house)
    for admin in ("ada", "eve"):
        message = str(asked(house, admin)["blocks"])
        assert "✓ ivy@example.com · Approved by Ada Admin" in message
        assert "✓ joe@example.com · Refused by Eve Admin" in message
        assert kim in message
        assert ALL not in message, "of one that waits there is no all"
    assert await states(house) == ["pending", "refused", "requested"]


async def test_all_are_approved_by_one_press(house: House) -> None:
    await asks(house, *THREE)
    assert (await house.slack.click("ada", ALL)).ok
    assert await states(house) == ["pending"] * 3
    await deliver(house)
    for admin in ("ada", "eve"):
        message = str(asked(house, admin)["blocks"])
        assert message.count("Approved by Ada Admin") == 3
        assert "request." not in message
        assert not newest(house, admin)["ephemeral"]
    told = newest(house, "mia")
    assert told["text"] == (
        "👍 Ada Admin approved 3 requests of yours: they are invited to Northwind."
    )
    assert all(address in str(told["blocks"]) for address in THREE)


async def test_as_far_as_the_days_limit_goes_and_a_sentence_says_so(house: House) -> None:
    await asks(house, *THREE)
    limit = {"workspace_daily": "2"}
    await house.parts.run(change, house.person("ada"), limit, house.parts.limits, house.now)
    assert (await house.slack.click("ada", ALL)).ok
    late = newest(house, "ada")
    assert late["ephemeral"]
    assert late["text"] == (
        "2 people are invited. 1 request still waits. This workspace may invite 2 people a day. "
        "You can invite all of these from 24 November 2026, 10:30 (Berlin, UTC+01:00) on."
    )
    assert await states(house) == ["pending", "pending", "requested"]


async def test_what_can_not_be_approved_waits_and_a_sentence_says_where_to_read_why(
    house: House,
) -> None:
    await asks(house, "ada@northwind.example", "ivy@example.com")
    assert (await house.slack.click("ada", ALL)).ok
    assert newest(house, "ada")["text"] == (
        "1 person is invited. 1 request still waits. The reason stands beside each, "
        "or appears when you press Approve there."
    )


async def test_all_are_refused_with_one_reason(house: House) -> None:
    await asks(house, *THREE)
    assert (await house.slack.click("eve", NONE)).ok
    assert "Refuse all 3 requests?" in shown(house, "eve")
    assert (await house.slack.submit("eve", {"reason": "We know *them*"})).ok
    assert house.slack.view("eve") is None
    assert await states(house) == ["refused"] * 3
    await deliver(house)
    assert str(asked(house, "ada")["blocks"]).count("Refused by Eve Admin") == 3
    told = str(newest(house, "mia"))
    assert "Eve Admin refused 3 requests of yours to invite people." in told
    assert told.count("The reason: We know *them*") == 1


async def test_who_comes_late_hears_who_was_quicker(house: House) -> None:
    ivy, *_ = await asks(house, *THREE)
    await house.slack.click("ada", NONE)
    assert (await house.slack.click("eve", ALL)).ok
    # Ada's form is still open: what she typed comes too late.
    assert (await house.slack.submit("ada", {"reason": "No"})).ok
    assert "This request was approved already, by Eve Admin." in shown(house, "ada")
    await house.slack.close("ada")
    for action, value in ((ALL, ""), (NONE, ""), (APPROVE, ivy)):
        assert (await house.slack.click("ada", action, value or None)).ok
        late = newest(house, "ada")
        assert late["ephemeral"]
        assert late["text"] == "This request was approved already, by Eve Admin."
        assert house.slack.view("ada") is None


async def test_what_is_withdrawn_or_lapses_is_said_in_the_message(house: House) -> None:
    await asks(house, *THREE)
    await house.slack.close("mia")
    await said(house, "mia", "/invite revoke joe@example.com")
    await deliver(house)
    assert "✓ joe@example.com · Withdrawn by Mia Member" in str(asked(house, "eve"))
    await later(house, days=14)
    await later(house)
    message = str(asked(house, "ada")["blocks"])
    assert message.count("Lapsed: nobody decided in time") == 2
    assert "request" not in message.replace("requested", "")
    told = [each["text"] for each in house.slack.messages("mia")]
    assert "⌛ 2 requests of yours to invite people have lapsed: no admin decided in time." in told


async def test_a_lead_who_may_not_decide_is_told_whom_to_ask(house: House) -> None:
    ivy, *_ = await asks(house, *THREE)
    for action in (ALL, NONE, "requests.show"):
        body = {
            "type": "block_actions",
            "team": {"id": house.person("lev").team},
            "user": {"id": house.id("lev")},
            "trigger_id": "1.2.3",
            "actions": [{"action_id": action, "block_id": "b", "value": ivy}],
        }
        assert (await house.slack.line.payload(body)).status == 200
    assert await states(house) == ["requested"] * 3


async def test_a_mended_address_is_offered_in_all_copies(house: House) -> None:
    bob = await lev_invites(house, "bob@example.com")
    await asks(house, "bob@example.com", "ivy@example.com")
    assert str(asked(house, "eve")["blocks"]).count(f"'{APPROVE}'") == 1
    assert (await said(house, "lev", "/invite revoke bob@example.com")).endswith("is revoked.")
    await deliver(house)
    assert bob
    message = str(asked(house, "eve")["blocks"])
    assert "already invited" not in message
    assert message.count(f"'{APPROVE}'") == 2


async def test_what_a_message_has_no_room_for_home_shows(house: House) -> None:
    ivy, *_ = await asks(house, *THREE)
    press = {"action_id": "requests.show", "value": ivy}
    assert await send_action(house, "ada", press) == 200
    home = str(house.slack.home("ada"))
    assert home.count(f"'{APPROVE}'") == 3
    assert "Open Usher's Home: it shows all requests that wait for a decision now." in shown(
        house, "ada"
    )
    await house.slack.close("mia")
    assert await send_action(house, "mia", press) == 200
    assert f"<@{house.id('ada')}>" in shown(house, "mia"), "whom to ask"
    assert house.slack.home("mia") is None
