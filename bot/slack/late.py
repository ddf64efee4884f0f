"""Answers that come too late for Slack: one goes in time that says so, the other afterwards."""

import asyncio
import json
import logging
from collections.abc import Coroutine
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.logs import bounded
from bot.slack import private
from bot.slack.call import WAITING, Call
from bot.slack.private import SlackUnanswered, agreed
from bot.slack.views import notice
from bot.slack.views.blocks import Json, esc
from bot.slack.waiting import Waiting

log = logging.getLogger(__name__)

GRACE = 4.0
"""Seconds that what is under way gets when the process ends."""
SETTLED = 0.5
"""Seconds after which Slack has put the answer to a submit in the form's place."""

Answering = Coroutine[Any, Any, BoltResponse]


class LateAnswers:
    """Those that are under way. Close it before the session that they need."""

    def __init__(self) -> None:
        self._under_way: dict[asyncio.Task[None], Call] = {}

    async def in_time(self, answering: Answering, context: AsyncBoltContext) -> BoltResponse:
        """The answer; where its COMMIT takes longer, one that says so. Raises what Bolt does."""
        waiting: Waiting = context[WAITING]
        working = asyncio.create_task(answering)
        both: list[asyncio.Future[Any]] = [working, waiting.turning()]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        call: Call = context["call"]
        after = asyncio.create_task(_tell_outcome(call, working))
        self._under_way[after] = call
        after.add_done_callback(self._under_way.pop)
        return await _say_that_it_takes_longer(call)

    async def close(self) -> None:
        """Let what is under way end; of what does not, people are told that nobody knows."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=GRACE)
        left = dict(self._under_way)
        for after in left:
            after.cancel()
        told = (private.afterwards(call, private.unknown(call.words)) for call in left.values())
        await asyncio.gather(*told, return_exceptions=True)


async def _say_that_it_takes_longer(call: Call) -> BoltResponse:
    if bounded.admits("late", call.origin.kind):
        log.warning("a COMMIT takes longer than somebody at Slack can wait (%s)", call.origin.kind)
    words, ack = call.words, AsyncAck()  # type: ignore[no-untyped-call]
    said = words("This is taking longer than usual. Usher will send you a message with the result.")
    if call.origin.kind == "view_submission" or call.origin.response_url:
        said = words("This is taking longer than usual. The result will appear here.")
    await private.tell(ack, call, said)
    return ack.response or BoltResponse(status=200)


async def _tell_outcome(call: Call, working: asyncio.Task[BoltResponse]) -> None:
    """What would have been the answer."""
    try:
        answer = (await working).body
        body: Json = json.loads(answer) if answer else {}
        if call.origin.kind == "view_submission":
            await asyncio.sleep(SETTLED)
            await _show(call, _view(call, body))
        elif "text" in body:
            await private.afterwards(call, body["text"], body.get("blocks") or ())
        elif not call.waiting.told:
            await private.afterwards(call, private.done(call.words))
    except Exception:
        log.exception("nobody was told what became of a late %s", call.origin.kind)


def _view(call: Call, body: Json) -> Json:
    """The one that would have taken the form's place; without one the form would have closed."""
    if errors := body.get("errors"):
        return notice.modal(call.words, esc("\n".join(errors.values())))
    return body.get("view") or notice.modal(call.words, private.done(call.words))


async def _show(call: Call, view: Json) -> None:
    """Where it said that it takes longer; in a message where that was closed."""
    try:
        await agreed(call, call.client.views_update(view_id=call.view.id, view=view))
    except SlackUnanswered:
        await private.instead(call, view)
