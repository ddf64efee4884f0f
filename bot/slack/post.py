"""Send a message of the outbox to Slack: post it, or update the one that stands there."""

import asyncio
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackRequestError

from bot import error_words
from bot.error_words import Meaning
from bot.parts import Parts
from bot.slack import answers, api_errors, export_file, home, rate_limits
from bot.slack.answers import ODD, OddAnswer
from bot.slack.client import Client
from bot.slack.views import messages, room, rows
from commands.delivery.parcels.parcel import Parcel, Recipient
from commands.delivery.results import (
    Delivered,
    PermanentFailure,
    Result,
    TransientFailure,
    Withheld,
)
from storage.vocabulary import OutboxKind

log = structlog.get_logger(__name__)


class Post:
    """Posts as the bot; a direct message's channel is the person's Slack id.

    What the admins see may go to a channel. Where Slack refuses that, it goes to each of them
    (`commands.notifications.notices`).
    """

    def __init__(self, parts: Parts, client: Client) -> None:
        self._parts, self._client = parts, client

    async def send(self, parcel: Parcel) -> Result:
        """Post it, and tell a permanent failure from a transient one. Nothing is retried here."""
        to = parcel.recipient
        assert to is not None  # noqa: S101 - without anybody to tell it is dropped when taken
        try:
            async with asyncio.timeout(self._parts.settings.send_timeout):
                return await self._hand_over(parcel, to)
        except SlackApiError as error:
            return rate_limits.limited(error) or _judged(error, parcel)
        except SlackRequestError:
            # Its text has the file's address in it.
            return TransientFailure("Slack did not take the file")
        except OddAnswer:
            return TransientFailure(ODD)
        except TimeoutError:
            return TransientFailure("Slack did not answer in time")
        except aiohttp.ClientError as error:
            return TransientFailure(f"Slack can't be reached: {type(error).__name__}")

    async def _hand_over(self, parcel: Parcel, to: Recipient) -> Result:
        if parcel.kind == OutboxKind.HOME:
            await home.renew(self._parts, self._client, parcel.team, to.slack_user)
            return Delivered()
        if parcel.kind == OutboxKind.EXPORT:
            return await export_file.send(self._parts, self._client, parcel, to)
        words = self._parts.texts.words(to.locale)
        message = messages.draw(parcel, words, self._parts.clock())
        where = parcel.channel or to.slack_user
        try:
            return await self._put(parcel, where, message)
        except SlackApiError as error:
            code = api_errors.code(error)
            if code not in error_words.TOO_LONG:
                raise
        weight = room.weight(message["blocks"])
        log.error("slack.too_long", error=code, kind=parcel.kind, weight=weight)
        return await self._put(parcel, where, room.shorter(message, words))

    async def _put(self, parcel: Parcel, where: str, message: dict[str, Any]) -> Result:
        if parcel.replaces:
            channel, ts = parcel.replaces
            updating = self._client.chat_update(channel=channel, ts=ts, **message)
            await answers.read(updating, answers.Agreed)
            return Delivered()
        posting = self._client.chat_postMessage(
            channel=where, unfurl_links=False, unfurl_media=False, **message
        )
        posted = await answers.read(posting, answers.Posted)
        shown = rows.shown(message["blocks"]) if parcel.kind == OutboxKind.DIGEST else None
        return Delivered(posted.channel, posted.ts, shown)


def _judged(error: SlackApiError, parcel: Parcel) -> Result:
    said, wait = f"Slack: {api_errors.code(error)}", api_errors.wait(error)
    if parcel.kind == OutboxKind.HOME and wait is None:
        # A Home that is not drawn is no loss: it is when it is opened.
        return PermanentFailure(said)
    match api_errors.meaning(error):
        case Meaning.RIGHT if _otherwise_told(parcel):
            return PermanentFailure(said)
        case Meaning.APP | Meaning.RIGHT:
            return Withheld(said)
        case Meaning.WAIT:
            return TransientFailure(said, wait)
        case _:
            return PermanentFailure(said)


def _otherwise_told(parcel: Parcel) -> bool:
    """Who waits for a file reads why it does not come; what a channel does not take goes to the
    admins themselves.
    """
    new_in_channel = bool(parcel.channel) and parcel.replaces is None
    return parcel.kind == OutboxKind.EXPORT or new_in_channel
