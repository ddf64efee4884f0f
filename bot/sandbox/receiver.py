"""A system outside Slack that takes webhooks by Standard Webhooks, and shows what has arrived.

It knows nothing of who sends but the secret that it is told, as an HR system would.
"""

import base64
import hmac
import time
from binascii import Error
from collections.abc import Mapping
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox import questions
from bot.sandbox.workspace import Json, SlackError, Workspace

MOST = 100
FRESH = 300.0
TAKES = 204
ANSWERS = (TAKES, 500, 410)
SHOWN = ("webhook-id", "webhook-timestamp", "webhook-signature", "content-type", "user-agent")


class Receiver:
    """Takes what is posted to `/demo/hooks/NAME`; each name has a secret and an answer."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kept = workspace.store.shelf("receiver")
        self._deliveries = workspace.store.shelf("delivery")

    def tell(self, name: str, secret: str | None = None, answer: int | None = None) -> None:
        """Verify by this secret, or answer with this status from now on."""
        if answer is not None and answer not in ANSWERS:
            raise SlackError(f"can't answer {answer}")
        told = {"secret": secret and secret.strip(), "answer": answer}
        changed = {key: value for key, value in told.items() if value is not None}
        self._kept[name] = {"secret": "", "answer": TAKES, **self._kept.get(name, {}), **changed}

    async def take(self, request: Request) -> Response:
        name, body = request.path_params["name"], await request.body()
        if name not in self._kept:
            self.tell(name)
        verified = _verified(self._kept[name]["secret"], request.headers, body)
        status = self._kept[name]["answer"] if verified in {"", "no secret"} else 401
        self._keep(name, request, body, verified or "verified", status)
        return Response(status_code=status)

    async def show(self, request: Request) -> Response:
        found = self._deliveries.get(request.path_params["id"])
        return Response(status_code=404) if found is None else JSONResponse(found)

    def seen(self) -> Json:
        """What the page lists, the newest first."""
        names = ("id", "name", "type", "received", "verified", "status")
        rows = [{each: row[each] for each in names} for row in self._deliveries.values()]
        told = {
            name: {"answer": each["answer"], "secret": bool(each["secret"])}
            for name, each in self._kept.items()
        }
        return {"receivers": told, "deliveries": rows[::-1]}

    def _keep(self, name: str, request: Request, body: bytes, verified: str, status: int) -> None:
        text = body.decode("utf-8", "replace")
        delivery: Json = {
            "id": uuid4().hex,
            "name": name,
            "type": _type(text),
            "received": self._workspace.clock().timestamp(),
            "verified": verified,
            "status": status,
            "headers": [[each, request.headers.get(each, "")] for each in SHOWN],
            "body": text,
        }
        self._deliveries[str(delivery["id"])] = delivery
        names: list[str] = [*self._deliveries]
        for old in names[:-MOST]:
            del self._deliveries[old]


def _verified(secret: str, headers: Mapping[str, str], body: bytes) -> str:
    """Empty when it is genuine and fresh, else what is wrong."""
    if not secret:
        return "no secret"
    name, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    try:
        key, at = base64.b64decode(secret.removeprefix("whsec_")), questions.number(stamp)
    except (Error, ValueError):
        return "unreadable"
    mac = hmac.digest(key, f"{name}.{stamp}.".encode() + body, "sha256")
    ours = f"v1,{base64.b64encode(mac).decode()}".encode()
    said = headers.get("webhook-signature", "").encode().split()
    if not any(hmac.compare_digest(ours, each) for each in said):
        return "wrong signature"
    return "" if abs(time.time() - at) < FRESH else "too old"


def _type(text: str) -> str:
    try:
        return str(questions.as_json(text)["type"])
    except (ValueError, LookupError, TypeError):
        return "?"
