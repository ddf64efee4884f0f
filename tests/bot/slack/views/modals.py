"""Views as the gate reads them, and the most that one keeps of itself."""

from typing import Any

from bot.slack.shapes import View
from bot.slack.views.metadata import Metadata
from bot.slack.views.spot import LONGEST, Spot

HOME = Metadata(from_home=True)
MOST_KEPT = Metadata(
    "0" * 26, from_home=True, spot=Spot("invitations", "requested", "\x01" * LONGEST, 999_999)
)
"""Of what is typed each character takes six at the worst."""


def submitted(values: Any, kept: Metadata | None = None, **more: Any) -> View:
    metadata = kept.write() if kept else None
    state = {"values": values}
    return View.model_validate({"state": state, "private_metadata": metadata, **more})
