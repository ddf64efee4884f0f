"""Home in the stand-in for Slack: turned to a tab, read, and the ids behind its buttons."""

from bot.sandbox.rules import problems
from tests.bot.slack.views.languages import strings
from tests.flows.usher import Usher


async def turn(usher: Usher, who: str, tab: str) -> str:
    if usher.slack.home(who) is None:
        await usher.slack.open_home(who)
    assert (await usher.slack.click(who, "home.tab", tab, place="home")).ok
    return read(usher, who)


def read(usher: Usher, who: str) -> str:
    """What stands on their Home, which Slack takes."""
    view = usher.slack.home(who)
    assert view
    drawn = {key: view[key] for key in ("type", "blocks")}
    assert problems(drawn, "home") == []
    return "\n".join(strings(view))


def row_id(usher: Usher, who: str, address: str) -> str:
    """The id behind the menu of an invitation's row."""
    view = usher.slack.home(who)
    assert view
    [row] = [block for block in view["blocks"] if address in str(block.get("text"))]
    return str(row["accessory"]["options"][-1]["value"].partition(":")[2])


def role_menu(usher: Usher, who: str, name: str) -> str:
    view = usher.slack.home(who)
    assert view
    [row] = [block for block in view["blocks"] if name in str(block.get("text"))]
    return str(row["accessory"]["options"][0]["value"].partition(":")[2])


def edit_button(usher: Usher, who: str, name: str) -> str:
    view = usher.slack.home(who)
    assert view
    [row] = [block for block in view["blocks"] if name in str(block.get("text"))]
    return str(row["accessory"]["value"])
