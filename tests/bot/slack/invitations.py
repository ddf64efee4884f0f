"""Lev's invitations, and what becomes of them: from a menu of ours, or pressed by a tool."""

import json
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.sandbox.payloads import interaction
from bot.sandbox.triggers import Ticket
from commands.invitations.invite import InviteForm, invite
from commands.outcomes import Invited
from tests.bot.slack.delivery import later
from tests.bot.slack.door import signed
from tests.bot.slack.house import House

UNKNOWN = "01JDFPW2Q8T7M5X9K3C6B4N1ZZ"


async def lev_invites(house: House, address: str = "ivy@example.com") -> str:
    form = InviteForm(address)
    [made] = await house.parts.run(invite, house.person("lev"), form, house.parts.limits, house.now)
    assert isinstance(made, Invited)
    await later(house)
    return made.id


async def states(house: House) -> list[str]:
    return [about.state for about in await house.invited()]


async def send_action(house: House, who: str, action: dict[str, Any]) -> int:
    """Press what no view of ours shows, as somebody with a tool of their own might; the status."""
    person = house.slack.workspace.person(who)
    home = {"id": "V1", "type": "home", "blocks": [], "state": {"values": {}}}
    body = {
        **interaction("block_actions", person, container={"type": "view"}, view=home),
        "trigger_id": house.slack.triggers.issue(Ticket(person["id"])),
        "actions": [{"type": "button", "block_id": "b", "action_ts": "1.0", **action}],
    }
    raw = urlencode({"payload": json.dumps(body)}).encode()
    async with httpx.AsyncClient() as http:
        return (await http.post(house.url, content=raw, headers=signed(raw))).status_code


async def choose(house: House, who: str, verb: str, of: str, place: str = "app") -> None:
    outcome = await house.slack.click(who, "invitation.menu", f"{verb}:{of}", place=place)
    assert outcome.ok, outcome
