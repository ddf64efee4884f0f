"""Send a message of the outbox to Slack: post it, or update the one that stands there."""

import asyncio
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.parts import Parts
from bot.slack import answers, api_errors, export_file, home
from bot.slack.answers import ODD, OddAnswer
from bot.slack.client import Client
from bot.slack.views import messages, no_file
from commands.delivery.parcels.parcel import Parcel, Recipient
from commands.delivery.results import Delivered, PermanentFailure, Result, TransientFailure
from storage.vocabulary import OutboxKind

# https://docs.slack.dev/reference/methods/chat.postMessage#errors and …/chat.update#errors
FOR_GOOD = frozenset(
    {
        *no_file.FORBIDDEN,
        no_file.TOO_LARGE,
        no_file.FULL,
        "account_inactive",
        "as_user_not_supported",
        "cannot_dm_bot",
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "is_archived",
        "is_inactive",
        "message_not_found",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "not_in_channel",
        "restricted_action",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
OURS = frozenset({"invalid_arguments", "invalid_blocks", "invalid_blocks_format", "no_text"})
"""Refusals that are a fault of ours."""

OPERATORS = frozenset(
    {
        "access_denied",
        "app_uninstalled",
        "enterprise_is_restricted",
        "invalid_auth",
        "messages_tab_disabled",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
    }
)
"""What the operator can mend; until then it waits."""

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
            return _judged(error, parcel.kind)
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
        return await self._put(parcel, where, message)

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
        return Delivered(posted.channel, posted.ts)


def _judged(error: SlackApiError, kind: str) -> Result:
    code, told = api_errors.code(error), api_errors.told(error)
    if code in OPERATORS and kind != OutboxKind.HOME:
        log.error("slack.refuses_us", error=code, needed=told.get("needed"), kind=kind)
        return TransientFailure(f"Slack: {code}")
    if code in OURS:
        log.error("slack.refuses_this", error=code, kind=kind, said=told.get("response_metadata"))
    wait = api_errors.wait(error)
    # A Home that is not drawn is no loss: it is when it is opened.
    if code in FOR_GOOD or (kind == OutboxKind.HOME and wait is None):
        return PermanentFailure(f"Slack: {code}")
    return TransientFailure(f"Slack: {code}", wait)
