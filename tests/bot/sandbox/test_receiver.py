"""The receiver of webhooks: what it takes, what it says of a signature, how it is made to fail."""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest

from bot.parts import real_time
from bot.sandbox import Sandbox
from bot.sandbox.receiver import MOST
from bot.sandbox.workspace import SlackError
from bot.signing import headers, new_secret

SECRET = new_secret()
BODY = json.dumps({"type": "invitation.created", "data": {"name": "Мия"}}).encode()


async def post(
    sandbox: Sandbox,
    *,
    secret: str = SECRET,
    body: bytes = BODY,
    name: str = "hr",
    more: Mapping[str, str] | None = None,
) -> int:
    given = {**headers([secret], "01ARZ3", real_time(), body), **(more or {})}
    address = f"{sandbox.workspace.url}/demo/hooks/{name}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=body, headers=given) as answer,
    ):
        return answer.status


def newest(sandbox: Sandbox) -> Any:
    return sandbox.receiver.seen()["deliveries"][0]


async def test_what_is_genuine_is_taken_and_can_be_read(sandbox: Sandbox) -> None:
    sandbox.hooks("hr", SECRET)
    assert await post(sandbox) == 204
    seen = newest(sandbox)
    assert (seen["name"], seen["type"], seen["verified"], seen["status"]) == (
        "hr",
        "invitation.created",
        "verified",
        204,
    )
    async with aiohttp.ClientSession(sandbox.workspace.url) as session:
        async with session.get(f"/demo/delivery/{seen['id']}") as answer:
            whole = await answer.json()
        async with session.get("/demo/delivery/none") as answer:
            assert answer.status == 404
    assert json.loads(whole["body"])["data"]["name"] == "Мия"
    assert ["webhook-id", "01ARZ3"] in whole["headers"]


async def test_what_is_not_genuine_is_refused_with_its_reason(sandbox: Sandbox) -> None:
    sandbox.hooks("hr", f"  {SECRET}\n")
    assert await post(sandbox, secret=new_secret()) == 401
    assert newest(sandbox)["verified"] == "wrong signature"
    old = headers([SECRET], "01ARZ3", real_time().replace(year=2020), BODY)
    assert await post(sandbox, more=old) == 401
    assert newest(sandbox)["verified"] == "too old"
    assert await post(sandbox, more={"webhook-timestamp": "now"}) == 401
    assert newest(sandbox)["verified"] == "unreadable"
    sandbox.hooks("hr", "whsec_x")
    assert await post(sandbox) == 401
    assert newest(sandbox)["verified"] == "unreadable"


async def test_either_signature_will_do_while_a_secret_is_replaced(sandbox: Sandbox) -> None:
    sandbox.hooks("hr", SECRET)
    both = headers([new_secret(), SECRET], "01ARZ3", real_time(), BODY)
    assert await post(sandbox, more=both) == 204


async def test_one_that_was_told_no_secret_takes_all_and_says_so(sandbox: Sandbox) -> None:
    assert await post(sandbox, name="other") == 204
    assert newest(sandbox)["verified"] == "no secret"
    assert sandbox.receiver.seen()["receivers"] == {"other": {"answer": 204, "secret": False}}


async def test_it_can_be_told_to_fail_and_to_work_again(sandbox: Sandbox) -> None:
    sandbox.hooks("hr", SECRET)
    for status in (500, 410, 204):
        sandbox.hooks("hr", answer=status)
        assert await post(sandbox) == status
        assert newest(sandbox)["status"] == status
    with pytest.raises(SlackError):
        sandbox.hooks("hr", answer=200)
    assert "whsec" not in json.dumps(sandbox.receiver.seen())


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"type"', b"\xff", b"{}"])
async def test_what_is_no_event_is_kept_all_the_same(sandbox: Sandbox, body: bytes) -> None:
    sandbox.hooks("hr", SECRET)
    assert await post(sandbox, body=body) == 204
    assert newest(sandbox)["type"] == "?"


async def test_only_the_last_are_kept(sandbox: Sandbox) -> None:
    sandbox.hooks("hr", SECRET)
    for number in range(MOST + 2):
        await post(sandbox, body=json.dumps({"type": str(number)}).encode())
    kept = sandbox.receiver.seen()["deliveries"]
    assert [each["type"] for each in kept] == [str(n) for n in range(MOST + 1, 1, -1)]


async def test_the_page_sees_it_and_tells_it_what_to_do(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession(sandbox.workspace.url) as session:
        told = {"do": "hooks", "name": "hr", "secret": SECRET, "answer": 500}
        async with session.post("/demo/act", json=told) as answer:
            assert answer.status == 200
        async with session.post("/demo/act", json={**told, "answer": 1}) as answer:
            assert answer.status == 400
        assert await post(sandbox) == 500
        async with session.get("/demo/state", params={"as": "lev"}) as answer:
            seen = (await answer.json())["hooks"]
    assert seen["receivers"] == {"hr": {"answer": 500, "secret": True}}
    assert seen["deliveries"][0]["status"] == 500
