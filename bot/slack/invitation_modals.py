"""What is done to one invitation in a modal: revoked when asked, looked at, corrected."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot import wording
from bot.slack import home, ids
from bot.slack.call import Call
from bot.slack.private import UNSHOWN, agreed, open_view, tell
from bot.slack.views import invitation_modals
from bot.slack.views.blocks import Json, address, esc
from bot.slack.views.metadata import Metadata
from commands.errors import NotInvited
from commands.invitations import describe
from commands.invitations.correct import correct, correctable
from commands.invitations.revoke import revocable, revoke
from commands.invitations.share_link import share_link
from commands.invitations.unsuppress import unsuppress
from commands.outcomes import Invited, Requested

log = logging.getLogger(__name__)

MOST_TOLD = 30
"""Entries of a history, the newest."""


def register(bolt: AsyncApp) -> None:
    bolt.action(ids.CORRECT)(open_correction)
    bolt.action(ids.INVITATION_LINK)(show_link)
    bolt.action(ids.UNSUPPRESS)(allow_mails)
    bolt.view(ids.REVOKE_MODAL)(submit_revocation)
    bolt.view(ids.CORRECT_MODAL)(submit_correction)


async def ask_to_revoke(call: Call, public_id: str, metadata: Metadata) -> Json:
    about = await call.look(revocable, public_id, call.now)
    return invitation_modals.revoke(about, call.words, metadata)


async def show_more(call: Call, public_id: str, metadata: Metadata) -> Json:
    about, told = await call.look(describe.with_audit_trail, public_id, MOST_TOLD, call.now)
    return invitation_modals.more(about, told, call.words, call.zone, call.now, metadata)


MODALS: Mapping[str, Callable[[Call, str, Metadata], Awaitable[Json]]] = {
    "revoke": ask_to_revoke,
    "more": show_more,
}
"""Of a menu's options those that open a modal."""


async def submit_revocation(ack: AsyncAck, call: Call) -> None:
    """Where Home is behind the modal, it shows what was done; elsewhere a sentence says it."""
    public_id = ids.known(call.origin.metadata.about)
    revoked = await call.run(revoke, public_id, call.now)
    if call.origin.metadata.from_home:
        await home.refresh(call)
        await ack()
    else:
        said = call.words("The invitation of {who} is revoked.", who=address(revoked))
        await tell(ack, call, said)


async def show_link(ack: AsyncAck, call: Call) -> None:
    """The history keeps who saw it: who has the link can answer."""
    about = await call.run(share_link, ids.known(call.action.text), call.now)
    shown = call.parts.links.invitation(about.id)
    await open_view(call, invitation_modals.link(about, shown, call.words))
    await ack()


async def allow_mails(ack: AsyncAck, call: Call) -> None:
    """For admins; everybody else reads whom to ask."""
    lifted = await call.run(unsuppress, ids.known(call.action.text), call.now)
    said = call.words(
        "{who} can be mailed again, and so can every spelling of this mailbox. Resend it now.",
        who=address(lifted),
    )
    await tell(ack, call, said)


async def open_correction(ack: AsyncAck, call: Call) -> None:
    """From the notice of a mail that failed, or on top of what there is more of it."""
    public_id = ids.known(call.action.text)
    about = await call.look(correctable, public_id, call.now)
    await open_view(call, invitation_modals.correct(about, call.words, home.kept(call, public_id)))
    await ack()


async def submit_correction(ack: AsyncAck, call: Call) -> None:
    public_id, typed = ids.known(call.origin.metadata.about), call.view.state.text(ids.EMAILS)
    became = await call.run(correct, public_id, typed, call.limits, call.now)
    if not isinstance(became, Invited | Requested):
        raise NotInvited(became)  # only now, so that it is committed that they asked
    await _renew(call, public_id)
    if call.origin.metadata.from_home:
        await home.refresh(call)
    done = call.words("The old invitation is revoked.")
    await tell(ack, call, f"{esc(wording.outcome(became, call.words, call.zone))} {done}")


async def _renew(call: Call, public_id: str) -> None:
    """What lies under the modal is of before; it is done, whatever becomes of this."""
    view_id = call.view.previous_view_id
    if not view_id:
        return
    try:
        view = await show_more(call, public_id, Metadata(public_id))
        await agreed(call, call.client.views_update(view_id=view_id, view=view))
    except UNSHOWN as error:
        log.warning("the view below could not be renewed: %s", type(error).__name__)
