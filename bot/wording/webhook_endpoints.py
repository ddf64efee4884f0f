"""Webhooks in words: what each event means, how an endpoint is, what became of a delivery."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from bot.i18n import Words
from commands.webhooks.endpoints import Delivery, Endpoint
from storage.vocabulary import WebhookEvent

HELD = 3000
"""The year from which on what waits is held back: its endpoint is paused."""


def place(url: str) -> str:
    """Host and path: what comes after them is not for every screen."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path.rstrip('/')}"


def kinds(words: Words) -> Mapping[str, str]:
    """What an event is about, by the beginning of its name."""
    return {
        "invitation": words("Invitations"),
        "member": words("Members"),
        "workgroup": words("Workgroups"),
    }


def event(name: str, words: Words) -> str:
    """What happened; an event of tomorrow stands as it is."""
    return _events(words).get(name, name)


def _events(words: Words) -> Mapping[str, str]:
    return {
        WebhookEvent.INVITATION_CREATED: words("Somebody was invited"),
        WebhookEvent.INVITATION_SENT: words("The mail was sent"),
        WebhookEvent.INVITATION_REMINDED: words("A reminder was sent"),
        WebhookEvent.INVITATION_ACCEPTED: words("An invitation was accepted"),
        WebhookEvent.INVITATION_DECLINED: words("An invitation was declined"),
        WebhookEvent.INVITATION_REVOKED: words("An invitation was revoked"),
        WebhookEvent.INVITATION_EXPIRED: words("An invitation expired"),
        WebhookEvent.INVITATION_FAILED: words("A mail was not delivered"),
        WebhookEvent.MEMBER_CREATED: words("A member joined"),
        WebhookEvent.MEMBER_ROLE_CHANGED: words("A role was changed"),
        WebhookEvent.MEMBER_REMOVED: words("A member was removed"),
        WebhookEvent.WORKGROUP_CREATED: words("A workgroup was made"),
        WebhookEvent.WORKGROUP_UPDATED: words("A workgroup was changed"),
        WebhookEvent.WORKGROUP_MEMBERS_ADDED: words("Members came into a workgroup"),
        WebhookEvent.WORKGROUP_MEMBERS_REMOVED: words("Members left a workgroup"),
        WebhookEvent.WORKGROUP_ARCHIVED: words("A workgroup was archived"),
        WebhookEvent.TEST: words("A test"),
    }


def told(events: Sequence[str], words: Words) -> str:
    """Which events an endpoint is told."""
    return " · ".join(event(each, words) for each in events) or words("All events")


def state(endpoint: Endpoint, words: Words, zone: str) -> Iterator[str]:
    """How it is, a line each."""
    if endpoint.paused_at:
        yield "⏸ " + words("Paused since {when}", when=words.moment(endpoint.paused_at, zone))
    if endpoint.failing_since:
        yield "⚠️ " + words("Failing since {when}", when=words.moment(endpoint.failing_since, zone))
    if not (endpoint.paused_at or endpoint.failing_since):
        yield "✓ " + words("No failures")
    if endpoint.rotating:
        yield "🔑 " + words("Two secrets sign: the old one is not retired yet")


def result(delivery: Delivery, words: Words, zone: str) -> str:
    """What became of it."""
    match delivery.state:
        case "sent":
            return "✅ " + words("delivered")
        case "failed":
            return "❌ " + words("not delivered")
        case "dropped":
            return "⏹ " + words("not sent")
        case _ if delivery.due_at.year >= HELD:
            return "⏸ " + words("waits until it is told again")
        case _ if delivery.failure:
            when = f"{words.day(delivery.due_at, zone)}, {words.time(delivery.due_at, zone)}"
            return "🕓 " + words("tried again: {when}", when=when)
        case _:
            return "🕓 " + words("on its way")
