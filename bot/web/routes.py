"""The addresses, each with what answers it."""

from starlette.routing import BaseRoute, Route

from bot.parts import Parts
from bot.web.guard import Guard
from bot.web.health import Health
from bot.web.invitation import InvitationPages
from bot.web.metrics import Metrics
from bot.web.unsubscribe import UnsubscribePages


def routes(parts: Parts, health: Health, metrics: Metrics) -> list[BaseRoute]:
    """All but Slack's; what is for the operator alone only where it has no address of its own."""
    guard = Guard(parts)
    invitation, stopping = InvitationPages(parts, guard), UnsubscribePages(parts, guard)
    pages = [
        Route("/i/{token}", invitation.show),
        Route("/i/{token}/accept", invitation.accept, methods=["POST"]),
        Route("/i/{token}/decline", invitation.decline, methods=["POST"]),
        Route("/u/{token}", stopping.answer, methods=["GET", "POST"]),
    ]
    if parts.settings.metrics_apart:
        return [
            *pages,
            Route("/healthz", health.alive),
            Route("/readyz", health.ready_or_not),
        ]
    return [*pages, *operator_routes(health, metrics)]


def operator_routes(health: Health, metrics: Metrics) -> list[BaseRoute]:
    """What says more than a stranger should know."""
    return [
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        Route("/metrics", metrics.show),
    ]
