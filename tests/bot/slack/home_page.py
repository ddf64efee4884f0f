"""Home in Slack: turned to a tab, read, and pressed as the Home before offered it."""

from typing import Any

from tests.bot.slack.house import House
from tests.bot.slack.views.languages import strings


async def turn(house: House, who: str, tab: str) -> dict[str, Any]:
    if house.slack.home(who) is None:
        await house.slack.open_home(who)
    if f'"tab": "{tab}"' in shown(house, who).get("private_metadata", ""):
        return shown(house, who)
    outcome = await house.slack.click(who, "home.tab", tab, place="home")
    assert outcome.ok, outcome
    return shown(house, who)


def shown(house: House, who: str) -> dict[str, Any]:
    view = house.slack.home(who)
    assert view
    return view


def texts(house: House, who: str) -> str:
    return "\n".join(strings(shown(house, who)))


async def press(house: House, who: str, action_id: str, value: str, **action: Any) -> None:
    """Something that the Home before offered."""
    body = {
        "type": "block_actions",
        "team": {"id": house.person(who).team},
        "user": {"id": house.id(who)},
        "trigger_id": "T",
        "view": shown(house, who),
        "actions": [{"action_id": action_id, "value": value, **action}],
    }
    assert (await house.slack.line.payload(body)).ok
