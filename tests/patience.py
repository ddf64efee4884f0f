"""No story is about how quick it is: the machine may have much else to do.

The limits of time have tests of their own, which set them anew.
"""

import pytest

from bot.slack import call, people, private

PATIENCE = 60.0
"""Seconds for what takes a moment."""


def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Usher wait for Slack as long as it takes."""
    for module, name in ((call, "IN_TIME"), (people, "PATIENCE"), (private, "PATIENCE")):
        monkeypatch.setattr(module, name, PATIENCE)
