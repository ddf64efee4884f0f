"""What an endpoint was told lately: looked at, tried, sent again."""

import asyncio

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack import ids, webhook_modals
from bot.slack.call import Call
from bot.slack.private import tell
from bot.slack.views import webhooks
from commands.webhooks import endpoints


def register(bolt: AsyncApp) -> None:
    bolt.action(ids.WEBHOOK_DELIVERIES)(look)
    bolt.action(ids.WEBHOOK_TEST)(try_it)
    bolt.action(ids.WEBHOOK_RESUME)(resume)
    bolt.action(ids.WEBHOOK_REPLAY)(replay)


async def look(ack: AsyncAck, call: Call) -> None:
    """From a message, or once more where they are shown."""
    await webhook_modals.show(
        call, await webhook_modals.deliveries(call, webhook_modals.known(call.action.text))
    )
    await ack()


async def try_it(ack: AsyncAck, call: Call) -> None:
    endpoint_id = webhook_modals.known(call.action.text)
    await call.run(endpoints.test, endpoint_id, call.now)
    await webhook_modals.show(
        call, await webhook_modals.deliveries(call, endpoint_id, tested(call))
    )
    await ack()


async def replay(ack: AsyncAck, call: Call) -> None:
    endpoint = await call.run(endpoints.replay, webhook_modals.number(call.action.text), call.now)
    said = call.words("It is on its way again. Look again in a moment.")
    await webhook_modals.show(call, await webhook_modals.deliveries(call, endpoint.id, said))
    await ack()


async def resume(ack: AsyncAck, call: Call) -> None:
    """From the message that says that it is paused, or from its deliveries."""
    endpoint = await call.run(endpoints.resume, webhook_modals.known(call.action.text), call.now)
    said = call.words("{address} is told again.", address=webhooks.place(endpoint))
    if not call.origin.in_modal:
        await tell(ack, call, said)
        return
    view = await webhook_modals.deliveries(call, endpoint.id, said)
    await asyncio.gather(
        webhook_modals.show(call, view), webhook_modals.renew(call, call.view.previous_view_id)
    )
    await ack()


def tested(call: Call) -> str:
    return call.words("A test is on its way. Look again in a moment.")
