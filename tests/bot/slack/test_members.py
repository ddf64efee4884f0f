"""A role that is pressed somewhere else than in Home: it is given, and a sentence says so."""

from typing import Any

import pytest

from bot.sandbox.workspace import APP_DM
from tests.bot.slack.house import House
from tests.people import LEV

SENTENCES = {
    "admin": "Lev Lead is an admin now.",
    "lead": "Lev Lead is a lead now.",
    "member": "Lev Lead is a member now, and neither admin nor lead.",
}


async def lev_id(house: House) -> str:
    from storage import members  # noqa: PLC0415

    def look(unit: Any) -> str:
        return next(each.id for each in members.every(unit, None) if each.email == LEV.email)

    return await house.parts.read(look)


def menu(member_id: str) -> dict[str, Any]:
    """As Home has it, in a message."""
    options = [
        {"text": {"type": "plain_text", "text": role}, "value": f"{role}:{member_id}"}
        for role in SENTENCES
    ]
    accessory = {"type": "static_select", "action_id": "member.role", "options": options}
    text = {"type": "mrkdwn", "text": "Lev"}
    return {"text": "Lev", "blocks": [{"type": "section", "text": text, "accessory": accessory}]}


@pytest.mark.parametrize("role", SENTENCES)
async def test_it_is_answered_where_it_was_pressed(house: House, role: str) -> None:
    await house.slack.command("lev", "/invite list")
    workspace, lev = house.slack.workspace, await lev_id(house)
    workspace.post(workspace.channel("ada", APP_DM), menu(lev))
    assert (await house.slack.click("ada", "member.role", f"{role}:{lev}", place=APP_DM)).ok
    said = house.slack.messages("ada")[-1]
    assert said["ephemeral"]
    assert said["text"] == SENTENCES[role]
