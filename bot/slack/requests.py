"""Requests: an admin approves or refuses; the outbox brings all copies up to date."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack import home, ids
from bot.slack.call import Call
from bot.slack.private import open_view, tell
from bot.slack.views import request_lists, requests
from bot.slack.views.blocks import address, esc, name
from bot.slack.views.spot import Spot
from commands.invitations import approve, decide_all


def register(bolt: AsyncApp) -> None:
    bolt.action(ids.APPROVE)(press_approve)
    bolt.action(ids.REFUSE)(ask_why)
    bolt.view(ids.REFUSAL)(submit_refusal)
    bolt.action(ids.APPROVE_ALL)(approve_all)
    bolt.action(ids.REFUSE_ALL)(ask_why_all)
    bolt.view(ids.REFUSAL_ALL)(submit_refusal_all)
    bolt.action(ids.REQUESTS_SHOW)(show)


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
    asked = await call.look(approve.look, invitation_id, call.now)
    await open_view(call, requests.modal(call.words, asked, home.kept(call, invitation_id)))
    await ack()


async def submit_refusal(ack: AsyncAck, call: Call) -> None:
    """The modal closes; the message says who refused."""
    invitation_id = ids.known(call.origin.metadata.about)
    await call.run(approve.refuse, invitation_id, requests.reason(call.view), call.now)
    if call.origin.metadata.from_home:
        await home.refresh(call)
    await ack()


async def approve_all(ack: AsyncAck, call: Call) -> None:
    """The message shows it; a sentence says what keeps those back that still wait."""
    invitation_id = ids.known(call.action.text)
    done = await call.run(decide_all.approve_all, invitation_id, call.limits, call.now)
    if done.left:
        await tell(ack, call, esc(request_lists.kept_back(done, call.words, call.zone)))
    else:
        await ack()


async def ask_why_all(ack: AsyncAck, call: Call) -> None:
    invitation_id = ids.known(call.action.text)
    waiting = await call.look(decide_all.look_all, invitation_id, call.now)
    modal = request_lists.modal(call.words, waiting, home.kept(call, invitation_id))
    await open_view(call, modal)
    await ack()


async def submit_refusal_all(ack: AsyncAck, call: Call) -> None:
    invitation_id = ids.known(call.origin.metadata.about)
    reason = requests.reason(call.view)
    await call.run(decide_all.refuse_all, invitation_id, reason, call.now)
    await ack()


async def show(ack: AsyncAck, call: Call) -> None:
    """Nothing opens a Home from a message, so that a sentence says that it is ready there."""
    await call.look(decide_all.look_all, ids.known(call.action.text), call.now)
    await home.publish(call, Spot("invitations", "requested"))
    await tell(
        ack,
        call,
        call.words("Open Usher's Home: it shows all requests that wait for a decision now."),
    )
