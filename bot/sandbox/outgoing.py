"""The line to the bot: signs as Slack does, and waits no longer than Slack does."""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

log = logging.getLogger(__name__)
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Outcome:
    """What became of something a person did: Slack's word for what went wrong, or `""`."""

    error: str = ""
    body: Any = None
    status: int = 200
    problems: Sequence[str] = ()

    @property
    def ok(self) -> bool:
        return not self.error


class Line:
    """Posts to the bot's one address."""

    def __init__(self, bot_url: str, secret: str, limit: float, retries: Sequence[float]) -> None:
        self.bot_url = bot_url
        self._secret = secret.encode()
        self._limit = aiohttp.ClientTimeout(total=limit)
        self._retries = retries
        self.verified = True
        self._tasks: set[asyncio.Task[None]] = set()

    async def form(self, fields: Mapping[str, str]) -> Outcome:
        return await self._post(urlencode(fields), FORM)

    async def payload(self, payload: Mapping[str, Any]) -> Outcome:
        return await self.form({"payload": json.dumps(payload)})

    async def event(self, event: Mapping[str, Any]) -> Outcome:
        """Post an event; one that is not taken is posted again, as often as Slack does. Nothing is
        posted to an address that was not verified.
        """
        if not self.verified:
            return Outcome()
        body = json.dumps(event)
        outcome = await self._post(body, "application/json")
        if outcome.error:
            task = asyncio.create_task(self._again(body, outcome))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return outcome

    async def question(self, asked: Mapping[str, Any]) -> Outcome:
        """Post what is posted once."""
        return await self._post(json.dumps(asked), "application/json")

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _again(self, body: str, outcome: Outcome) -> None:
        for number, wait in enumerate(self._retries, 1):
            await asyncio.sleep(wait)
            reason = "http_timeout" if outcome.error == "operation_timeout" else "http_error"
            retry = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
            outcome = await self._post(body, "application/json", **retry)
            if outcome.ok:
                return

    async def _post(self, body: str, content_type: str, **more: str) -> Outcome:
        headers = {**self._signed(body), "Content-Type": content_type, **more}
        try:
            async with (
                aiohttp.ClientSession(timeout=self._limit) as session,
                session.post(self.bot_url, data=body.encode(), headers=headers) as answer,
            ):
                text = await answer.text()
        except TimeoutError:
            return Outcome("operation_timeout", status=0)
        except aiohttp.ClientError as error:
            log.warning("The bot can't be reached: %s", type(error).__name__)
            return Outcome("dispatch_failed", status=0)
        if answer.status != 200:  # noqa: PLR2004
            return Outcome("dispatch_failed", text, answer.status)
        return _read(text, answer.content_type)

    def _signed(self, body: str) -> dict[str, str]:
        """Sign with v0, by the real time: https://docs.slack.dev/authentication/verifying-requests-from-slack."""
        stamp = str(int(time.time()))
        digest = hmac.new(self._secret, f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }


def _read(text: str, content_type: str) -> Outcome:
    if not text or content_type != "application/json":
        return Outcome(body=text or None)
    try:
        return Outcome(body=json.loads(text) or None)
    except ValueError:
        return Outcome("dispatch_failed", text)
