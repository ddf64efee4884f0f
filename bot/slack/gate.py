"""The one door for Slack's requests: size, signature, form, shape; then Bolt.

In this order, before a listener or Bolt sees anything: too large 413, not signed by Slack 401,
malformed 400. Whatever happens behind, Slack gets a 200: it would show a person nothing but an
error code, and repeat events.
"""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.logs import bounded, exceptions
from bot.parts import Parts
from bot.slack import ids, received
from bot.slack.call import RECEIVED, WAITING
from bot.slack.hearing import Hearing
from bot.slack.late import LateAnswers
from bot.slack.received import Challenge, Command, Malformed, Payload, Suggestion, ViewSubmission
from bot.slack.waiting import IN_TIME, Waiting

log = logging.getLogger(__name__)
Json = dict[str, Any]
Compute = Callable[..., Awaitable[Json]]

PATH = "/slack/events"
LARGEST = 1024 * 1024
STALE = 300
MOST_FIELDS = 100
LONG = 32 * 1024
"""Bytes; what is longer is parsed in a thread."""
FAILED = 400


class Refused(Exception):
    """It does not come in: `status` says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def route(
    parts: Parts,
    bolt: AsyncApp,
    late: LateAnswers | None = None,
    hearing: Hearing | None = None,
) -> Route:
    """`POST /slack/events`. Close `late` when no more requests come; `hearing` hears of events."""
    later = late or LateAnswers()
    secret = parts.settings.slack_signing_secret
    key = secret.get_secret_value().encode() if secret else b""

    async def events(request: Request) -> Response:
        waiting = waits()
        try:
            body = await judge(request, key, parts.compute)
        except Refused as refused:
            return PlainTextResponse(f"{refused}\n", refused.status)
        except ClientDisconnect:
            return Response(status_code=FAILED)
        return await answer(bolt, body, waiting, later, hearing)

    return Route(PATH, events, methods=["POST"])


async def judge(request: Request, key: bytes, compute: Compute) -> Json:
    """The request's body, from Slack and well-formed. Raises Refused."""
    raw = await read(request)
    age = signed_age(request, raw, key)
    if age is None:
        raise Refused(401, "not signed by Slack")
    if abs(age) > STALE:
        _tell_clock(age)
        raise Refused(401, "signed by Slack, but at another time than it is here")
    kind = request.headers.get("content-type", "")
    try:
        return await compute(parse, raw, kind) if len(raw) > LONG else parse(raw, kind)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "malformed") from error


async def read(request: Request) -> bytes:
    """All of it, but never more than the limit in memory, whatever its header says."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > LARGEST:
        raise Refused(413, "too large")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LARGEST:
            raise Refused(413, "too large")
    return bytes(raw)


def signed_age(request: Request, raw: bytes, key: bytes) -> int | None:
    """How many seconds ago Slack signed it, by the clock here; None where Slack did not.

    By https://docs.slack.dev/authentication/verifying-requests-from-slack. The real time counts
    here, not the one that the demo moves. Without a secret nothing is signed.
    """
    stamp = request.headers.get("x-slack-request-timestamp", "")
    given = request.headers.get("x-slack-signature", "").encode("latin-1")
    if not key or not stamp.isascii() or not stamp.isdecimal() or len(stamp) > len("9999999999"):
        return None
    signed = hmac.new(key, b"v0:%s:%s" % (stamp.encode(), raw), hashlib.sha256)
    if not hmac.compare_digest(b"v0=" + signed.hexdigest().encode(), given):
        return None
    return round(time.time() - int(stamp))


def _tell_clock(age: int) -> None:
    """A wrong clock refuses everybody, and a refusal alone says nothing of it."""
    behind = age < 0
    if bounded.admits("stale", "behind" if behind else "ahead"):
        log.warning(
            "refused what Slack signed: by this machine's clock it is %s; if there are many such "
            "lines the clock is %s, so set it (by NTP)",
            f"from {-age:,} seconds ahead" if behind else f"{age:,} seconds old",
            "behind" if behind else "ahead",
        )


def parse(raw: bytes, content_type: str) -> Json:
    """A command's fields, or the object that a payload or a JSON body holds, parsed once.

    Raises ValueError for what is neither.
    """
    text = raw.decode()
    if content_type.partition(";")[0].strip().lower() == "application/json":
        return _object(text)
    fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    if "payload" in fields:
        return _object(fields["payload"])
    if "command" in fields or fields.get("ssl_check") == "1":
        return fields
    raise Malformed("neither command nor payload")


def _object(text: str) -> Json:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise Malformed("no JSON object")
    # Only a form can be a command or Slack's check; Bolt would take whatever has the key for one.
    return {name: value for name, value in found.items() if name not in {"command", "ssl_check"}}


def waits() -> Waiting:
    """Somebody waits from now on."""
    return Waiting(asyncio.get_running_loop().time(), IN_TIME)


async def answer(
    bolt: AsyncApp,
    body: Json,
    waiting: Waiting,
    late: LateAnswers,
    hearing: Hearing | None = None,
) -> Response:
    """The answer to a judged body. The one catch-all: never an exception, never a 5xx."""
    payload = None
    try:
        if body.get("ssl_check") == "1":
            return Response()
        payload = received.read(body)
        if hearing:
            hearing.note(payload)
        if payload is None:
            bounded.ignored(described(body))
            return Response()
        if isinstance(payload, Challenge):
            return JSONResponse({"challenge": payload.challenge})
        return await _answer(bolt, payload, waiting, late)
    except Malformed:
        return PlainTextResponse("malformed\n", 400)
    except Exception as error:
        if bounded.admits("failed", exceptions.origin(error)):
            log.exception("could not answer %s", described(body))
        return apology(payload, waiting)


async def _answer(
    bolt: AsyncApp, payload: Payload, waiting: Waiting, late: LateAnswers
) -> Response:
    """Bolt finds the listener, and that reads the payload.

    This mode of Bolt's trusts its caller and checks nothing: only what was judged gets here.
    """
    context = {RECEIVED: payload, WAITING: waiting}
    request = AsyncBoltRequest(body=payload.routed, mode="socket_mode", context=context)
    answered = await late.in_time(bolt.async_dispatch(request), request.context)
    headers = {name: values[0] for name, values in answered.headers.items()}
    status = answered.status if answered.status < FAILED else 200
    left = BackgroundTask(waiting.answered) if waiting.turning().done() else None
    return Response(answered.body, status, headers, background=left)


def described(body: Json) -> str:
    """What kind of request it is, for the log: nothing that somebody typed."""
    kind = "command" if "command" in body else body.get("type")
    actions = body.get("actions")
    pressed = actions[0] if isinstance(actions, list) and actions else None
    inner = pressed or body.get("event") or body.get("view") or body
    inner = inner if isinstance(inner, dict) else {}
    name = inner.get("callback_id") or inner.get("action_id") or inner.get("type")
    said = [each[:100] for each in (kind, name) if isinstance(each, str)]
    return " ".join(dict.fromkeys(said))


def apology(payload: Payload | Challenge | None, waiting: Waiting) -> Response:
    """The last resort, without knowing who is there or which language they read."""
    said = "Something went wrong here, and nothing was changed. Please try again in a moment."
    if waiting.done:
        said = "This is done, but something went wrong after that. You will find it on Home."
    if isinstance(payload, Command):
        return JSONResponse({"response_type": "ephemeral", "text": said})
    if isinstance(payload, Suggestion):
        return JSONResponse({"options": []})
    if isinstance(payload, ViewSubmission) and payload.type == "view_submission":
        field = payload.view.first_field or ids.EMAILS
        return JSONResponse({"response_action": "errors", "errors": {field: said}})
    return Response()
