"""Modals, as they are read: what stands in the one on top, and what a field begins with; and the
submit of one.
"""

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


def submission(house: House, **values: str) -> dict[str, Any]:
    """A submit as Slack would send it, with what its own checks would not let through."""
    fields = {"emails": "ivy@example.com", **values}
    state = {name: {name: {"type": "x", "value": value}} for name, value in fields.items()}
    if "workgroup" in values:
        chosen = {"text": {"type": "plain_text", "text": "?"}, "value": values["workgroup"]}
        state["workgroup"]["workgroup"] = {"type": "x", "selected_option": chosen}  # type: ignore[dict-item]
    view = {"id": "V0", "type": "modal", "callback_id": "invite", "state": {"values": state}}
    user = {"id": house.id("lev")}
    return {
        "type": "view_submission",
        "team": {"id": house.person("lev").team},
        "user": user,
        "view": view,
    }
