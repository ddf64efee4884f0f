"""What Slack says by itself."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.parts import Parts
from bot.slack import app, gate
from bot.slack.client import Client
from bot.slack.late import LateAnswers
from bot.slack.people import People
from commands.invitations.invite import InviteForm, invite
from commands.outcomes import Invited
from storage import outbox
from storage.models import AuditEntry, Invitation, OutboxRow
from storage.outbox import NewOutboxRow
from storage.outbox_details import OfLink
from tests.bot.slack.door import NOBODY
from tests.bot.slack.house import TOKEN, House
from tests.people import NORTHWIND


async def happen(bolt: AsyncApp, **event: Any) -> int:
    body = {"type": "event_callback", "team_id": NORTHWIND, "event": event}
    return (await gate.answer(bolt, body, gate.waits(), LateAnswers())).status_code


async def test_whoever_keeps_the_workspace_in_step_hears_of_a_change(parts: Parts) -> None:
    heard = 0

    async def changed() -> None:
        nonlocal heard
        heard += 1

    client = Client("xoxb-1", base_url=NOBODY)
    people = People(parts.texts)
    people.home = NORTHWIND
    bolt = app.make(parts, client, people, changed)
    assert await happen(bolt, type="user_change", user={"id": "U1"}) == 200
    assert await happen(bolt, type="team_join", user={"id": "U2"}) == 200
    assert heard == 2


async def test_nobody_need_be_listening(parts: Parts) -> None:
    bolt = app.make(parts, Client("xoxb-1", base_url=NOBODY))
    assert await happen(bolt, type="user_change", user={"id": "U1"}) == 200


async def test_who_joins_the_team_asks_nothing_of_slack(house: House) -> None:
    await house.slack.join("Ivy Invited", "ivy@example.com")
    assert house.slack.calls == []


@pytest.mark.parametrize(
    ("accepted", "verb"), [(True, "connect_accepted"), (False, "connect_refused")]
)
async def test_what_became_of_an_invitation_by_slack_connect_is_written_down(
    house: House, accepted: bool, verb: str
) -> None:
    reference, invitation = await sent_by_slack_connect(house)
    assert (await house.slack.answer_shared(reference, accepted)).ok
    assert await house.parts.read(verbs, invitation) == [verb]


async def sent_by_slack_connect(house: House) -> tuple[str, str]:
    """What Slack calls it, and the invitation that it was for."""
    desk = house.slack.api._desk
    object.__setattr__(desk, "scopes", {*desk.scopes, "conversations.connect:write"})
    form = InviteForm("ivy@example.com")
    limits = house.parts.limits
    [made] = await house.parts.run(invite, house.person("lev"), form, limits, house.now)
    assert isinstance(made, Invited)
    client = Client(TOKEN, base_url=house.slack.api_url)
    answer = await client.conversations_inviteShared(channel="C0EAST0001", emails="ivy@example.com")

    def send(unit: Session) -> None:
        row = unit.get_one(Invitation, made.id)
        step = NewOutboxRow("place.connect", "connect:1", made.id, None, OfLink("L"))
        outbox.put(unit, row.workspace_id, house.now, step)
        unit.execute(update(OutboxRow).values(reference=answer["invite_id"], state="sent"))

    await house.parts.run(send)
    return str(answer["invite_id"]), made.id


def verbs(unit: Session, invitation: str) -> list[str]:
    entries = select(AuditEntry.verb).where(AuditEntry.subject_id == invitation)
    query = entries.order_by(AuditEntry.id)
    return [verb for verb in unit.scalars(query) if verb.startswith("connect")]


async def test_of_an_invitation_that_is_not_ours_nothing_is_kept(parts: Parts) -> None:
    bolt = app.make(parts, Client("xoxb-1", base_url=NOBODY))
    for kind in ("shared_channel_invite_accepted", "shared_channel_invite_declined"):
        assert await happen(bolt, type=kind, invite={"id": "I1"}) == 200
