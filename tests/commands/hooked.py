"""A story with an endpoint in it: what it is told, and what becomes of that."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from commands import deliveries, webhooks
from commands.deliveries import Delivering
from commands.outgoing import Fate
from commands.webhooks import Hook
from storage.models import Endpoint, Outgoing
from tests.commands.story import Story
from tests.people import ADA

URL = "https://hr.example/usher?token=1"
LEASE = timedelta(minutes=2)


def hook(story: Story, url: str = URL, events: Sequence[str] = (), sealed: str = "sealed") -> Hook:
    made: Hook = story.run(webhooks.add, ADA, url, events, sealed)
    return made


def told(story: Story) -> list[Outgoing]:
    """What stands in the outbox for endpoints."""
    return story.outbox("hook.%")


def kinds(story: Story) -> list[str]:
    return [row.kind.removeprefix("hook.") for row in told(story)]


def take(story: Story, most: int = 100) -> list[Delivering]:
    return story.database.run(deliveries.take, story.now, LEASE, most, "hook.%")


def settle(story: Story, taken: Sequence[Delivering], fate: Fate) -> None:
    story.database.run(deliveries.settle, [(each, fate) for each in taken], story.now)


def endpoint(story: Story) -> Endpoint:
    [found] = story.all(Endpoint)
    assert isinstance(found, Endpoint)
    return found


def payload(story: Story) -> dict[str, Any]:
    """What the one that leaves next says."""
    [taken] = take(story, most=1)
    return dict(taken.payload)
