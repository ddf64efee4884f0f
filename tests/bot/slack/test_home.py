"""App Home, over HTTP: everybody's own invitations."""

from typing import Any

import pytest

from storage import members
from tests.bot.slack.house import House


async def home(house: House, who: str) -> dict[str, Any]:
    assert (await house.slack.open_home(who)).ok
    shown = house.slack.home(who)
    assert shown
    return shown


def buttons(view: dict[str, Any]) -> list[str]:
    rows = [block for block in view["blocks"] if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row["elements"]]


async def test_a_lead_can_invite_and_make_workgroups_from_home(house: House) -> None:
    view = await home(house, "lev")
    assert buttons(view) == ["invite.open", "workgroup.create"]
    assert "Nobody yet" in str(view)


async def test_a_member_reads_whom_to_ask_in_their_language(house: House) -> None:
    view = await home(house, "mia")
    words = house.parts.texts.words("ru")
    assert buttons(view) == ["invite.open"]
    assert words("You can ask for colleagues to be invited: an admin decides.") in str(view)
    assert f"<@{house.id('ada')}>" in str(view)


async def test_each_sees_their_own_invitations_and_nobody_elses(house: House) -> None:
    await house.slack.command("lev", "/invite ivy@example.com")
    await house.slack.submit("lev")
    mine, others = await home(house, "lev"), await home(house, "ada")
    assert "ivy@example.com" in str(mine)
    assert "Waiting for an answer · invited today · the mail is on its way" in str(mine)
    assert "ivy" not in str(others)


async def test_the_row_of_an_invitation_can_be_acted_on(house: House) -> None:
    await house.slack.command("lev", "/invite ivy@example.com")
    await house.slack.submit("lev")
    await house.slack.close("lev")
    await home(house, "lev")
    [ivy] = await house.invited()
    assert (await house.slack.click("lev", "invitation.menu", f"snooze:{ivy.id}", place="home")).ok
    after = house.slack.home("lev")
    assert after
    assert "no reminders until 30 November 2026" in str(after), "Home shows it at once"


async def test_the_other_tabs_of_the_app_are_not_home(house: House) -> None:
    event = {"type": "app_home_opened", "user": house.id("lev"), "tab": "messages"}
    body = {"type": "event_callback", "team_id": house.person("lev").team, "event": event}
    assert (await house.slack.line.event(body)).ok
    assert house.slack.home("lev") is None


@pytest.mark.parametrize("fault", [{"status": 503}, {"hang": 0.3}])
async def test_slack_that_does_not_take_home_is_acked_and_not_asked_again(
    house: House, fault: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.private.PATIENCE", 0.05)
    house.slack.fail("views.publish", **fault)
    assert (await house.slack.open_home("lev")).ok


async def test_who_opens_home_becomes_a_member(house: House) -> None:
    await home(house, "mia")

    def look(unit: Any) -> list[str | None]:
        return [member.slack_user for member in members.every(unit, None)]

    assert house.id("mia") in await house.parts.read(look)
