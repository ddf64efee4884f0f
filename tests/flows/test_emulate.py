"""Usher before a Slack that we did not write, which holds it to the scopes of its manifest."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.bot.cli import process
from tests.bot.mail.server import Behaviour, listening
from tests.bot.slack.door import SECRET
from tests.emulate import Emulate, Json, emulate
from tests.flows.emulated import APP, GENERAL, TOKEN, Somebody, seed
from tests.patience import PATIENCE, until

pytestmark = pytest.mark.needs("emulate")

# Usher closes idle connections too.
UNHURRIED: Any = {"timeout": PATIENCE, "limits": httpx.Limits(max_keepalive_connections=0)}
LINK = re.compile(r"^http://\S+/i/\S+\r?$", re.MULTILINE)


@dataclass
class Northwind:
    slack: Emulate
    http: httpx.AsyncClient
    mails: Behaviour
    ada: Somebody
    mia: Somebody
    ivy: Somebody

    async def link(self, address: str) -> str:
        """That of the mail to them, once it has come."""

        def arrived() -> list[object]:
            return [raw for _, to, raw in self.mails.arrived if address in to]

        raw = (await until(arrived))[-1]
        assert isinstance(raw, bytes)
        mail = message_from_bytes(raw, policy=policy.default)
        text = mail.get_body(("plain",))
        assert text
        found = LINK.search(text.get_content())
        assert found
        return found[0].strip()


@asynccontextmanager
async def northwind(folder: Path) -> AsyncIterator[Northwind]:
    """With a process of Usher's, as an operator starts it, in whose log no error may stand."""
    async with (
        emulate(seed()) as slack,
        listening() as mails,
        process.usher(folder, "run", environment=settings(slack, mails)) as usher,
        httpx.AsyncClient(base_url=usher.url, follow_redirects=True, **UNHURRIED) as http,
    ):
        await usher.answers("/readyz")
        told = await slack.call("users.list", TOKEN)
        ids = {each["name"]: each["id"] for each in told["members"]}
        cast = [Somebody(name, ids[name], slack, http) for name in ("ada", "mia", "ivy")]
        try:
            yield Northwind(slack, http, mails, *cast)
        finally:
            code, _, log = await usher.stop()
            assert (code, log) == (0, "")


def settings(slack: Emulate, mails: Behaviour) -> dict[str, str]:
    return process.NEEDED | {
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_API_URL": f"{slack.url}/api/",
        "SMTP_URL": f"smtp://127.0.0.1:{mails.port}?starttls=never",
        "LOG_LEVEL": "error",
        "DELIVER_EVERY": "0.05",
    }


async def test_all_of_it(tmp_path: Path) -> None:
    """One workspace for all stories: two processes begin for it."""
    async with northwind(tmp_path) as there:
        await ada_finds_her_workspace(there)
        await mia_asks_and_ivy_is_in(there)
        await ada_looks_before_she_invites(there)
        await two_windows_show_her_home(there)
        await ada_takes_the_list_with_her(there)
        await ivy_comes_into_a_channel(there)
        refused = {call.answer.get("error", "") for call in there.slack.called}
        # The first is wanted; the other is said on a machine that has much else to do.
        assert refused - {"expired_trigger_id"} == {"", "hash_conflict"}


async def ada_finds_her_workspace(there: Northwind) -> None:
    await there.ada.opens_home("home.tab")
    for method in ("auth.test", "team.info", "users.list"):
        await until(partial(there.slack.calls, method))
    for beyond in ("conversations.history", "reactions.add"):
        told = await there.slack.asked(beyond, TOKEN, channel=GENERAL)
        assert told["error"] == "missing_scope"


async def mia_asks_and_ivy_is_in(there: Northwind) -> None:
    mia, ada = there.mia, there.ada
    await mia.opens("invite", lambda: mia.command("ivy@example.com"))
    assert mia.top["submit"]["text"] == "Request"
    await mia.submits("invite.result", note={"value": "She draws"})
    assert "asked for, an admin decides" in str(mia.top)

    request = await ada.reads("request.approve")
    assert "She draws" in str(request)
    await ada.press_in(request, "request.approve")
    assert (await ada.reads("Approved by Ada Admin"))["ts"] == request["ts"]
    await mia.reads("Ada Admin approved your request")

    link = await there.link("ivy@example.com")
    assert (await there.http.post(f"{link}/accept")).status_code == 200
    await mia.reads("accepted your invitation")
    # Another window still shows it as it was.
    await until(lambda: is_told_so(ada, request))


async def is_told_so(ada: Somebody, request: Json) -> bool:
    await ada.press_in(request, "request.approve")
    told = await ada.alone("conversations.history", channel=GENERAL)
    return "This request was approved already" in str(told)


async def ada_looks_before_she_invites(there: Northwind) -> None:
    ada = there.ada
    await ada.opens("invite", lambda: ada.command("bo@example.com"))
    form = ada.top
    await ada.opens("invite.preview", lambda: ada.press("invite.preview", view=form))
    assert ada.top["previous_view_id"] == form["id"]
    ada.top = form
    await ada.submits("invite.result")
    await there.link("bo@example.com")


async def two_windows_show_her_home(there: Northwind) -> None:
    """What was acted in is no longer what stands there: that is refused, and drawn as it is now."""
    ada = there.ada
    await ada.opens_home("home.tab")
    other = ada.home
    await ada.changes_home("home.filter", lambda: ada.press("home.tab", "invitations", other))
    await ada.changes_home("member.role", lambda: ada.press("home.tab", "users", other))


async def ada_takes_the_list_with_her(there: Northwind) -> None:
    ada = there.ada
    await ada.is_answered("ivy@example.com", lambda: ada.command("list"))
    await ada.is_answered("on its way", lambda: ada.command("export"))
    [file] = (await ada.reads("invitations-"))["files"]
    assert "ivy@example.com" in await ada.downloads(file)


async def ivy_comes_into_a_channel(there: Northwind) -> None:
    ada, ivy = there.ada, there.ivy
    east = (await ada.alone("conversations.create", name="east"))["channel"]["id"]
    await ada.alone("conversations.invite", channel=east, users=APP["bot_user_id"])
    await ada.changes_home("workgroup.create", lambda: ada.press_home("home.tab", "workgroups"))
    await ada.opens("workgroup", lambda: ada.press_home("workgroup.create"))
    await ada.submit(name={"value": "Design"})
    await ada.opens_home("workgroup.edit")
    await ada.opens("workgroup", lambda: ada.press_home("workgroup.edit"))
    emails, channels = {"value": "ivy@example.com"}, {"selected_conversations": [east]}
    await ada.submit(emails=emails, channels=channels)

    async def is_in() -> bool:
        told = await ada.alone("conversations.members", channel=east)
        return ivy.id in told["members"]

    await until(is_in)
