"""Modals, as they are read: what stands in the one on top, and what a field begins with."""

from typing import Any

from tests.bot.slack.house import House
from tests.bot.slack.views.languages import strings


def typed(view: dict[str, Any], block_id: str) -> str:
    [block] = [block for block in view["blocks"] if block.get("block_id") == block_id]
    return str(block["element"].get("initial_value", ""))


def shown(house: House, who: str) -> str:
    """What stands in the modal on top."""
    view = house.slack.view(who)
    return "\n".join(strings(view)) if view else ""
