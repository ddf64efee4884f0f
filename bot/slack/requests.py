"""Requests: an admin approves or refuses; the outbox brings all copies up to date."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack import home, ids, row
from bot.slack.call import Call
from bot.slack.private import open_view, tell
from bot.slack.views import requests
from bot.slack.views.blocks import address, name
from commands import approve as decide

Json = dict[str, Any]


def register(bolt: AsyncApp) -> None:
    bolt.action(ids.APPROVE)(approve)
    bolt.action(ids.REFUSE)(ask_why)
    bolt.view(ids.REFUSAL)(refuse)


async def approve(ack: AsyncAck, action: Json, call: Call) -> None:
    """The message shows it; only what it can't show, a sentence says."""
    invitation_id = ids.known(action.get("value"))
    decided = await call.run(decide.approve, invitation_id, call.limits, call.now)
    if call.place.in_home:
        await home.refresh(call)
    if decided.gone:
        said = call.words(
            "{who} is invited, but without the workgroup {workgroup}: it was archived meanwhile.",
            who=address(decided.address),
            workgroup=name(decided.gone),
        )
        await tell(ack, call, said)
    else:
        await ack()


async def ask_why(ack: AsyncAck, action: Json, call: Call) -> None:
    """Who comes too late hears it now, and not after having typed a reason."""
    invitation_id = ids.known(action.get("value"))
    asked = await call.run(decide.look, invitation_id, call.now)
    metadata = row.metadata_of(call, invitation_id)
    await open_view(call, requests.modal(call.words, asked, metadata))
    await ack()


async def refuse(ack: AsyncAck, view: Mapping[str, Any], call: Call) -> None:
    """The modal closes; the message says who refused."""
    invitation_id, from_home = row.about_what(view)
    await call.run(decide.refuse, invitation_id, requests.reason(view), call.now)
    if from_home:
        await home.refresh(call)
    await ack()
