"""What Slack says by itself."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.parts import Parts
from bot.sandbox import payloads
from bot.slack import app, gate
from bot.slack.client import Client
from bot.slack.late import LateAnswers
from bot.slack.people import People
from commands.invitations.invite import InviteForm, invite
from commands.outcomes import Invited
from storage import outbox
from storage.models import AuditEntry, Invitation, OutboxRow
from storage.outbox import NewOutboxRow
from storage.outbox_details import ByConnect
from tests.bot.slack.door import NOBODY
from tests.bot.slack.house import TOKEN, House
from tests.people import NORTHWIND


async def happen(bolt: AsyncApp, **event: Any) -> int:
    body = {"type": "event_callback", "team_id": NORTHWIND, "event": event}
    return (await gate.answer(bolt, body, gate.waits(), LateAnswers())).status_code


async def test_a_slack_that_does_not_say_more_of_somebody_is_no_failure(parts: Parts) -> None:
    people = People(parts.texts)
    people.home = NORTHWIND
    bolt = app.make(parts, Client("xoxb-1", base_url=NOBODY), people)
    for kind in ("user_change", "team_join"):
        assert await happen(bolt, type=kind, user={"id": "U1"}) == 200


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


async def test_what_an_admin_of_slack_has_to_approve_is_done_when_they_have(house: House) -> None:
    reference, invitation = await sent_by_slack_connect(house)
    await house.slack.answer_shared(reference, approval=True)
    assert await house.parts.read(verbs, invitation) == ["connect_to_approve"]
    await house.slack.approve_shared(reference)
    await house.slack.approve_shared(reference)
    assert await house.parts.read(verbs, invitation) == ["connect_to_approve", "connect_accepted"]


@pytest.mark.parametrize(
    ("team", "verb"), [(NORTHWIND, "connect_not_approved"), ("T0CONTOSO1", "connect_refused")]
)
async def test_what_ones_own_admin_declines_nobody_else_has_declined(
    house: House, team: str, verb: str
) -> None:
    reference, invitation = await sent_by_slack_connect(house)
    told = {"invite": {"id": reference}, "declining_team_id": team}
    await house.slack.line.event(payloads.event("shared_channel_invite_declined", **told))
    assert await house.parts.read(verbs, invitation) == [verb]


@pytest.mark.parametrize(
    ("who", "by"),
    [
        ({"id": "U0IVY", "profile": {"real_name": "Ivy", "email": "Ivy@Example.com"}}, ""),
        ({"id": "U0KNOWN", "profile": {"real_name": "Ivy"}}, ""),
        ({"id": "U0EGON", "profile": {"real_name": "Egon", "email": "egon@example.com"}}, "Egon"),
        ({"id": "U0EGON", "name": "egon", "profile": None}, "egon"),
        ({"id": "U0EGON", "real_name": "Egon S."}, "Egon S."),
        (None, ""),
    ],
)
async def test_who_accepted_is_read_from_the_little_that_slack_says(
    house: House, who: dict[str, Any] | None, by: str
) -> None:
    reference, invitation = await sent_by_slack_connect(house)
    told = {
        "invite": {"id": reference, "recipient_user_id": "U0KNOWN"},
        "approval_required": None,
        "accepting_user": who,
    }
    await house.slack.line.event(payloads.event("shared_channel_invite_accepted", **told))

    def noted(unit: Session) -> list[str]:
        entries = select(AuditEntry).where(AuditEntry.subject_id == invitation)
        return [
            each.details.get("by", "")
            for each in unit.scalars(entries)
            if each.verb == "connect_accepted"
        ]

    assert await house.parts.read(noted) == [by]


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
        step = NewOutboxRow("place.connect", "connect:1", made.id, None, ByConnect("L"))
        outbox.put(unit, row.workspace_id, house.now, step)
        sent = update(OutboxRow).where(OutboxRow.kind == "place.connect")
        unit.execute(sent.values(reference=answer["invite_id"], state="sent"))

    await house.parts.run(send)
    return str(answer["invite_id"]), made.id


def verbs(unit: Session, invitation: str) -> list[str]:
    entries = select(AuditEntry.verb).where(AuditEntry.subject_id == invitation)
    query = entries.order_by(AuditEntry.id)
    return [verb for verb in unit.scalars(query) if verb.startswith("connect")]


async def test_of_an_invitation_that_is_not_ours_nothing_is_kept(parts: Parts) -> None:
    bolt = app.make(parts, Client("xoxb-1", base_url=NOBODY))
    for kind in ("accepted", "approved", "declined"):
        told = {"type": f"shared_channel_invite_{kind}", "invite": {"id": "I1"}}
        assert await happen(bolt, **told) == 200
