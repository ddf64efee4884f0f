"""Webhooks in words: what each event means, how an endpoint is, what became of a delivery."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from bot.i18n import Words
from commands.webhooks.endpoints import TEST, Delivery, Endpoint

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
        "invitation.created": words("Somebody was invited"),
        "invitation.sent": words("The mail was sent"),
        "invitation.reminded": words("A reminder was sent"),
        "invitation.accepted": words("An invitation was accepted"),
        "invitation.declined": words("An invitation was declined"),
        "invitation.revoked": words("An invitation was revoked"),
        "invitation.expired": words("An invitation expired"),
        "invitation.failed": words("A mail was not delivered"),
        "member.created": words("A member joined"),
        "member.role_changed": words("A role was changed"),
        "member.removed": words("A member was removed"),
        "workgroup.created": words("A workgroup was made"),
        "workgroup.updated": words("A workgroup was changed"),
        "workgroup.members_added": words("Members came into a workgroup"),
        "workgroup.members_removed": words("Members left a workgroup"),
        "workgroup.archived": words("A workgroup was archived"),
        TEST: words("A test"),
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
        case _ if delivery.reason:
            when = f"{words.day(delivery.due_at, zone)}, {words.time(delivery.due_at, zone)}"
            return "🕓 " + words("tried again: {when}", when=when)
        case _:
            return "🕓 " + words("on its way")
