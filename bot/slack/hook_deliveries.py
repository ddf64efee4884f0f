"""What an endpoint was told lately: looked at, tried, sent again."""

import asyncio
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack import hook_modals as modals
from bot.slack import ids
from bot.slack.call import Call
from bot.slack.private import tell
from bot.slack.views import hooks as views
from bot.slack.views.blocks import Json
from commands import webhooks


def register(bolt: AsyncApp) -> None:
    bolt.action(ids.WEBHOOK_DELIVERIES)(look)
    bolt.action(ids.WEBHOOK_TEST)(try_it)
    bolt.action(ids.WEBHOOK_RESUME)(resume)
    bolt.action(ids.WEBHOOK_REPLAY)(replay)


async def look(ack: AsyncAck, action: Json, call: Call) -> None:
    """From a message, or once more where they are shown."""
    await modals.show(call, await modals.deliveries(call, modals.known(action.get("value"))))
    await ack()


async def try_it(ack: AsyncAck, action: Json, call: Call) -> None:
    hook_id = modals.known(action.get("value"))
    await call.run(webhooks.test, hook_id, call.now)
    await modals.show(call, await modals.deliveries(call, hook_id, tested(call)))
    await ack()


async def replay(ack: AsyncAck, action: Json, call: Call) -> None:
    hook = await call.run(webhooks.replay, modals.number(action.get("value")), call.now)
    said = call.words("It is on its way again. Look again in a moment.")
    await modals.show(call, await modals.deliveries(call, hook.id, said))
    await ack()


async def resume(ack: AsyncAck, action: Json, body: Mapping[str, Any], call: Call) -> None:
    """From the message that says that it is paused, or from its deliveries."""
    hook = await call.run(webhooks.resume, modals.known(action.get("value")), call.now)
    said = call.words("{address} is told again.", address=views.place(hook))
    if not call.place.in_modal:
        await tell(ack, call, said)
        return
    view = await modals.deliveries(call, hook.id, said)
    await asyncio.gather(modals.show(call, view), modals.renew(call, modals.below(body)))
    await ack()


def tested(call: Call) -> str:
    return call.words("A test is on its way. Look again in a moment.")
