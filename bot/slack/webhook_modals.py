"""The modals of webhooks: what they are drawn from, and those below kept true."""

import asyncio
import logging

from bot.slack import home, ids
from bot.slack.call import Call
from bot.slack.private import UNSHOWN, agreed, open_view
from bot.slack.views import webhook_deliveries, webhooks
from bot.slack.views.blocks import Json
from commands.errors import NotFound
from commands.webhooks import endpoints
from commands.webhooks.endpoints import Endpoint

log = logging.getLogger(__name__)

LARGEST = 2**31 - 1
"""The largest number that PostgreSQL has for a row of the outbox; it refuses to look for others."""


async def listed(call: Call) -> Json:
    found = await call.look(endpoints.list_all, call.now)
    return webhooks.listed(found, call.words, call.zone, home.kept(call))


async def one(call: Call, endpoint_id: str) -> Endpoint:
    endpoint, _ = await call.look(endpoints.deliveries, endpoint_id, 1, call.now)
    return endpoint


async def deliveries(call: Call, endpoint_id: str, said: str = "") -> Json:
    endpoint, told = await call.look(
        endpoints.deliveries, endpoint_id, webhook_deliveries.MOST, call.now
    )
    return webhook_deliveries.draw(
        endpoint, told, call.words, call.zone, home.kept(call, endpoint_id), said
    )


async def show(call: Call, view: Json) -> None:
    """In place of the modal that it was pressed in; from a message, in a new one."""
    if call.origin.in_modal:
        await put(call, call.view.id, view)
    else:
        await open_view(call, view)


async def put(call: Call, view_id: str | None, view: Json) -> None:
    await agreed(call, call.client.views_update(view_id=view_id, view=view))


async def renew(call: Call, list_id: str | None) -> None:
    """The list and the Home behind it are of before; it is done, whatever becomes of these.

    Both at once: whoever pressed waits for them.
    """
    behind = call.origin.metadata.from_home
    await asyncio.gather(
        *([_renew_list(call, list_id)] if list_id else []),
        *([home.refresh(call)] if behind else []),
    )


async def _renew_list(call: Call, list_id: str) -> None:
    try:
        await put(call, list_id, await listed(call))
    except UNSHOWN as error:
        log.warning("the list of webhooks could not be renewed: %s", type(error).__name__)


def about(call: Call) -> str:
    """The endpoint that is changed; empty for a new one. Raises NotFound for no id."""
    endpoint_id = call.origin.metadata.about
    return known(endpoint_id) if endpoint_id else ""


def known(value: str) -> str:
    """An endpoint's id. Raises NotFound for what can't be one."""
    try:
        return ids.known(value)
    except NotFound:
        raise NotFound("webhook") from None


def number(value: str) -> int:
    """A delivery's number. Raises NotFound for what can't be one."""
    text = value[:20]
    if not (text.isascii() and text.isdecimal() and int(text) <= LARGEST):
        raise NotFound("webhook")
    return int(text)
