"""The mail before it is sent, as the invitee will read it."""

from collections.abc import Callable
from datetime import datetime

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.i18n import Words
from bot.slack import ids
from bot.slack.call import Call
from bot.slack.private import open_view
from bot.slack.views import invite_modal, preview_modal
from commands.invitations.describe import Invitation
from commands.invitations.preview import preview

Compose = Callable[[Invitation, Words, datetime], tuple[str, str]]
"""Subject and text of an invitation's mail; slow, so that it runs in a thread."""


def register(bolt: AsyncApp, compose: Compose) -> None:
    """Listen for the button in the invite modal; what it shows lies above that."""

    async def show(ack: AsyncAck, call: Call) -> None:
        about = await call.read(preview, invite_modal.read(call.view), call.now)
        words = call.parts.texts.words(about.locale)
        subject, text = await call.make(compose, about, words, call.now)
        await open_view(call, preview_modal.draw(about, subject, text, call.words))
        await ack()

    bolt.action(ids.PREVIEW)(show)
