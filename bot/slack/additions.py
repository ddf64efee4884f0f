"""Additions: an admin approves or refuses; the outbox brings all copies up to date."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack import ids
from bot.slack.call import Call
from commands.workgroups import additions


def register(bolt: AsyncApp) -> None:
    bolt.action(ids.APPROVE_ADDITION)(approve)
    bolt.action(ids.REFUSE_ADDITION)(refuse)


async def approve(ack: AsyncAck, call: Call) -> None:
    await call.run(additions.approve, ids.known(call.action.text), call.now)
    await ack()


async def refuse(ack: AsyncAck, call: Call) -> None:
    await call.run(additions.refuse, ids.known(call.action.text), call.now)
    await ack()
