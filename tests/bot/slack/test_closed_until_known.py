"""Until Slack has said which team is ours, only who belongs to what is stored already is served."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from bot.parts import Parts
from bot.sandbox import people
from bot.slack.client import Client
from bot.slack.sync import Sync
from commands.directory.change_role import set_role
from commands.directory.identify import identify
from storage.models import AuditEntry, Member, OutboxRow, Workspace
from tests.bot.slack.house import TOKEN, House
from tests.patience import until
from tests.people import ELSEWHERE

AGAIN = "Try again in a moment"
KEPT = (Workspace, Member, AuditEntry, OutboxRow)


@pytest.fixture
async def sync(started: House) -> AsyncIterator[Sync]:
    async with aiohttp.ClientSession() as session:
        client = Client(TOKEN, started.slack.api_url, session)
        sync = Sync(started.parts, client, started.people, retry=0.01)
        yield sync
        await sync.close()


@pytest.fixture
def early(house: House) -> House:
    """Started again: Northwind is stored, and Slack has not said yet that it is ours."""
    house.people.home = ""
    return house


@pytest.fixture
def foreign(early: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """What is done in Slack now is done in another workspace."""
    post = early.slack.line._post

    async def elsewhere(body: str, kind: str, **more: str) -> Any:
        return await post(body.replace(people.TEAM, ELSEWHERE), kind, **more)

    monkeypatch.setattr(early.slack.line, "_post", elsewhere)
    return early


def kept(unit: Session) -> list[int | None]:
    return [unit.scalar(select(func.count()).select_from(table)) for table in KEPT]


def teams(unit: Session) -> list[str]:
    return list(unit.scalars(select(Workspace.team)))


def asked(house: House) -> list[str]:
    """What Usher wanted to know of Slack."""
    return [call.method for call in house.slack.calls if not call.method.startswith("views.")]


async def acts_everywhere(house: House) -> list[str]:
    """Ada, an admin of her Slack, tries each door; what she reads behind each."""
    slack, read = house.slack, []
    assert (await slack.command("ada", "/invite ivy@example.com")).ok
    read.append(slack.messages("ada", place="general")[-1]["text"])
    assert (await slack.shortcut("ada")).ok
    view = slack.view("ada")
    read.append(str(view))
    await slack.close("ada")
    assert (await slack.open_home("ada")).ok
    read.append(str(slack.home("ada")))
    body = {
        "type": "view_submission",
        "user": {"id": house.id("ada"), "team_id": people.TEAM},
        "team": {"id": people.TEAM},
        "view": {"id": "V1", "callback_id": "invite"},
    }
    read.append(str((await slack.line.payload(body)).body))
    return read


async def test_who_acts_in_another_workspace_is_asked_to_try_again(foreign: House) -> None:
    before = await foreign.parts.read(kept)
    read = await acts_everywhere(foreign)
    assert [AGAIN in said for said in read] == [True] * 4
    suggestion = {"type": "block_suggestion", "action_id": "workgroup", "value": ""}
    user = {"id": foreign.id("ada"), "team_id": people.TEAM}
    outcome = await foreign.slack.line.payload(
        {**suggestion, "user": user, "team": {"id": people.TEAM}}
    )
    assert outcome.body == {"options": []}
    assert await foreign.parts.read(kept) == before
    assert asked(foreign) == []


async def test_what_happens_in_another_workspace_leaves_nothing(foreign: House) -> None:
    before = await foreign.parts.read(kept)
    with capture_logs() as logs:
        await happens_everything(foreign)
    assert await foreign.parts.read(kept) == before
    assert [line["event"] for line in logs] == ["ignored"] * 4


async def happens_everything(foreign: House) -> None:
    await foreign.slack.change("lev", deleted=True)
    await foreign.slack.join("Ivy Invited", "ivy@example.com")
    for kind in ("shared_channel_invite_accepted", "shared_channel_invite_declined"):
        event = {"type": kind, "invite": {"id": "I1"}}
        body = {"type": "event_callback", "team_id": people.TEAM, "event": event}
        assert (await foreign.slack.line.event(body)).ok


async def test_what_happens_in_a_workspace_that_was_ours_is_not_taken(foreign: House) -> None:
    """The token was replaced by another workspace's: the rows of the one before are still there."""
    parts = foreign.parts
    await parts.run(set_role, "lev@northwind.example", "lead", foreign.now, ELSEWHERE)
    lev = replace(foreign.person("lev"), team=ELSEWHERE)
    await parts.run(identify, lev, foreign.now)
    foreign.people.home = people.TEAM
    before = await parts.read(kept)
    await foreign.slack.change("lev", deleted=True)
    assert await parts.read(kept) == before
    foreign.people.home = ""
    await foreign.slack.change("lev", deleted=True, real_name="Lev")
    assert await parts.read(kept) != before, "while it is not known, what is stored is served"


async def test_who_belongs_to_what_is_stored_is_served_all_the_same(early: House) -> None:
    await early.slack.command("lev", "/invite ivy@example.com")
    assert (await early.slack.submit("lev")).ok
    assert [row.email for row in await early.invited()] == ["ivy@example.com"]
    await early.slack.change("lev", is_restricted=True)
    await early.slack.command("lev", "/invite")
    assert "Guests can't invite" in early.slack.messages("lev", place="general")[-1]["text"]


async def test_at_the_first_start_it_works_as_soon_as_slack_answers(
    started: House, sync: Sync
) -> None:
    started.slack.fail("auth.test", error="fatal_error", times=1000)
    await sync.want()
    read = await acts_everywhere(started)
    assert [AGAIN in said for said in read] == [True] * 4
    assert await started.parts.read(teams) == []
    assert "users.info" not in asked(started)
    started.slack.api.faults["auth.test"].clear()
    await until(lambda: started.people.home)
    await started.slack.command("ada", "/invite ivy@example.com")
    assert (await started.slack.submit("ada")).ok
    assert len(await started.invited()) == 1
    assert await started.parts.read(teams) == [people.TEAM]


async def test_once_it_is_known_who_acts_elsewhere_is_a_stranger_and_the_database_rests(
    foreign: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign.people.home = people.TEAM
    with monkeypatch.context() as away:
        _away(away)
        read = await acts_everywhere(foreign)
        await foreign.slack.change("lev", deleted=True)
    assert ["You belong to another workspace" in said for said in read] == [True] * 4


async def test_with_the_database_away_it_is_an_apology_and_no_form(
    early: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        _away(away)
        read = await acts_everywhere(early)
    sorry = "Something went wrong here, and nothing was changed. Please try again."
    assert [sorry in said for said in read] == [True, True, False, True]
    assert early.opened()[0]["callback_id"] == "notice"


def _away(monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: Any) -> Any:
        raise OperationalError("SELECT …", {}, Exception("connection refused"))

    monkeypatch.setattr(Parts, "run", away)
    monkeypatch.setattr(Parts, "read", away)
