"""What somebody reads whose file Slack did not take."""

from datetime import datetime

from bot import error_words, wording
from bot.error_words import Cause
from bot.i18n import Words
from bot.slack.views import blocks
from bot.slack.views.blocks import Json
from commands.delivery.parcels.parcel import Parcel
from storage.audit_details import ServerSaid


def draw(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """Why it did not come, and how to get it all the same."""
    said = words("The file with the invitations that you asked for could not be sent.")
    why = _why(parcel.told(ServerSaid).said, words)
    way = words(
        "When that is mended, ask for the file again. Whoever runs Usher can make one too, with "
        "“usher export invitations”."
    )
    return {
        "text": f"⚠️ {said}",
        "blocks": [
            blocks.section(f"⚠️ {said}"),
            blocks.section(blocks.plain(why)),
            blocks.context(blocks.plain(way)),
        ],
    }


def _why(said: str, words: Words) -> str:
    code = said.removeprefix("Slack: ")
    cause = error_words.cause(code)
    if cause is Cause.NO_FILES:
        return words(
            "This Slack workspace doesn't allow such files to be uploaded. Please ask who runs it "
            "to allow CSV files."
        )
    if cause is Cause.FILE_TOO_LARGE:
        return words("The file is larger than this Slack workspace allows.")
    if cause is Cause.NO_ROOM:
        return words("This Slack workspace has no room for files left.")
    if cause is Cause.NO_SCOPE:
        return words(
            "Usher may not upload files here. Please ask whoever installed it to install it again "
            "with files:write."
        )
    return words("Reason: {reason}", reason=wording.reason(code, words))
