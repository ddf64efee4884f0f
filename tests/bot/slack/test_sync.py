"""What Slack tells of the workspace, taken over in the background."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from bot.parts import Parts
from bot.sandbox import Sandbox
from bot.slack.client import Client
from bot.slack.people import People
from bot.slack.shapes import SlackUser
from bot.slack.sync import NO_DATABASE, NO_SLACK, REFUSED, Sync
from commands.directory.identify import identify
from storage.models import Member, Workspace
from tests.bot.slack.house import TOKEN
from tests.clock import Clock
from tests.patience import until

USERS = "users.list"


@pytest.fixture
async def client(slack: Sandbox) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(TOKEN, slack.api_url, session)


@pytest.fixture
def people(parts: Parts) -> People:
    return People(parts.texts)


@pytest.fixture
async def sync(parts: Parts, client: Client, people: People) -> AsyncIterator[Sync]:
    sync = Sync(parts, client, people, retry=0.01)
    yield sync
    await sync.close()


async def said(sync: Sync) -> tuple[bool, str]:
    """Whether it worked, and the sentence in the log."""
    with capture_logs() as logs:
        worked = await sync.once()
    [line] = [line for line in logs if line["event"] != "slack.refused"]
    return worked, str(line.get("hint", line["event"]))


def workspaces(unit: Session) -> list[tuple[str, str, str]]:
    return [(one.team, one.name, one.zone) for one in unit.scalars(select(Workspace))]


def admins(unit: Session) -> set[str]:
    return set(unit.scalars(select(Member.name).where(Member.role == "admin")))


async def until_seen(parts: Parts, name: str) -> None:
    async def seen() -> bool:
        return name in await parts.read(admins)

    await until(seen)


async def test_name_zone_and_admins_are_slacks(
    sync: Sync, parts: Parts, slack: Sandbox, people: People
) -> None:
    await slack.change("lev", is_admin=True, tz="Asia/Kolkata")
    assert await said(sync) == (True, "slack.synced")
    assert await parts.read(workspaces) == [("T0NORTHWND", "Northwind", "Europe/Berlin")]
    assert await parts.read(admins) == {"Ada Admin", "Lev Lead"}
    assert people.home == "T0NORTHWND"


async def test_who_is_primary_owner_is_slacks_and_stays_until_it_says_another(
    sync: Sync, parts: Parts, slack: Sandbox, clock: Clock
) -> None:
    def owner(unit: Session) -> str | None:
        return unit.scalar(select(Workspace.primary_owner))

    ada, lev = (slack.workspace.person(each)["id"] for each in ("ada", "lev"))
    await sync.once()
    assert await parts.read(owner) == ada
    clock.move(days=1)
    await slack.change("ada", is_primary_owner=False)
    await sync.once()
    assert await parts.read(owner) == ada
    clock.move(days=1)
    await slack.change("lev", is_admin=True, is_owner=True, is_primary_owner=True)
    await sync.once()
    assert await parts.read(owner) == lev


@pytest.mark.parametrize(
    "change", [{"deleted": True}, {"is_bot": True}, {"is_restricted": True}], ids=str
)
async def test_who_is_gone_a_bot_or_a_guest_runs_nothing(
    sync: Sync, parts: Parts, slack: Sandbox, change: dict[str, bool]
) -> None:
    await slack.change("lev", is_admin=True, **change)
    await sync.once()
    assert await parts.read(admins) == {"Ada Admin"}


async def test_a_zone_that_nobody_knows_is_utc(sync: Sync, parts: Parts, slack: Sandbox) -> None:
    await slack.change("ada", tz="Mars/Olympus")
    await sync.once()
    assert await parts.read(workspaces) == [("T0NORTHWND", "Northwind", "UTC")]


async def test_who_left_while_the_bot_was_away_is_found_out(
    sync: Sync, parts: Parts, slack: Sandbox, people: People, clock: Clock
) -> None:
    told = SlackUser.model_validate(slack.workspace.person("mia"))
    mia = people.read("T0NORTHWND", told.id, told)
    await parts.run(identify, mia, parts.clock())

    def left(unit: Session) -> list[str]:
        return list(unit.scalars(select(Member.name).where(Member.left_at.is_not(None))))

    await slack.change("mia", deleted=True)
    await sync.once()
    assert await parts.read(left) == ["Mia Member"]
    await slack.change("mia", deleted=False)
    clock.move(days=1)
    await sync.once()
    assert await parts.read(left) == []


async def test_slack_is_given_the_time_it_asks_for(sync: Sync, slack: Sandbox) -> None:
    slack.fail(USERS, status=429, retry_after=0, times=2)
    assert await sync.once()


async def test_patience_ends(sync: Sync, slack: Sandbox) -> None:
    slack.fail(USERS, status=429, retry_after=0, times=50)
    assert await said(sync) == (False, REFUSED)
    assert slack.api.faults[USERS][0].times == 50 - 5


async def test_a_wrong_token_is_said_in_a_sentence(parts: Parts, slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        client = Client("xoxb-wrong", slack.api_url, session)
        wrong = Sync(parts, client, People(parts.texts))
        with capture_logs() as logs:
            assert await wrong.once() is False
        assert [line["event"] for line in logs] == ["slack.refused", "slack.not_synced"]
        assert "check SLACK_BOT_TOKEN" in logs[0]["hint"]
    assert await parts.read(workspaces) == []


async def test_a_missing_scope_is_said_in_a_sentence(sync: Sync, slack: Sandbox) -> None:
    slack.fail("team.info", error="missing_scope")
    assert await said(sync) == (False, REFUSED)


async def test_a_slack_that_is_away_is_said(parts: Parts) -> None:
    async with aiohttp.ClientSession() as session:
        client = Client(TOKEN, "http://127.0.0.1:9/", session)
        assert await said(Sync(parts, client, People(parts.texts))) == (False, NO_SLACK)


async def test_an_answer_that_makes_no_sense_is_logged(
    sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def odd(*_: object) -> None:
        raise KeyError("team")

    monkeypatch.setattr(Sync, "_look", odd)
    assert await said(sync) == (False, "what Slack said could not be written down")


async def test_a_database_that_is_away_is_said_without_its_statement(
    sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("INSERT …", {}, Exception("connection refused"))

    monkeypatch.setattr("bot.slack.sync.look.begin", away)
    assert await said(sync) == (False, NO_DATABASE)


async def test_it_is_tried_until_it_works(sync: Sync, parts: Parts, slack: Sandbox) -> None:
    slack.fail("auth.test", error="invalid_auth", times=3)
    await sync.want()
    await until_seen(parts, "Ada Admin")


async def test_it_is_tried_again_soon_only_until_it_is_known_whose_we_are(
    parts: Parts,
    client: Client,
    people: People,
    slack: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.slack.sync.SOON", 0.01)
    slack.fail("auth.test", error="fatal_error", times=3)
    slack.fail("team.info", error="fatal_error")
    calm = Sync(parts, client, people, retry=3600)
    await calm.want()
    await until(lambda: people.home)
    await until(lambda: "team.info" not in slack.api.faults or not slack.api.faults["team.info"])
    assert await parts.read(workspaces) == []
    await calm.close()


async def test_who_was_ours_is_a_stranger_once_slack_names_another_team(
    sync: Sync, client: Client, people: People, slack: Sandbox
) -> None:
    assert await sync.once()
    assert (await people.find(client, "T0NORTHWND", "U0LEV00000")).kind == "person"
    slack.fail("auth.test", says='{"ok": true, "team_id": "T0OTHER000"}')
    await sync.once()
    assert (await people.find(client, "T0NORTHWND", "U0LEV00000")).kind == "stranger"


async def test_wanting_it_waits_for_nothing_and_comes_again(
    sync: Sync, parts: Parts, slack: Sandbox, clock: Clock
) -> None:
    await sync.want()
    assert await parts.read(workspaces) == []
    await until_seen(parts, "Ada Admin")
    assert sync._working
    await sync._working
    await slack.change("lev", is_admin=True)
    clock.move(days=1)
    await sync.want()
    await until_seen(parts, "Lev Lead")


async def test_however_often_it_is_wanted_it_is_done_once_at_a_time(
    parts: Parts, client: Client, people: People, slack: Sandbox
) -> None:
    calm = Sync(parts, client, people, retry=60)
    for _ in range(20):
        await calm.want()
    await until_seen(parts, "Ada Admin")
    await calm.close()
    assert len([call for call in slack.calls if call.method == "auth.test"]) == 1


async def test_closing_what_never_began_is_fine(
    parts: Parts, client: Client, people: People
) -> None:
    await Sync(parts, client, people).close()
