"""Workgroups that lead into Slack, and how often Slack is asked who is where."""

from typing import Any

from commands.workgroups import linking
from storage.models import ChannelLink
from tests.bot.slack.house import House
from tests.commands.story import everywhere

MEMBERS = "conversations.members"
LOOKS = {MEMBERS, "conversations.info", "usergroups.list", "usergroups.users.list"}


async def linked(house: House, *channels: str, usergroup: str = "", name: str = "Board") -> str:
    """By Ada, whom nobody asks where she is; Slack has said how they are called."""
    group = await house.group(name)
    wanted = linking.WantedLinks(channels, usergroup)
    everywhere(house.parts.database, linking.change, house.person("ada"), group, wanted, house.now)

    def call(unit: Any) -> None:
        known = {**house.slack.workspace.channels, **house.slack.workspace.usergroups}
        for link in unit.query(ChannelLink).all():
            link.name = known[link.slack_id]["name"]
            link.private = bool(known[link.slack_id].get("is_private"))

    await house.parts.run(call)
    house.slack.api.calls.clear()
    return group


def looks(house: House) -> list[str]:
    return [call.method for call in house.slack.calls if call.method in LOOKS]
