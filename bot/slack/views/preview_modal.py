"""A mail as it will be, above the modal that it belongs to."""

from bot.i18n import NAMES, Words
from bot.slack import ids
from bot.slack.views import blocks as b
from bot.slack.views.blocks import Json
from bot.slack.views.paragraphs import paragraphs
from commands.overview import Invitation


def draw(about: Invitation, subject: str, text: str, words: Words) -> Json:
    """Subject and text are in the invitee's language, the rest in the reader's."""
    said = words(
        "This is what {address} will read ({language}). The links in it are examples.",
        address=b.line(about.address, 320),
        language=NAMES[about.locale],
    )
    return b.modal(
        ids.PREVIEW_MODAL,
        words("Preview"),
        [
            b.context(b.plain(said)),
            b.section(b.plain(words("Subject: {subject}", subject=b.line(subject, 500)))),
            b.divider(),
            *paragraphs(text.splitlines()),
        ],
        close=words("Close"),
    )
