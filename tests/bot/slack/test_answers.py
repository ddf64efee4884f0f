"""Slack's Web API, or a proxy before it, agrees and says what makes no sense: no fault of ours."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from bot.parts import Parts
from bot.sandbox import Sandbox
from bot.slack.answers import ODD
from bot.slack.client import Client
from bot.slack.people import People
from bot.slack.post import Post
from bot.slack.provision import Provisioner
from bot.slack.sync import Sync, pause
from commands.delivery.provisioning.claim import Placed
from commands.delivery.results import Delivered, TransientFailure
from storage.models import Look, Member
from tests.bot.slack.delivery import did, parcel, task
from tests.bot.slack.house import TOKEN, House

NOT_SLACKS = ["[1]", "5", '"x"', "true", "[" * 5000, "<html>", "{", "null"]
USERS = [
    '{"ok": true}',
    '{"ok": true, "user": "x"}',
    '{"ok": true, "user": {"id": 5}}',
    '{"ok": true, "user": {"id": "U1", "profile": "x"}}',
    '{"ok": true, "user": {"id": "U1", "locale": 5}}',
    '{"ok": true, "user": {"id": "U1", "tz": [], "is_admin": "yes"}}',
]


@dataclass
class Asking:
    """Usher's own asking of Slack, without a person who waits."""

    slack: Sandbox
    client: Client
    parts: Parts

    def says(self, method: str, text: str, times: int = 1) -> None:
        self.slack.fail(method, says=text, times=times)


@pytest.fixture
async def asking(slack: Sandbox, parts: Parts) -> AsyncIterator[Asking]:
    async with aiohttp.ClientSession() as session:
        client = Client(TOKEN, slack.api_url, session)
        yield Asking(slack, client, parts)


def whole_looks(unit: Session) -> list[bool]:
    return [each.whole for each in unit.scalars(select(Look))]


def admins(unit: Session) -> list[str]:
    return [each.name for each in unit.scalars(select(Member)) if each.role == "admin"]


def faults(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.exc_info]


async def test_who_is_told_of_in_no_shape_is_not_known(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    for said in (*NOT_SLACKS, *USERS):
        house.slack.fail("users.info", says=said)
        assert (await house.slack.command("lev", "/invite")).ok
        read = house.slack.messages("lev", place="general")[-1]["text"]
        assert "Try again in a moment" in read, said
    assert faults(caplog) == []


async def test_a_form_that_nobody_knows_the_fate_of_is_asked_for_again(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    for said in NOT_SLACKS:
        house.slack.fail("views.open", says=said)
        assert (await house.slack.command("lev", "/invite")).ok
        read = house.slack.messages("lev", place="general")[-1]["text"]
        assert read.startswith(
            "Slack didn't show what you asked for. Please try again in a moment"
        ), said
    house.slack.fail("views.publish", says="[1]")
    assert (await house.slack.open_home("lev")).ok
    assert faults(caplog) == []


@pytest.mark.parametrize("method", ["auth.test", "team.info", "users.list"])
async def test_what_makes_no_sense_of_the_workspace_is_asked_again_later(
    asking: Asking, method: str
) -> None:
    sync = Sync(asking.parts, asking.client, People(asking.parts.texts))
    odd = '{"ok": true, "team_id": {}, "team": "x", "members": {"0": 1}}'
    for said in (*NOT_SLACKS, odd):
        asking.says(method, said)
        with capture_logs() as logs:
            assert not await sync.once()
        *refused, last = [line["event"] for line in logs]
        assert (last, {*refused} - {"slack.refused"}) == ("slack.not_synced", set())
        assert "exc_info" not in logs[0]


async def test_one_odd_user_holds_up_no_other_and_nobody_is_dismissed_for_it(
    asking: Asking,
) -> None:
    ada = '{"id": "U1", "is_owner": true, "profile": {"real_name": "Ada"}}'
    asking.says("users.list", f'{{"ok": true, "members": [5, {{"id": "U2", "tz": 7}}, {ada}]}}')
    with capture_logs() as logs:
        assert await Sync(asking.parts, asking.client, People(asking.parts.texts)).once()
    assert logs[0] == {"event": "slack.odd_users", "left_out": 2, "log_level": "warning"}
    assert await asking.parts.read(whole_looks) == [False]
    assert await asking.parts.read(admins) == ["Ada"]


PLACES: list[tuple[str, dict[str, str], str]] = [
    ("account", {}, "users.lookupByEmail"),
    ("channel", {}, "conversations.invite"),
    ("connect", {}, "conversations.inviteShared"),
    ("look", {}, "conversations.info"),
    ("look", {"link_kind": "usergroup"}, "usergroups.list"),
]


async def test_a_task_is_tried_again(asking: Asking) -> None:
    provisioner = Provisioner(asking.parts, asking.client, every=0)
    for kind, more, method in PLACES:
        for said in ("[1]", '"x"', "[" * 5000):
            asking.says(method, said)
            result = await provisioner.send(task(kind, **more))
            assert result == TransientFailure(ODD), (kind, said)


async def test_what_slack_says_beside_the_point_may_be_anything(asking: Asking) -> None:
    provisioner = Provisioner(asking.parts, asking.client, every=0)
    for kind, method, said in (
        ("channel", "conversations.invite", '{"ok": true, "channel": {"name": 5}}'),
        ("channel", "conversations.invite", '{"ok": true, "channel": []}'),
        ("connect", "conversations.inviteShared", '{"ok": true, "invite_id": {"a": 1}}'),
    ):
        asking.says(method, said)
        assert await did(provisioner, task(kind)) == Placed()


async def test_a_message_that_slack_took_is_not_posted_again(asking: Asking) -> None:
    asking.says("chat.postMessage", '{"ok": true, "channel": 5}')
    post = Post(asking.parts, asking.client)
    assert await post.send(parcel()) == Delivered()
    asking.says("chat.postMessage", "[1]")
    result: Any = await post.send(parcel())
    assert result == TransientFailure(ODD)


async def test_the_second_try_comes_soon_and_the_tenth_no_later_than_the_look_itself() -> None:
    assert [pause(failed, 60) for failed in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert pause(10_000, 60) == 60


async def test_a_slack_that_says_nothing_is_asked_again(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.sync.IDENTITY", 0.05)
    asking.slack.fail("auth.test", hang=30)
    sync = Sync(asking.parts, asking.client, People(asking.parts.texts))
    assert not await sync.once()
    assert await sync.once()
