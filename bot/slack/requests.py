"""Requests: an admin approves or refuses; the outbox brings all copies up to date."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack import home, ids
from bot.slack.call import Call
from bot.slack.private import open_view, tell
from bot.slack.views import requests
from bot.slack.views.blocks import address, name
from commands.invitations import approve


def register(bolt: AsyncApp) -> None:
    bolt.action(ids.APPROVE)(press_approve)
    bolt.action(ids.REFUSE)(ask_why)
    bolt.view(ids.REFUSAL)(submit_refusal)


async def press_approve(ack: AsyncAck, call: Call) -> None:
    """The message shows it; only what it can't show, a sentence says."""
    invitation_id = ids.known(call.action.text)
    decided = await call.run(approve.approve, invitation_id, call.limits, call.now)
    if call.origin.in_home:
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


async def ask_why(ack: AsyncAck, call: Call) -> None:
    """Who comes too late hears it now, and not after having typed a reason."""
    invitation_id = ids.known(call.action.text)
    asked = await call.run(approve.look, invitation_id, call.now)
    await open_view(call, requests.modal(call.words, asked, home.kept(call, invitation_id)))
    await ack()


async def submit_refusal(ack: AsyncAck, call: Call) -> None:
    """The modal closes; the message says who refused."""
    invitation_id = ids.known(call.origin.metadata.about)
    await call.run(approve.refuse, invitation_id, requests.reason(call.view), call.now)
    if call.origin.metadata.from_home:
        await home.refresh(call)
    await ack()
