"""A story with an endpoint in it: what it is told, and what becomes of that."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from commands.delivery import webhooks
from commands.delivery.results import TransientFailure
from commands.delivery.webhooks.claim import Delivery
from commands.delivery.webhooks.record import Result
from commands.webhooks import endpoints
from commands.webhooks.endpoints import Endpoint
from storage.models import OutboxRow, WebhookEndpoint
from tests.commands.story import Story
from tests.people import ADA

URL = "https://hr.example/usher?token=1"
LEASE = timedelta(minutes=2)


def add_endpoint(
    story: Story, url: str = URL, events: Sequence[str] = (), sealed: str = "sealed"
) -> Endpoint:
    made: Endpoint = story.run(endpoints.add, ADA, url, events, sealed)
    return made


def told(story: Story) -> list[OutboxRow]:
    """What stands in the outbox for endpoints."""
    return story.outbox("hook.%")


def kinds(story: Story) -> list[str]:
    return [row.kind.removeprefix("hook.") for row in told(story)]


def claim(story: Story, most: int = 100) -> list[Delivery]:
    return story.database.run(webhooks.claim, story.now, LEASE, most, "hook.%")


def claim_all(story: Story) -> list[Delivery]:
    """What is due, share by share."""
    found: list[Delivery] = []
    while taken := claim(story):
        found += taken
    return found


def record(story: Story, taken: Sequence[Delivery], result: Result | TransientFailure) -> None:
    story.database.run(webhooks.record, [(each, result) for each in taken], story.now)


def endpoint(story: Story) -> WebhookEndpoint:
    [found] = story.all(WebhookEndpoint)
    assert isinstance(found, WebhookEndpoint)
    return found


def payload(story: Story) -> dict[str, Any]:
    """What the one that leaves next says."""
    [taken] = claim(story, most=1)
    return dict(taken.payload)
