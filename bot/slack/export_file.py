"""A file of the invitations that somebody may see, into their direct messages."""

import io
from datetime import datetime
from typing import Any

from bot.i18n import Words
from bot.parts import Parts
from bot.slack import answers
from bot.slack.client import Client
from bot.wording import sheet
from commands import export
from commands.delivery.parcels.parcel import Parcel, Recipient
from commands.delivery.results import Delivered


async def send(parts: Parts, client: Client, parcel: Parcel, to: Recipient) -> Delivered:
    """Make it as of now, and upload it. Raises what slack_sdk and aiohttp raise."""
    now = parts.clock()
    data, rows = await parts.read(_made, parcel.team, to.slack_user, now)
    words = parts.texts.words(to.locale)
    # Slack shares files to channels only, and these direct messages are one.
    opened = await answers.read(client.conversations_open(users=to.slack_user), answers.Opened)
    uploading = client.files_upload_v2(
        content=data,
        filename=f"invitations-{now:%Y-%m-%d}.csv",
        title=words("Invitations"),
        channel=opened.channel.id,
        initial_comment=_comment(rows, words, now, parcel.zone),
    )
    await answers.read(uploading, answers.Agreed)
    return Delivered()


def _made(unit: Any, team: str, slack_user: str, now: datetime) -> tuple[bytes, int]:
    out = io.StringIO(newline="")
    columns = export.TABLES["invitations"].columns
    count = sheet.write(out, columns, export.seen_by(unit, team, slack_user, now))
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    return out.getvalue().encode("utf-8-sig"), count


def _comment(rows: int, words: Words, now: datetime, zone: str) -> str:
    return words.many(
        "{n} invitation, as of {moment}.",
        "{n} invitations, as of {moment}.",
        rows,
        moment=words.moment(now, zone),
    )
