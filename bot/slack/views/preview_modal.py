"""A mail as it will be, above the modal that it belongs to."""

from bot.i18n import NAMES, Words
from bot.slack import ids
from bot.slack.views import blocks
from bot.slack.views.blocks import Json
from bot.slack.views.paragraphs import paragraphs
from commands.invitations.describe import Invitation


def draw(about: Invitation, subject: str, text: str, words: Words) -> Json:
    """Subject and text are in the invitee's language, the rest in the reader's."""
    said = words(
        "This is what {address} will read ({language}). The links in it are examples.",
        address=blocks.line(about.address, 320),
        language=NAMES[about.locale],
    )
    return blocks.modal(
        ids.PREVIEW_MODAL,
        words("Preview"),
        [
            blocks.context(blocks.plain(said)),
            blocks.section(
                blocks.plain(words("Subject: {subject}", subject=blocks.line(subject, 500)))
            ),
            blocks.divider(),
            *paragraphs(text.splitlines()),
        ],
        close=words("Close"),
    )
