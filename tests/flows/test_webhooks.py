"""A company's own system is told what happens: from Settings to its door, over HTTP."""

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import WebhookEndpoint
from tests.bot.slack.views.languages import strings
from tests.flows.usher import Usher
from tests.patience import until

WHO = "ada"


@dataclass
class Receiver:
    """The company's system: it takes what comes, or answers with another `status`."""

    url: str = ""
    status: int = 204
    taken: list[web.Request] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.read())
        self.taken.append(request)
        return web.Response(status=self.status)

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for body in self.bodies]

    @property
    def ids(self) -> list[str]:
        return [request.headers["webhook-id"] for request in self.taken]

    def knows(self, secret: str, number: int = -1) -> bool:
        """Whether the one of that number was signed with this secret."""
        headers, body = self.taken[number].headers, self.bodies[number]
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        key = b64decode(secret.removeprefix("whsec_"))
        ours = "v1," + b64encode(hmac.digest(key, signed, "sha256")).decode()
        return ours in headers["webhook-signature"].split()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/usher", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    receiver.url = f"http://{host}:{port}/usher"
    yield receiver
    await runner.cleanup()


def top(usher: Usher) -> dict[str, Any]:
    view = usher.slack.view(WHO)
    assert view
    return view


def shown(usher: Usher) -> str:
    return "\n".join(strings(top(usher)["blocks"])).replace("\u200c", "")


async def press(usher: Usher, action: str, value: str | None = None, place: str = "") -> None:
    outcome = await usher.slack.click(WHO, action, value, place=place)
    assert outcome.ok, outcome


async def settings(usher: Usher) -> None:
    await usher.slack.open_home(WHO)
    await press(usher, "home.tab", "settings", place="home")
    await press(usher, "settings.edit", "webhooks", place="home")


async def add(usher: Usher, receiver: Receiver, **fields: Any) -> tuple[str, str]:
    """Its id and its secret; the list is on top."""
    await settings(usher)
    await press(usher, "webhook.add")
    outcome = await usher.slack.submit(WHO, {"url": receiver.url, **fields})
    assert outcome.ok, outcome
    assert usher.slack.errors(WHO) == {}
    secret = secret_in(usher)
    await usher.slack.close(WHO)
    [menu] = [block["accessory"] for block in top(usher)["blocks"] if "accessory" in block]
    return menu["options"][0]["value"].partition(":")[2], secret


def secret_in(usher: Usher) -> str:
    [secret] = [text for text in strings(top(usher)["blocks"]) if text.startswith("whsec_")]
    return secret


async def menu(usher: Usher, verb: str, endpoint: str) -> None:
    await press(usher, "webhook.menu", f"{verb}:{endpoint}")


async def reads(usher: Usher, endpoint: str, words: str) -> str:
    """What the deliveries say, once these words are among it."""

    async def found() -> str:
        if words in shown(usher):
            return shown(usher)
        await press(usher, "webhook.deliveries", endpoint)
        return ""

    return await until(found)


async def test_an_invitation_is_told_from_its_beginning_to_its_end(
    usher: Usher, receiver: Receiver
) -> None:
    endpoint, secret = await add(usher, receiver)
    await usher.invite("lev", "ivy@example.com")
    link = usher.link_in(await usher.mail_to("ivy@example.com"))
    await usher.browser.post(f"{link}/accept")
    wanted = {"invitation.created", "invitation.sent", "invitation.accepted", "member.created"}
    await until(lambda: wanted <= set(receiver.types))
    assert all(receiver.knows(secret, n) for n in range(len(receiver.taken)))
    await menu(usher, "deliveries", endpoint)
    said = await reads(usher, endpoint, "*An invitation was accepted* · ✅ delivered")
    for line in ("Somebody was invited", "The mail was sent"):
        assert f"*{line}* · ✅ delivered" in said


async def test_only_what_was_chosen_is_told(usher: Usher, receiver: Receiver) -> None:
    await add(usher, receiver, events=["invitation.sent"])
    await usher.invite("lev", "ivy@example.com")
    await until(lambda: receiver.types)
    assert receiver.types == ["invitation.sent"]


async def test_what_failed_is_seen_and_sent_again_as_the_same(
    usher: Usher, receiver: Receiver
) -> None:
    receiver.status = 500
    endpoint, secret = await add(usher, receiver)
    await menu(usher, "test", endpoint)
    assert "A test is on its way." in shown(usher)
    said = await reads(usher, endpoint, "*A test* · ❌ not delivered")
    assert "answered 500 Internal Server Error" in said
    receiver.status = 204
    [row] = [block for block in top(usher)["blocks"] if "accessory" in block]
    await press(usher, "webhook.replay", row["accessory"]["value"])
    await reads(usher, endpoint, "*A test* · ✅ delivered")
    assert receiver.types == ["usher.test", "usher.test"]
    assert receiver.ids[0] == receiver.ids[1]
    assert receiver.knows(secret)


async def test_a_new_secret_signs_beside_the_old_one_until_that_is_retired(
    usher: Usher, receiver: Receiver
) -> None:
    endpoint, old = await add(usher, receiver)
    await menu(usher, "more", endpoint)
    await press(usher, "webhook.rotate", endpoint)
    new = secret_in(usher)
    await usher.slack.close(WHO)
    await menu(usher, "test", endpoint)
    await until(lambda: receiver.taken)
    assert receiver.knows(old)
    assert receiver.knows(new)
    await usher.slack.close(WHO)
    await menu(usher, "more", endpoint)
    await press(usher, "webhook.retire", endpoint)
    await usher.slack.close(WHO)
    await menu(usher, "test", endpoint)
    await until(lambda: len(receiver.taken) == 2)
    assert receiver.knows(new)
    assert not receiver.knows(old)


async def test_a_pause_holds_back_and_a_removal_ends_it(usher: Usher, receiver: Receiver) -> None:
    endpoint, _ = await add(usher, receiver, events=["invitation.created"])
    await menu(usher, "pause", endpoint)
    await usher.invite("lev", "ivy@example.com")
    await usher.mail_to("ivy@example.com")
    await menu(usher, "deliveries", endpoint)
    await reads(usher, endpoint, "*Somebody was invited* · ⏸ waits until it is told again")
    assert receiver.taken == []
    await press(usher, "webhook.resume", endpoint)
    await until(lambda: receiver.types == ["invitation.created"])
    await usher.slack.close(WHO)
    await menu(usher, "more", endpoint)
    await press(usher, "webhook.remove", endpoint)
    await usher.slack.close("lev")
    await usher.invite("lev", "bob@example.com")
    await usher.mail_to("bob@example.com")
    assert receiver.types == ["invitation.created"]


def failing(unit: Session) -> object:
    """Since when it is, once that is written down."""
    return unit.scalar(select(WebhookEndpoint.failing_since))


async def test_admins_hear_that_one_is_paused_and_send_again_from_there(
    usher: Usher, receiver: Receiver
) -> None:
    receiver.status = 500
    await add(usher, receiver, events=["invitation.created"])
    await usher.slack.close(WHO)
    await usher.invite("lev", "ivy@example.com")
    await until(lambda: usher.parts.database.read(failing))
    for n in range(3):
        await usher.rest()
        tried = len(receiver.taken)
        usher.clock.move(timedelta(days=1))
        await usher.slack.close("lev")
        await usher.invite("lev", f"ivy{n}@example.com")
        await until(lambda tried=tried: len(receiver.taken) > tried)  # type: ignore[misc]
    message = await usher.message(WHO, "is paused: it has failed since")
    assert "answered 500 Internal Server Error" in str(message)
    receiver.status = 204
    tried = len(receiver.taken)
    await press(usher, "webhook.resume", place="app")
    await usher.message(WHO, "is told again")
    await usher.rest()
    usher.clock.move(timedelta(hours=6))
    await until(lambda: len(receiver.taken) > tried)
    await usher.rest()
    await press(usher, "webhook.deliveries", place="app")
    assert "✅ delivered" in shown(usher)
