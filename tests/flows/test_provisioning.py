"""Accepted means in: the channel, the user group, and whoever joins Slack later, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.actors import Person
from commands.places import PlaceId
from commands.workgroups import linking, manage
from commands.workgroups.linking import WantedLinks
from storage import members
from storage.models import OutboxRow, Workgroup
from tests.bot.sandbox.slack_places import ANALYSTS, EAST, allow
from tests.commands.story import seeing
from tests.flows.usher import Usher
from tests.patience import until
from tests.people import NORTHWIND

ADA = Person(NORTHWIND, "U0ADA00000", name="Ada Admin", email="ada@northwind.example")


@pytest.fixture
async def design(usher: Usher) -> str:
    """A workgroup linked with #east and @analysts, its channel open to Slack Connect."""
    allow(usher.slack)
    made = await usher.parts.run(manage.create, ADA, "Design", "", usher.clock())
    wanted = WantedLinks([EAST], ANALYSTS, connect=True)
    places = [PlaceId("channel", EAST), PlaceId("usergroup", ANALYSTS)]
    ada = seeing(ADA, places)
    await usher.parts.run(linking.change, ada, made.id, wanted, usher.clock())
    return str(made.id)


async def accepted(usher: Usher, design: str, email: str) -> None:
    await usher.slack.command("ada", f"/invite {email}")
    await usher.slack.suggest("ada", "workgroup", "")
    assert (await usher.slack.submit("ada", {"workgroup": design})).ok
    link = usher.link_in(await usher.mail_to(email))
    assert (await usher.browser.post(f"{link}/accept")).status_code == 200


def inside(usher: Usher, who: str) -> tuple[bool, bool]:
    """Whether somebody is in the channel, and in the user group."""
    slack = usher.slack.workspace
    user = next((each for each in slack.people if slack.people[each]["name"] == who), "")
    return user in slack.channels[EAST]["members"], user in slack.usergroups[ANALYSTS]["users"]


async def leave(usher: Usher, design: str, email: str) -> None:
    def act(unit: Any) -> None:
        group = unit.get_one(Workgroup, design)
        member = members.by_email(unit, group.workspace_id, email)
        assert member
        manage.remove_members(unit, ADA, design, [member.id], usher.clock())

    await usher.parts.run(act)


async def test_who_has_an_account_is_in_and_leaves_the_user_group_alone(
    usher: Usher, design: str
) -> None:
    await accepted(usher, design, "mia@northwind.example")
    await until(lambda: inside(usher, "mia") == (True, True))
    await leave(usher, design, "mia@northwind.example")
    await until(lambda: inside(usher, "mia") == (True, False))


async def test_who_joins_slack_a_day_later_is_in_then(usher: Usher, design: str) -> None:
    await accepted(usher, design, "ivy@example.com")
    shared = await until(lambda: list(usher.slack.workspace.shared.values()))
    assert shared[0]["email"] == "ivy@example.com"
    assert (await usher.slack.answer_shared(shared[0]["id"], accepted=False)).ok
    usher.clock.move(timedelta(days=1))
    assert (await usher.slack.join("Ivy Invited", "ivy@example.com")).ok
    await until(lambda: inside(usher, "ivy") == (True, True))


async def test_who_accepts_in_anothers_place_is_named_and_in_once_an_admin_has_approved(
    usher: Usher, design: str
) -> None:
    await accepted(usher, design, "ivy@example.com")
    # Slack has it before Usher has written down what Slack calls it.
    invite = (await until(lambda: usher.parts.database.read(references)))[0]
    await usher.slack.answer_shared(invite, approval=True, by="egon.spengler@contoso.example")
    taken = "Egon Spengler accepted the Slack Connect invitation to <#C0EAST0001> that went to"
    await until(lambda: shown(usher, f"{taken} ivy@example.com. An admin of Slack still has to"))
    await usher.slack.approve_shared(invite)
    await until(lambda: shown(usher, taken) and not shown(usher, "An admin of Slack"))
    assert not shown(usher, "ivy@example.com is in")


def references(unit: Session) -> list[str]:
    """What Slack calls the invitations by Slack Connect."""
    asked = select(OutboxRow.reference).where(OutboxRow.kind == "place.connect")
    return [each for each in unit.scalars(asked) if each]


def shown(usher: Usher, said: str) -> bool:
    """Whether it stands in what Ada, who invited, reads as direct messages."""
    return said in str(usher.slack.messages("ada", place="app"))


def reasons(unit: Session) -> list[str]:
    """For what the steps into channels wait."""
    return list(unit.scalars(select(OutboxRow.reason).where(OutboxRow.kind == "place.channel")))


async def test_what_is_mended_in_slack_is_tried_by_itself(usher: Usher, design: str) -> None:
    usher.slack.archive("east")
    await accepted(usher, design, "mia@northwind.example")
    await until(lambda: "is_archived" in usher.parts.database.read(reasons))
    usher.slack.archive("east", archived=False)
    usher.clock.move(timedelta(minutes=5))
    await until(lambda: inside(usher, "mia") == (True, True))
