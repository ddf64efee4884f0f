"""Answers for the caller alone: ephemeral sentences and modals, within Slack's three seconds."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiohttp import ClientError
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot import error_words, wording
from bot.error_words import Meaning
from bot.i18n import Words
from bot.logs import bounded
from bot.settings.urls import SLACKS, slack
from bot.slack import answers, api_errors, ids
from bot.slack.call import Call
from bot.slack.views import invite_result, notice, room
from bot.slack.views.blocks import Json, esc, section
from bot.slack.views.help_text import whom
from commands.errors import NotAllowed, OverLimit, Rejected, UsherError
from storage.errors import AWAY

log = logging.getLogger(__name__)
T = TypeVar("T")
OK = 200

PATIENCE = 2.0
"""Seconds for `views.open`, `views.publish` and an answer by `response_url`."""
READ = frozenset({"section", "header", "context"})
"""Blocks in which nothing can be pressed or filled in."""
UNANSWERED = (TimeoutError, ClientError, SlackClientError)


class SlackUnanswered(Exception):
    """Slack did not do what the answer needs: not in time, or it can't be reached."""


class SlackRefused(SlackUnanswered):
    """It said no, and what is to be known of that stands in the log already (`refused`)."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


UNSHOWN: tuple[type[Exception], ...] = (SlackUnanswered, UsherError, *AWAY)
"""What keeps something from being shown that is done."""


async def within_patience(call: Call, asked: Awaitable[T]) -> T:
    """Await a call of Slack. Raises SlackRefused, or SlackUnanswered when it takes too long."""
    until = min(asyncio.get_running_loop().time() + PATIENCE, call.waiting.until)
    try:
        async with asyncio.timeout_at(until):
            return await asked
    except SlackApiError as error:
        raise SlackRefused(api_errors.code(error)) from error
    except UNANSWERED as error:
        raise SlackUnanswered(type(error).__name__) from error


async def agreed(call: Call, asked: Awaitable[Any]) -> None:
    """Await a call of Slack of whose answer nothing is read. Raises SlackUnanswered."""
    await within_patience(call, answers.read(asked, answers.Agreed))


async def open_view(call: Call, view: Json) -> None:
    """Open a modal, above the one that is open. Raises SlackUnanswered."""
    if call.waiting.is_late:
        await instead(call, view)
        return
    opening = call.client.views_push if call.origin.in_modal else call.client.views_open
    await agreed(call, opening(trigger_id=call.origin.trigger, view=view))


async def tell(ack: AsyncAck, call: Call, text: str) -> None:
    """Say `text` (mrkdwn) to this person alone, and ack. Where nothing can be shown, only ack."""
    match call.origin.kind:
        case "command":
            await ack(**_message(call, text), response_type="ephemeral")
        case "view_submission":
            await ack(response_action="update", view=notice.modal(call.words, text))
        case "block_suggestion":
            await ack(options=[])
        case _:
            await _reach(call, text)
            await ack()


async def _reach(call: Call, text: str) -> None:
    """Messages are answered by their `response_url`, the other places by a small modal."""
    try:
        if call.waiting.is_late:
            await afterwards(call, text)
        elif call.origin.response_url:
            await respond(call, text)
        elif call.origin.trigger:
            await open_view(call, notice.modal(call.words, text))
    except SlackRefused:
        return
    except SlackUnanswered as error:
        if bounded.admits("Slack took no private sentence", call.origin.kind):
            log.warning("Slack took no private sentence (%s): %s", call.origin.kind, error)


async def respond(call: Call, text: str, blocks: Sequence[Json] = ()) -> None:
    """Answer a click in a message, or a command. Raises SlackUnanswered."""
    if not _is_slacks(call.origin.response_url, call.client.base_url):
        raise SlackUnanswered("a response_url that is not Slack's")
    endpoint = AsyncWebhookClient(
        call.origin.response_url,
        proxy=call.client.proxy,
        session=call.client.session,
        retry_handlers=[],
    )
    said = {
        **_message(call, text, blocks),
        "response_type": "ephemeral",
        "replace_original": False,
    }
    answer = await within_patience(call, endpoint.send_dict(said))
    if answer.status_code != OK:
        raise SlackUnanswered(f"status {answer.status_code}")


async def afterwards(call: Call, text: str, blocks: Sequence[Json] = ()) -> None:
    """Say what became of it, after the answer that it takes longer: where that stands, else in a
    message from Usher. Raises SlackUnanswered.
    """
    call.waiting.told = True
    if call.origin.response_url:
        with suppress(SlackUnanswered):
            await respond(call, text, blocks)
            return
    message = _message(call, text, blocks)
    try:
        await _post(call, message)
    except SlackUnanswered as error:
        why = error.__cause__
        if not isinstance(why, SlackApiError) or api_errors.code(why) not in error_words.TOO_LONG:
            raise
        log.error("Slack found it too long: %s", room.weight(message["blocks"]))  # noqa: TRY400 - told
        await _post(call, room.shorter(message, call.words))


async def _post(call: Call, message: Json) -> None:
    posting = call.client.chat_postMessage(
        channel=call.person.user, unfurl_links=False, unfurl_media=False, **message
    )
    await agreed(call, posting)


def _message(call: Call, text: str, blocks: Sequence[Json] = ()) -> Json:
    """`text` is mrkdwn, and all of it where there are no blocks."""
    return room.fit({"text": text, "blocks": blocks or [section(text)]}, call.words)


async def instead(call: Call, view: Json) -> None:
    """A message in place of a modal that can't be shown any more; what stands in it only where it
    is the answer, and nothing to fill in. Raises SlackUnanswered.
    """
    if view["callback_id"] not in {ids.NOTICE, ids.INVITE_RESULT}:
        await afterwards(call, done(call.words))
        return
    read = [block for block in view["blocks"] if block["type"] in READ]
    if view["callback_id"] == ids.INVITE_RESULT:
        read = invite_result.in_message(read, call.words)
    await afterwards(call, done(call.words), read)


def _is_slacks(url: str, api: str) -> bool:
    """Slack's own host, or where its stand-in is: the bot posts to no other address. Behind a proxy
    of Slack's Web API either Slack may be.
    """
    try:
        asked, ours = urlsplit(url), urlsplit(api)
    except ValueError:
        return False
    if (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc):
        return True
    of = slack(api)
    hooks = {f"hooks.{each}" for each in ([of] if of else SLACKS)}
    return asked.scheme == "https" and asked.netloc in hooks


async def refuse(ack: AsyncAck, call: Call, error: UsherError) -> None:
    """Say why a command refused: under the field that caused it, or in a sentence."""
    if call.origin.kind == "view_submission" and isinstance(error, Rejected | OverLimit):
        said = wording.under_fields(error, call.words, call.zone)
        await ack(response_action="errors", errors=said)
    else:
        await tell(ack, call, refusal(error, call))


def refusal(error: UsherError, call: Call) -> str:
    """The refusal's words in mrkdwn, with whom to ask where that is known."""
    words = call.words
    said = esc(wording.refusal(error, words, call.zone))
    ask = error.ask if isinstance(error, NotAllowed) else ()
    return f"{said} {whom(ask, words)}".strip()


def unshown(error: SlackUnanswered, words: Words) -> str:
    """Why there is no form or Home, and what to do; that it was time is said only where it was."""
    word = error.word if isinstance(error, SlackRefused) else ""
    if isinstance(error.__cause__, TimeoutError) or word in error_words.TOO_LATE:
        return words("Slack didn't open the form in time. Please try once more.")
    if error_words.meaning(word) in {Meaning.APP, Meaning.RIGHT}:
        return words(
            "Slack doesn't let Usher show what you asked for. Please tell whoever runs Usher: the "
            "app may have to be installed anew."
        )
    return words(
        "Slack didn't show what you asked for. Please try again in a moment; if it stays like "
        "that, tell whoever runs Usher."
    )


async def apologize(ack: AsyncAck, call: Call, text: str) -> None:
    """After a failure of ours: what was typed into a modal stays there."""
    field = call.view.first_field
    if call.origin.kind == "view_submission" and field:
        await ack(response_action="errors", errors={field: text})
    else:
        await tell(ack, call, esc(text))


def unable(words: Words) -> str:
    """The database did not do it in time, or not at all."""
    return words(
        "Usher couldn't do this just now, and nothing was changed. Please try again in a moment."
    )


def unknown(words: Words) -> str:
    """The database broke off while it was doing it."""
    return words("Usher can't tell whether this was done. Please check before you try again.")


def done(words: Words) -> str:
    """After the answer that it takes longer, where there is nothing else to say."""
    return words("It took a while, but it is done now.")
