"""Whatever the demo's doors are asked: 400 or 404, never a 500, and all that is there stays."""

import random
from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.mailbox import opened
from bot.sandbox.methods import METHODS
from bot.sandbox.pages import ALSO, ASKED
from tests.bot.sandbox.blocks import home, modal
from tests.bot.sandbox.bot import TOKEN, Bot
from tests.people import ADA

HUGE = "9" * 5000
DEEP = "[" * 100_000
ODD_JSON = (
    "", "null", "5", "[]", '"do"', "{", "[{}]", '{"do": null}', '{"do": []}', '{"do": "__init__"}',
    '{"do": "say", "who": "ada", "text": "\\ud800"}', '{"do": "say", "who": NaN}',
    f'{{"do": "advance", "days": {HUGE}}}', '{"do": "advance", "days": 1e400}', DEEP,
    '{"do": "say", "who": "ada", "text": "x", "self": 1}', "\ufeff{}", '{"do": "say"}',
)  # fmt: skip
ODD_PATHS = (
    "/demo/state", "/demo/state?as=", "/demo/state?as=nobody", "/demo/state?as=ada&after=x",
    f"/demo/state?as=ada&after={HUGE}", "/demo/state?as=ada&after=-1", "/demo/state?as=ada&after=²",
    "/demo/state?as=%00&after=1e3", "/demo/state?as=%ff", "/demo/mail/%00", "/demo/mail/0/html",
    "/demo/file/%00", "/demo/file/..%2f..%2fetc%2fpasswd", "/demo/delivery/%ff", "/demo/static/%00",
    "/demo/static/..%2fapp.py", "/demo/static/" + "x" * 5000, "/demo/static/", "/demo/hooks/x",
    "/demo/%00", "/response/%00", "/upload/%00", "/api/%00",
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, "", "ada", "\0", "x" * 3000, "²", "1e5", [], [None], {},
    {"a": []}, "general", "app", "home", "modal", {"value": 5}, [["x"]], "\u202e", "C0GENERAL1",
)  # fmt: skip
NAMES = (
    "who", "line", "place", "callback_id", "ts", "values", "action_id", "value", "typed", "query",
    "tab", "name", "email", "days", "text", "method", "status", "error", "retry_after", "hang",
    "times", "secret", "answer", "channel", "archived", "inside", "invite", "accepted", "locale",
    "profile", "deleted", "id", "real_name",
)  # fmt: skip
ARGUMENTS = (
    "user", "users", "channel", "channel_id", "ts", "text", "blocks", "view", "view_id", "hash",
    "trigger_id", "user_id", "external_id", "email", "emails", "limit", "cursor", "usergroup",
    "include_users", "filename", "length", "files", "metadata", "initial_comment",
)  # fmt: skip


@pytest.fixture
async def browser(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(sandbox.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        yield browser


async def all_is_there(browser: httpx.AsyncClient, sandbox: Sandbox) -> None:
    for person in [*sandbox.workspace.people]:
        assert (await browser.get("/demo/state", params={"as": person})).status_code == 200
    for mail in [*sandbox.workspace.mails]:
        assert (await browser.get(f"/demo/mail/{mail}")).status_code == 200


@pytest.mark.parametrize("path", ODD_PATHS)
async def test_an_odd_address_is_400_404_or_405(browser: httpx.AsyncClient, path: str) -> None:
    for method in ("GET", "POST", "PUT", "OPTIONS", "QUERY"):
        answer = await browser.request(method, path)
        assert answer.status_code in {200, 204, 400, 404, 405}, method


@pytest.mark.parametrize("path", ["/demo/act", "/response/0", "/api/views.open"])
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", ""])
async def test_odd_json_is_400_or_404(
    browser: httpx.AsyncClient, sandbox: Sandbox, path: str, kind: str
) -> None:
    asked = {"Content-Type": kind, "Authorization": f"Bearer {TOKEN}"}
    for body in (*(each.encode() for each in ODD_JSON), b"\xff\xfe", b"\0", b"--x\r\n"):
        answer = await browser.post(path, content=body, headers=asked)
        # The Web API refuses with 200, and a word.
        assert answer.status_code == (200 if "api" in path else answer.status_code)
        assert answer.status_code in {200, 400, 404}
        assert path != "/demo/act" or answer.status_code == 400
    await all_is_there(browser, sandbox)


async def test_acts_with_odd_arguments_are_400_and_leave_all_as_it_can_be_shown(
    browser: httpx.AsyncClient, sandbox: Sandbox, bot: Bot
) -> None:
    chance = random.Random(11)
    await sandbox.command("ada", "/invite")
    for _ in range(500):
        names = chance.sample(NAMES, chance.randint(0, 5))
        told = {name: chance.choice(ODD) for name in names} | {"do": chance.choice(ASKED + ALSO)}
        if chance.random() < 0.8:
            told["who"] = chance.choice(("ada", "lev", "mia", "gus"))
        answer = await browser.post("/demo/act", json=told)
        assert answer.status_code in {200, 400}, told
    await all_is_there(browser, sandbox)


CHANGES: tuple[dict[str, Any], ...] = (
    {"profile": 5},
    {"profile": {"email": ["x"]}},
    {"profile": {"no_such": "x"}},
    {"is_admin": "yes"},
    {"name": None},
    {"id": "U1"},
    {"team_id": "T1"},
    {"no_such": True},
)


@pytest.mark.parametrize("fields", CHANGES)
async def test_nobody_is_made_what_no_person_is(
    browser: httpx.AsyncClient, sandbox: Sandbox, fields: dict[str, Any]
) -> None:
    before = dict(sandbox.workspace.people)
    told = {"do": "change", "who": "mia", **fields}

    assert (await browser.post("/demo/act", json=told)).status_code == 400

    assert dict(sandbox.workspace.people) == before


async def test_methods_with_odd_arguments_are_refused_and_leave_all_as_it_can_be_shown(
    browser: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    chance = random.Random(12)
    asked = {"Authorization": f"Bearer {TOKEN}"}
    views: tuple[Any, ...] = (home(), modal(), modal()["blocks"])
    for _ in range(500):
        names = chance.sample(ARGUMENTS, chance.randint(0, 6))
        told = {name: chance.choice(ODD + views) for name in names}
        if chance.random() < 0.5:
            told["user_id"] = told["user"] = next(iter(sandbox.workspace.people))
        method = chance.choice([*METHODS, "no.such"])
        answer = await browser.post(f"/api/{method}", json=told, headers=asked)
        assert answer.status_code == 200, (method, told)
    await all_is_there(browser, sandbox)


async def test_a_receiver_takes_whatever_comes(
    browser: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    for secret in ("", "whsec_", "whsec_AAAA", "\u2028", "not base64!"):
        sandbox.hooks("hr", secret)
        for stamp in ("", "x", HUGE, "-1", "²", "1" * 18):
            for body in (b"", b"\xff", DEEP.encode(), b"{}", b'{"type": "\\ud800"}'):
                headers = {b"webhook-timestamp": stamp.encode(), b"webhook-signature": b"v1,\xff x"}
                answer = await browser.post("/demo/hooks/hr", content=body, headers=headers)
                assert answer.status_code in {204, 401}
    await all_is_there(browser, sandbox)


ODD_MAILS = (
    b"",
    b"\xff\xfe\r\n\r\n\xff",
    b"Subject: \xff\xfe raw\r\nTo: \xd0\r\n\r\nx",
    b"Subject: =?no-such?q?x?=\r\n\r\nx",
    b"Subject: =?utf-8?b?////?= =?utf-8?b?A?=\r\n\r\nx",
    b"Content-Type: text/plain; charset=no-such\r\n\r\n\xff",
    b'Content-Type: text/html; charset="\0"\r\n\r\nx',
    b"Content-Type: multipart/mixed\r\n\r\nx",
    b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    b"Content-Type: text/plain; charset=idna\r\n\r\n" + b"x." * 200,
)


@pytest.mark.parametrize("source", ODD_MAILS)
async def test_the_mailbox_shows_whatever_came(
    browser: httpx.AsyncClient, sandbox: Sandbox, source: bytes
) -> None:
    sandbox.workspace.mails["odd"] = {
        **opened(source), "id": "odd", "received": 0.0, "rcpt_to": [ADA.email], "mail_from": "x",
    }  # fmt: skip
    await all_is_there(browser, sandbox)
    assert (await browser.get("/demo/mail/odd/html")).status_code == 200


def test_a_mail_that_is_well_is_read_as_ever() -> None:
    mail = EmailMessage()
    mail["Subject"] = "Привет"
    mail.set_content("Hello")
    assert (opened(mail.as_bytes())["subject"], opened(mail.as_bytes())["text"]) == (
        "Привет",
        "Hello\n",
    )
