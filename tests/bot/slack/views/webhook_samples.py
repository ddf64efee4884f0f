"""Webhooks to begin from, from one that is well to the worst there may be, and what was sent."""

from dataclasses import replace
from datetime import timedelta

from commands.webhooks.endpoints import EVENTS, Delivery, Endpoint
from tests.people import MONDAY

WELL = Endpoint(
    id="01J0000000000000000000000H",
    url="https://hr.example.com/usher/?token=geheim",
    events=(),
    rotating=False,
    failing_since=None,
    paused_at=None,
    created_at=MONDAY,
)
FAILING = replace(WELL, failing_since=MONDAY - timedelta(days=1))
PAUSED = replace(WELL, paused_at=MONDAY, failing_since=MONDAY - timedelta(days=3))
WORST = replace(
    PAUSED,
    url="https://" + "ü" * 60 + ".evil.example/" + "*x*😀" * 95,
    events=EVENTS,
    rotating=True,
)
SENT = Delivery(
    id=7,
    type="invitation.accepted",
    created_at=MONDAY,
    state="sent",
    attempts=1,
    failure=None,
    due_at=MONDAY,
    done_at=MONDAY,
)
