"""The door of Slack's Web API: judges a call as Slack does, before a method sees it."""

import asyncio
from collections import defaultdict, deque
from typing import Annotated, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox import questions
from bot.sandbox.desk import Desk
from bot.sandbox.methods import METHODS
from bot.sandbox.rates import Rate
from bot.sandbox.workspace import Json, SlackError

STRUCTURED = {
    "view": "invalid_json",
    "blocks": "invalid_blocks_format",
    "metadata": "invalid_metadata_format",
    "files": "invalid_arguments",
}
"""Arguments that may come as JSON text too, each with the word for a text that is none.

https://docs.slack.dev/reference/methods/chat.postMessage, files.completeUploadExternal
"""
LIMITED = 429


@dataclass
class Fault:
    """What a method does instead of answering: a status, a refusal, or a long silence before it.

    `says` is a body in place of Slack's JSON.
    """

    status: Annotated[int, Field(ge=200, le=599)] = 200
    error: str = "fatal_error"
    retry_after: Annotated[int, Field(ge=0, le=3600)] = 1
    hang: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] = 0
    times: Annotated[int, Field(ge=1, le=1000)] = 1
    says: str | None = None

    def response(self) -> Response:
        if self.says is not None:
            return Response(self.says, self.status, media_type="application/json")
        limited = self.status == LIMITED
        body = {"ok": False, "error": "ratelimited" if limited else self.error}
        headers = {"Retry-After": str(self.retry_after)} if limited else None
        return JSONResponse(body, self.status, headers)


class Call(NamedTuple):
    """One call, for tests to look at."""

    method: str
    args: Json
    answer: Json


class WebApi:
    """Answers `/api/{method}`: token, method, scope, arguments, in this order."""

    def __init__(self, desk: Desk, token: str) -> None:
        self.calls: deque[Call] = deque(maxlen=1000)
        self.faults: defaultdict[str, list[Fault]] = defaultdict(list)
        self.rates: dict[str, Rate] = {}
        self._desk, self._token = desk, token

    async def answer(self, request: Request) -> Response:
        method, args = request.path_params["method"], {}
        fault = self._too_many(method) or self._fault(method)
        if fault and not fault.hang:
            return fault.response()
        await asyncio.sleep(fault.hang if fault else 0)
        try:
            args = await _arguments(request)
            self._judge(method, request.headers.get("authorization", ""))
            answer = {"ok": True, **METHODS[method][1](self._desk, args)}
        except SlackError as error:
            answer = self._refusal(method, error)
        self.calls.append(Call(method, args, answer))
        return JSONResponse(answer, headers=self._about_scopes(method, answer))

    def _about_scopes(self, method: str, answer: Json) -> dict[str, str]:
        """What the app may, and what it takes; of a token that is not known Slack says neither."""
        if answer.get("error") in {"invalid_auth", "not_authed"}:
            return {}
        headers = {"X-OAuth-Scopes": self._granted}
        if takes := METHODS.get(method, ("",))[0]:
            headers["X-Accepted-OAuth-Scopes"] = takes
        return headers

    @property
    def _granted(self) -> str:
        return ",".join(self._desk.scopes)

    def _too_many(self, method: str) -> Fault | None:
        rate = self.rates.get(method)
        wait = rate.refuses() if rate else None
        return None if wait is None else Fault(status=LIMITED, retry_after=wait)

    def _fault(self, method: str) -> Fault | None:
        waiting = self.faults[method]
        if not waiting:
            return None
        waiting[0].times -= 1
        return waiting.pop(0) if waiting[0].times <= 0 else waiting[0]

    def _judge(self, method: str, authorization: str) -> None:
        if authorization != f"Bearer {self._token}":
            raise SlackError("invalid_auth" if authorization else "not_authed")
        if method not in METHODS:
            raise SlackError("unknown_method")
        self._desk.need_scope(METHODS[method][0])

    def _refusal(self, method: str, error: SlackError) -> Json:
        answer: Json = {"ok": False, "error": error.code}
        if error.code == "missing_scope":
            answer |= {"needed": error.needed or METHODS[method][0], "provided": self._granted}
        if error.each:
            answer["errors"] = error.each
        if error.messages and error.code == "invalid_blocks":
            answer["errors"] = error.messages
        if error.messages:
            answer["response_metadata"] = {"messages": [f"[ERROR] {m}" for m in error.messages]}
        return answer


async def _arguments(request: Request) -> Json:
    """Read the arguments of the query and the body; structured ones may come as JSON text."""
    is_json = request.headers.get("content-type", "").startswith("application/json")
    try:
        body = await questions.read(request) if is_json else await _form(request)
        args: Json = {**request.query_params, **body}
    except TypeError as error:
        raise SlackError("json_not_object") from error
    except ValueError as error:
        raise SlackError("invalid_json") from error
    args |= {key: _structured(args[key], word) for key, word in STRUCTURED.items() if key in args}
    if not isinstance(args.get("blocks") or [], list):
        raise SlackError(STRUCTURED["blocks"])
    return args


def _structured(given: object, word: str) -> object:
    try:
        return questions.as_json(given) if isinstance(given, str) else given
    except ValueError as error:
        raise SlackError(word) from error


async def _form(request: Request) -> Json:
    """A form's fields; files come at an address of their own."""
    try:
        fields = await request.form()
    except HTTPException:
        raise SlackError("invalid_form_data") from None
    return {name: value for name, value in fields.items() if isinstance(value, str)}
