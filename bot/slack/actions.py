"""What can be done to an invitation where it is shown: in messages, modals and Home."""

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot import wording
from bot.slack import home, ids, invitation_modals
from bot.slack.call import Call
from bot.slack.private import open_view, tell
from bot.slack.views import rows
from bot.slack.views.blocks import address, esc
from commands.errors import NotFound
from commands.invitations.extend import extend
from commands.invitations.resend import resend
from commands.invitations.revoke import revoke
from commands.invitations.snooze import snooze


def register(bolt: AsyncApp) -> None:
    """Listen for the buttons, and for the menu that has the same in it, and more."""
    for action_id in BUTTONS:
        bolt.action(action_id)(press)
    bolt.action(ids.MENU)(choose)
    invitation_modals.register(bolt)


async def press(ack: AsyncAck, call: Call) -> None:
    """A button: its value is the invitation's id."""
    await _act(ack, call, BUTTONS[call.action.action_id], call.action.text)


async def choose(ack: AsyncAck, call: Call) -> None:
    """A menu: the chosen option's value is `ACTION:ID`. Without a choice there is nothing to do."""
    option = call.action.selected_option
    if option is None:
        await ack()
        return
    verb, _, public_id = option.value.partition(":")
    if verb in invitation_modals.MODALS:
        metadata = home.kept(call, ids.known(public_id))
        await open_view(call, await invitation_modals.MODALS[verb](call, public_id, metadata))
        await ack()
    elif verb in VERBS:
        await _act(ack, call, VERBS[verb], public_id)
    else:
        raise NotFound


async def _act(ack: AsyncAck, call: Call, do: "Verb", public_id: str) -> None:
    """Do it, and show it: Home and the lists change, elsewhere a sentence says that it is done."""
    said = await do(call, ids.known(public_id))
    if call.origin.in_home and await home.refresh(call):
        await ack()
    elif (call.action.block_id or "").startswith(f"{rows.LISTED}."):
        # The outbox brings everybody's copy of this list up to date.
        await ack()
    else:
        await tell(ack, call, said)


async def _resend(call: Call, public_id: str) -> str:
    outcome = await call.run(resend, public_id, call.limits, call.now)
    return esc(wording.resent(outcome, call.words, call.zone))


async def _extend(call: Call, public_id: str) -> str:
    extended = await call.run(extend, public_id, call.now)
    return call.words("{who} has more time now.", who=address(extended.address))


async def _revoke(call: Call, public_id: str) -> str:
    revoked = await call.run(revoke, public_id, call.now)
    return call.words("The invitation of {who} is revoked.", who=address(revoked))


async def _snooze(call: Call, public_id: str) -> str:
    shown, until = await call.run(snooze, public_id, call.now)
    return call.words(
        "No reminders about {who} until {until}.",
        who=address(shown),
        until=call.words.day(until, call.zone),
    )


Verb = Callable[[Call, str], Awaitable[str]]
VERBS: dict[str, Verb] = {"resend": _resend, "extend": _extend, "snooze": _snooze}
BUTTONS: dict[str, Verb] = {
    ids.RESEND: _resend,
    ids.EXTEND: _extend,
    ids.REVOKE: _revoke,
    ids.SNOOZE: _snooze,
}
