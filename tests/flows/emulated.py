"""People of a workspace in a Slack that we did not write, who use Usher there.

What Slack sends when somebody does something, they send: https://docs.slack.dev/interactivity.
"""

import json
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.slack.manifest import OPTIONAL_SCOPES, SCOPES
from tests.bot.slack.door import FORM, JSON, signed
from tests.emulate import TEAM, WEBHOOK, Emulate, Json
from tests.patience import until

APP = {"app_id": "A0USHER", "bot_id": "B0USHER", "bot_user_id": "U0USHER"}
TOKEN = "xoxb-usher"
# To invite into a channel it wants the whole of what `channels:write.invites` is a part of:
# https://docs.slack.dev/reference/scopes/channels.write.invites
GRANTED = (*SCOPES, *OPTIONAL_SCOPES, "channels:manage")
ALONE = (
    "channels:history",
    "channels:manage",
    "channels:read",
    "files:read",
    "im:history",
    "im:write",
)
"""What people do there without Usher."""
CAST: dict[str, Json] = {
    "ada": {"real_name": "Ada Admin", "email": "ada@northwind.example", "is_admin": True},
    "mia": {"real_name": "Mia Member", "email": "mia@northwind.example"},
    "ivy": {"real_name": "Ivy Invited", "email": "ivy@example.com"},
}
GENERAL = "C000000001"


def seed() -> Json:
    """Northwind, where Usher is installed as its manifest says."""
    secrets = {"client_id": "1.2", "client_secret": "unused", "redirect_uris": []}
    bot = {"token": TOKEN, "type": "bot", "user_id": APP["bot_user_id"], "scopes": [*GRANTED]}
    theirs = [{"token": f"xoxp-{name}", "user": name, "scopes": [*ALONE]} for name in CAST]
    return {
        "strict_scopes": True,
        "team": {"name": "Northwind", "domain": "northwind"},
        "users": [{"name": name, **told} for name, told in CAST.items()],
        "oauth_apps": [{**APP, **secrets, "name": "Usher", "scopes": [*GRANTED]}],
        "tokens": [{**APP, **bot}, *theirs],
    }


@dataclass
class Somebody:
    """`top` is the modal that they see, `home` their Home, both as that Slack keeps them."""

    name: str
    id: str
    slack: Emulate
    usher: httpx.AsyncClient
    top: Json = field(default_factory=dict)
    home: Json = field(default_factory=dict)

    async def alone(self, method: str, **sent: Any) -> Json:
        """What they do in Slack without Usher."""
        return await self.slack.call(method, f"xoxp-{self.name}", **sent)

    async def command(self, text: str) -> Json:
        """`/invite …`, and the answer there and then."""
        who = {"team_id": TEAM, "user_id": self.id, "user_name": self.name}
        where = {"channel_id": GENERAL, "channel_name": "general", **self._answer_to()}
        typed = {"command": "/invite", "text": text}
        return await self._send({**who, **where, **typed, **await self._trigger()}, FORM)

    async def submit(self, **typed: Any) -> Json:
        """Press the modal's button; what is not typed stays as it was drawn. What Usher answers."""
        inputs = [block for block in self.top["blocks"] if block["type"] == "input"]
        names = [block["block_id"] for block in inputs]
        drawn = {name: _drawn(block["element"]) for name, block in zip(names, inputs, strict=True)}
        values = {name: {name: drawn[name] | typed.get(name, {})} for name in names}
        view = {**self.top, "state": {"values": values}}
        answer = await self._act("view_submission", view=view)
        if "view" in answer:
            # As Slack does then.
            now = {"view_id": self.top["id"], "view": answer["view"]}
            self.top = (await self.slack.call("views.update", TOKEN, **now))["view"]
        return answer

    async def submits(self, callback_id: str, **typed: Any) -> None:
        """Until this view is the answer: one that was submitted before is answered alike."""

        async def answered() -> bool:
            form = self.top
            answer = await self.submit(**typed)
            if answer.get("view", {}).get("callback_id") == callback_id:
                return True
            self.top = form
            return False

        await until(answered)

    async def press(self, action: str, value: str = "", view: Json | None = None) -> None:
        """A button of the modal, or of another view."""
        view = view or self.top
        await self._act("block_actions", view=view, actions=[_button(view, action, value)])

    async def press_home(self, action: str, value: str = "") -> None:
        await self.press(action, value, self.home)

    async def press_in(self, message: Json, action: str) -> None:
        """A button of a direct message."""
        where = {"id": await self.with_usher(), "name": "directmessage"}
        pressed = {"actions": [_button(message, action)], "message": message, "channel": where}
        await self._act("block_actions", **pressed, **self._answer_to())

    async def opens(self, callback_id: str, act: Callable[[], Awaitable[Any]]) -> None:
        """Do what opens this modal until it is there: triggers live three seconds at most."""

        async def opened() -> Json:
            seen = len(self.slack.called)
            await act()
            views = [call.answer.get("view", {}) for call in self.slack.called[seen:]]
            return next((view for view in views if view.get("callback_id") == callback_id), {})

        self.top = await until(opened)

    async def is_answered(self, words: str, act: Callable[[], Awaitable[Json]]) -> None:
        """Do it until these words are the answer."""

        async def answered() -> bool:
            return words in str(await act())

        await until(answered)

    async def opens_home(self, words: str) -> None:
        """Until these words stand there."""
        await self.changes_home(words, self._looks)

    async def changes_home(self, words: str, act: Callable[[], Awaitable[Any]]) -> None:
        """Do what draws Home anew until it is there with these words."""

        async def drawn() -> Json:
            seen = len(self.slack.called)
            await act()
            calls = self.slack.calls("views.publish", user_id=self.id, since=seen)
            views = [call.answer["view"] for call in calls if call.answer["ok"]]
            return next((view for view in views if words in str(view["blocks"])), {})

        self.home = await until(drawn)

    async def with_usher(self) -> str:
        """The channel of their direct messages."""
        told = await self.alone("conversations.open", users=APP["bot_user_id"])
        return str(told["channel"]["id"])

    async def reads(self, words: str) -> Json:
        """The newest message from Usher with these words, once there is one."""
        channel = await self.with_usher()

        async def there() -> list[Json]:
            told = await self.alone("conversations.history", channel=channel)
            return [each for each in told["messages"] if words in str(each)]

        return (await until(there))[0]

    async def downloads(self, file: Json) -> str:
        key = {"Authorization": f"Bearer xoxp-{self.name}"}
        answer = await self.slack.http.get(file["url_private_download"], headers=key)
        return answer.raise_for_status().text

    async def _looks(self) -> None:
        event: Json = {"type": "app_home_opened", "user": self.id, "tab": "home"}
        event |= {"view": self.home} if self.home else {}
        ids = {"event_id": f"Ev{uuid.uuid4().hex}", "event_time": int(time.time())}
        await self._send({"type": "event_callback", "team_id": TEAM, "event": event, **ids}, JSON)

    async def _act(self, kind: str, **more: Any) -> Json:
        who = {"id": self.id, "username": self.name, "team_id": TEAM}
        body = {"type": kind, "user": who, "team": {"id": TEAM, "domain": "northwind"}, **more}
        body |= await self._trigger((more.get("view") or {}).get("id", ""))
        return await self._send({"payload": json.dumps(body)}, FORM)

    def _answer_to(self) -> Json:
        return {"response_url": f"{self.slack.url}/{WEBHOOK}"}

    async def _trigger(self, view: str = "") -> Json:
        given = {"user_id": self.id, "view_id": view}
        told = await self.slack.call("views.generateTriggerId", TOKEN, **given)
        return {"trigger_id": told["trigger_id"]}

    async def _send(self, body: Json, kind: str) -> Json:
        raw = (json.dumps(body) if kind == JSON else urlencode(body)).encode()
        answer = await self.usher.post("/slack/events", content=raw, headers=signed(raw, kind))
        assert answer.status_code == 200, answer.text
        told: Json = answer.json() if answer.text else {}
        return told


def _drawn(element: Json) -> Json:
    """What a field holds before anybody changes it."""
    begins = {"initial_value": "value", "initial_option": "selected_option"}
    held = {begins[key]: element[key] for key in begins if key in element}
    return {"type": element["type"], **held}


def _button(stands_in: Json, action: str, value: str = "") -> Json:
    """As it is sent when it is pressed. Fails where there is none."""
    rows = (block.get("elements") or [block.get("accessory")] for block in stands_in["blocks"])
    named = [each for row in rows for each in row if each and each.get("action_id") == action]
    return {
        **next(each for each in named if each.get("value", "").startswith(value)),
        "block_id": "b",
    }
