"""Bolt, put together: our own authorization, who is calling, the listeners, one error handler."""

import logging
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import bounded, exceptions
from bot.parts import Parts
from bot.slack import (
    actions,
    additions,
    channel_links,
    events,
    home,
    invite,
    members,
    preview,
    requests,
    webhooks,
    workgroups,
    workspace_settings,
)
from bot.slack.call import Call, identification
from bot.slack.client import Client
from bot.slack.gate import described
from bot.slack.people import People
from bot.slack.preview import Compose
from bot.slack.private import (
    SlackRefused,
    SlackUnanswered,
    apologize,
    refuse,
    tell,
    unable,
    unknown,
    unshown,
)
from commands.errors import (
    AlreadyDecided,
    Closed,
    NotAllowed,
    NotFound,
    OverLimit,
    UsherError,
)
from storage.errors import AWAY, CommitUnknown, why

log = logging.getLogger(__name__)
# Bolt's warnings repeat what people typed; what matters of them is logged by our error handler.
quiet = logging.getLogger("bot.slack.bolt")

OUTDATED = (AlreadyDecided, Closed, NotFound)
"""Refusals that come of looking at what has changed since."""


class OneToken(AsyncAuthorize):
    """One workspace, one token; nothing is asked of Slack."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,  # noqa: ARG002
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_actor: str | None,
    ) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, user_id=user_id, bot_token=self._token
        )


def make(
    parts: Parts,
    client: Client,
    people: People | None = None,
    compose: Compose | None = None,
) -> AsyncApp:
    """Bolt with every listener; `client` has the token and the process's one session.

    `compose` words the mail that an inviter may read before it is sent.
    """
    quiet.setLevel(logging.ERROR)
    bolt = AsyncApp(
        name="bot.slack.listeners",  # of the logger that Bolt makes and sets the level of
        logger=quiet,
        client=_without_token(client),
        authorize=OneToken(client.token or ""),
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        # The gate does what these would do.
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )
    people = people or People(parts.texts)
    bolt.use(identification(parts, client, people))
    capabilities = (
        invite,
        workgroups,
        channel_links,
        home,
        members,
        workspace_settings,
        webhooks,
        actions,
        requests,
        additions,
    )
    for capability in capabilities:
        capability.register(bolt)
    if compose:
        preview.register(bolt, compose)
    events.register(bolt, parts, people, client)
    bolt.error(on_error)
    return bolt


def _without_token(client: Client) -> AsyncWebClient:
    """For Bolt, which makes a copy for each request: nobody calls with it (`Call.client`)."""
    return AsyncWebClient(
        base_url=client.base_url,
        timeout=client.timeout,
        proxy=client.proxy,
        session=client.session,
        retry_handlers=[],
        logger=quiet,
    )


async def on_error(
    error: Exception, context: AsyncBoltContext, body: dict[str, Any], ack: AsyncAck
) -> BoltResponse:
    """Turn whatever was raised into a private sentence; Slack gets its 200."""
    call: Call | None = context.get("call")
    if isinstance(error, BoltUnhandledRequestError):
        bounded.ignored(described(body))
    elif call and isinstance(error, UsherError):
        _note(error, call, described(body))
        await refuse(ack, call, error)
        if isinstance(error, OUTDATED):
            await home.catch_up(call)
    elif call and isinstance(error, SlackUnanswered):
        said = isinstance(error, SlackRefused)
        if not said and bounded.admits("Slack did not take the answer", call.origin.kind):
            log.warning("Slack did not take the answer to %s: %s", described(body), error)
        await _say_that_nothing_is_shown(ack, call, error)
    elif call and isinstance(error, AWAY):
        if bounded.admits("database_away", type(error).__name__):
            log.warning("the database did not answer %s: %s", described(body), why(error))
        await _apologize(ack, call, error)
    else:
        if bounded.admits("failed", exceptions.origin(error)):
            log.error("failed at %s", described(body), exc_info=error)
        await _apologize(ack, call, error)
    return ack.response or BoltResponse(status=200)


def _note(error: UsherError, call: Call, what: str) -> None:
    """Who tried what they may not, or more of it than they may."""
    who = f"{call.person.team}/{call.person.user}"
    if isinstance(error, NotAllowed):
        bounded.refused(error.why, who, what)
    elif isinstance(error, OverLimit):
        bounded.refused("limit", who, what)


async def _say_that_nothing_is_shown(ack: AsyncAck, call: Call, error: SlackUnanswered) -> None:
    """Where the trigger was all there is, it is used up now, unless Slack refused at once."""
    refused_at_once = isinstance(error, SlackRefused) and not call.waiting.done
    if call.origin.kind == "command" or refused_at_once:
        await tell(ack, call, unshown(error, call.words))


async def _apologize(ack: AsyncAck, call: Call | None, error: Exception) -> None:
    """Say what is known: whether it was done, or nothing was changed."""
    if call is None:
        return
    words = call.words
    if call.waiting.done:
        said = words(
            "This is done, but Usher couldn't show the result. You will find it on Usher's Home."
        )
        await tell(ack, call, said)
    elif isinstance(error, CommitUnknown):
        await apologize(ack, call, unknown(words))
    elif isinstance(error, AWAY):
        await apologize(ack, call, unable(words))
    else:
        said = words("Something went wrong here, and nothing was changed. Please try again.")
        await apologize(ack, call, said)
