"""A workgroup that leads into a private channel, end to end: who is not in it asks, Ada decides."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.sandbox.outgoing import Outcome
from commands.actors import Person
from commands.places import PlaceId
from commands.workgroups import linking, manage
from commands.workgroups.linking import WantedLinks
from storage.models import ChannelLink
from tests.bot.sandbox.slack_places import PLANS, allow
from tests.commands.story import seeing
from tests.flows.usher import Usher
from tests.patience import until
from tests.people import NORTHWIND

ADA = Person(NORTHWIND, "U0ADA00000", name="Ada Admin", email="ada@northwind.example")


@pytest.fixture
async def planning(usher: Usher) -> str:
    """Linked with #plans, in which Ada is, and Lev is not."""
    allow(usher.slack)
    made = await usher.parts.run(manage.create, ADA, "Planning", "", usher.clock())
    ada = seeing(ADA, [PlaceId("channel", PLANS)])
    await usher.parts.run(linking.change, ada, made.id, WantedLinks([PLANS]), usher.clock())
    await until(lambda: usher.parts.database.read(named))
    return str(made.id)


def named(unit: Session) -> str | None:
    """How the channel is called, once Slack was asked."""
    return unit.scalar(select(ChannelLink.name).where(ChannelLink.private, ChannelLink.name != ""))


def inside(usher: Usher, who: str) -> bool:
    slack = usher.slack.workspace
    user = next((each for each in slack.people if slack.people[each]["name"] == who), "")
    return user in slack.channels[PLANS]["members"]


async def pick(usher: Usher, who: str, emails: str, group: str) -> Outcome:
    await usher.slack.command(who, f"/invite {emails}")
    await usher.slack.suggest(who, "workgroup", "plan")
    return await usher.slack.submit(who, {"workgroup": group})


async def test_lev_invites_his_second_address_and_ada_decides(usher: Usher, planning: str) -> None:
    slack = usher.slack
    assert (await pick(usher, "lev", "lev.two@example.com", planning)).ok
    assert "1 person asked for" in str(slack.view("lev"))
    assert "leads into a private channel, where Usher does not see you" in str(slack.view("lev"))
    await slack.close("lev")
    request = await usher.message("ada", "request.approve")
    assert "Leads into #plans" in str(request)
    assert slack.mails == []

    assert (await slack.command("lev", "/invite lev.two@example.com")).ok
    assert (await slack.submit("lev")).ok
    assert "an admin decides" in slack.errors("lev")["emails"]
    assert (await slack.command("lev", "/invite resend lev.two@example.com")).ok
    assert slack.mails == []

    assert (await slack.click("ada", "request.approve")).ok
    link = usher.link_in(await usher.mail_to("lev.two@example.com"))
    assert (await slack.join("Lev Two", "lev.two@example.com")).ok
    assert (await usher.browser.post(f"{link}/accept")).status_code == 200
    await until(lambda: inside(usher, "levtwo"))


async def test_lev_adds_himself_and_is_in_when_ada_says_so(usher: Usher, planning: str) -> None:
    slack = usher.slack
    await slack.open_home("lev")
    assert (await slack.click("lev", "home.tab", "workgroups", place="home")).ok
    assert (await slack.click("lev", "workgroup.edit", planning, place="home")).ok
    assert (await slack.submit("lev", {"emails": "lev@northwind.example"})).ok
    assert "1 member waits for an admin" in str(slack.view("lev"))
    question = await usher.message("ada", "addition.approve")
    assert "<@U0LEV00000> (lev@northwind.example)" in str(question).replace("\u200c", "")
    assert "Leads into #plans" in str(question)
    usher.clock.move(timedelta(hours=1))
    await usher.rest()
    assert not inside(usher, "lev")

    assert (await slack.click("ada", "addition.approve")).ok
    await usher.message("ada", "Approved by Ada Admin")
    await usher.message("lev", "approved your request")
    await until(lambda: inside(usher, "lev"))


async def test_who_is_in_the_channel_asks_nobody(usher: Usher, planning: str) -> None:
    channels, lev = usher.slack.workspace.channels, usher.slack.workspace.person("lev")
    channels[PLANS] = {**channels[PLANS], "members": [*channels[PLANS]["members"], lev["id"]]}
    assert (await pick(usher, "lev", "ivy@example.com", planning)).ok
    assert "1 person invited" in str(usher.slack.view("lev"))
    await usher.mail_to("ivy@example.com")
