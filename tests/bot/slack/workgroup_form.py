"""A workgroup's form: opened from Home, and what was saved with it."""

from typing import Any

from commands.workgroups import manage
from commands.workgroups.manage import WorkgroupDetails
from tests.bot.slack.home_page import turn
from tests.bot.slack.house import House


async def edited(house: House, group: str) -> WorkgroupDetails:
    found = await house.parts.run(manage.show, house.person("ada"), group, house.now)
    assert isinstance(found, WorkgroupDetails)
    return found


async def edit(house: House, group: str, who: str = "lev") -> dict[str, Any]:
    await turn(house, who, "workgroups")
    assert (await house.slack.click(who, "workgroup.edit", group, place="home")).ok
    view = house.slack.view(who)
    assert view
    assert view["title"]["text"] == "Edit workgroup"
    return view
