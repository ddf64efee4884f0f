"""What somebody reads whose file Slack did not take."""

from datetime import datetime

from bot.i18n import Words
from bot.slack.views import blocks
from bot.slack.views.blocks import Json
from commands.delivery.parcels.parcel import Parcel
from storage.audit_details import ServerSaid

# https://docs.slack.dev/reference/methods/files.getUploadURLExternal#errors
FORBIDDEN = frozenset(
    {
        "file_type_not_allowed",
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
    }
)
TOO_LARGE, FULL = "file_upload_size_restricted", "storage_limit_reached"


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
    if code in FORBIDDEN:
        return words(
            "This Slack workspace doesn't allow such files to be uploaded. Please ask who runs it "
            "to allow CSV files."
        )
    if code == TOO_LARGE:
        return words("The file is larger than this Slack workspace allows.")
    if code == FULL:
        return words("This Slack workspace has no room for files left.")
    return words("Slack said: {said}", said=code or "–")
