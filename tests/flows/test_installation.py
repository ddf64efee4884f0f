"""The last click, and an installation of before: from the first command to the last message."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.sandbox import people
from bot.slack.manifest import SCOPES
from commands.notifications.installation import describe_lacking as lacking
from storage.models import Workspace
from tests.flows.usher import Usher
from tests.patience import until


async def ready(usher: Usher) -> str:
    return (await usher.browser.get(f"{usher.parts.settings.public_url}/readyz")).text


def listens(unit: Session) -> datetime | None:
    """Since when the worker waits for the first event: what was done before says nothing."""
    return unit.scalar(select(Workspace.events_awaited_at))


async def test_until_the_last_click_home_stays_empty_and_it_is_said_where_to_click(
    usher: Usher,
) -> None:
    slack = usher.slack
    slack.line.verified = False
    await until(lambda: usher.parts.database.read(listens))
    await slack.open_home("ada")
    await usher.invite("lev", "ivy@example.com")
    assert slack.home("ada") is None
    assert f"{people.TEAM}: Slack has not sent any event yet" in await ready(usher)
    await usher.rest()
    usher.clock.move(days=1, hours=1)
    told = await usher.message("ada", "Slack sends it no events yet")
    assert "Event Subscriptions" in str(told)
    assert not [each for each in slack.messages("lev") if "events" in str(each)]

    assert await slack.verify()
    await usher.message("ada", "Slack's events reach Usher")
    assert (await ready(usher)).strip() == "ok"
    await slack.open_home("ada")
    await until(lambda: slack.home("ada") is not None)


async def test_an_installation_of_before_is_told_what_it_lacks(usher: Usher) -> None:
    slack = usher.slack
    await slack.open_home("ada")
    slack.install(*(each for each in SCOPES if each != "files:write"))
    await usher.invite("lev", "ivy@example.com")
    told = await usher.message("ada", "lacks 1 scope")
    assert "send CSV files (`files:write`)" in str(told)
    assert f"{people.TEAM}: the app was installed without files:write" in await ready(usher)

    slack.install(*SCOPES)
    await usher.invite("lev", "joe@example.com")
    await usher.message("ada", "has all the scopes")
    await until(lambda: not usher.parts.database.read(lacking))
    assert (await ready(usher)).strip() == "ok"
