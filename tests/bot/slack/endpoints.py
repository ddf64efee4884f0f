"""Webhooks in Slack as a story needs them: added, looked up, pressed."""

from typing import Any

from sqlalchemy import select

from bot.sandbox.triggers import Ticket
from bot.slack.views.blocks import Json
from commands.webhooks import endpoints
from commands.webhooks.endpoints import Delivery, Endpoint
from storage.models import WebhookEndpoint
from tests.bot.slack.home_page import turn
from tests.bot.slack.house import House
from tests.bot.slack.views.languages import strings

URL = "https://hr.example.com/usher"
NOBODY = "01J0000000000000000000000X"
GONE = "There is no such webhook here."


async def hooks(house: House) -> tuple[Endpoint, ...]:
    found = await house.parts.run(endpoints.list_all, house.person("ada"), house.now)
    assert isinstance(found, tuple)
    return found


async def added(house: House, url: str = URL) -> Endpoint:
    sealed = house.parts.vault.seal("whsec_" + "A" * 43 + "=")
    made = await house.parts.run(endpoints.add, house.person("ada"), url, (), sealed, house.now)
    assert isinstance(made, Endpoint)
    return made


async def told(house: House, endpoint: Endpoint) -> tuple[Delivery, ...]:
    ada = house.person("ada")
    _, found = await house.parts.run(endpoints.deliveries, ada, endpoint.id, 50, house.now)
    assert isinstance(found, tuple)
    return found


async def sealed(house: House, endpoint: Endpoint) -> tuple[str, str | None]:
    """The secret that signs, and the one that does so beside it."""

    def look(unit: Any) -> tuple[str, str | None]:
        row = unit.scalar(select(WebhookEndpoint).where(WebhookEndpoint.id == endpoint.id))
        return row.secret, row.old_secret

    secret, old = await house.parts.read(look)
    return house.parts.vault.open(secret), house.parts.vault.open(old) if old else None


async def listed(house: House, who: str = "ada") -> Json:
    await turn(house, who, "settings")
    assert (await house.slack.click(who, "settings.edit", "webhooks", place="home")).ok
    return top(house, "webhooks", who)


def top(house: House, callback_id: str, who: str = "ada") -> Json:
    view = house.slack.view(who)
    assert view
    assert view["callback_id"] == callback_id, said(view)
    return view


def said(view: Json) -> str:
    return "\n".join(strings(view["blocks"])).replace("\u200c", "")


async def pick(house: House, verb: str, endpoint: Endpoint, who: str = "ada") -> None:
    outcome = await house.slack.click(who, "webhook.menu", f"{verb}:{endpoint.id}")
    assert outcome.ok, outcome


async def click(house: House, action: str, value: str | None = None) -> None:
    outcome = await house.slack.click("ada", action, value)
    assert outcome.ok, outcome


async def press(house: House, who: str, action: str, value: str, **more: Any) -> Json:
    """Something that was never offered, or is no longer; what is shown of it on top."""
    body = {
        "type": "block_actions",
        "team": {"id": house.person(who).team},
        "user": {"id": house.id(who)},
        "trigger_id": house.slack.triggers.issue(Ticket(house.id(who))),
        "view": house.slack.view(who) or {"type": "home"},
        "actions": [{"action_id": action, "value": value, **more}],
    }
    assert (await house.slack.line.payload(body)).ok
    return top(house, "notice", who)


async def submitted(house: House, who: str, view: Json) -> Json:
    body = {
        "type": "view_submission",
        "team": {"id": house.person(who).team},
        "user": {"id": house.id(who)},
        "view": view,
    }
    outcome = await house.slack.line.payload(body)
    assert isinstance(outcome.body, dict)
    return outcome.body
