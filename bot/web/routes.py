"""The addresses, each with what answers it."""

from starlette.routing import BaseRoute, Route

from bot.parts import Parts
from bot.web.guard import Guard
from bot.web.health import Health
from bot.web.invitation import InvitationPages
from bot.web.metrics import Metrics
from bot.web.unsubscribe import UnsubscribePages


def page_routes(parts: Parts) -> list[BaseRoute]:
    """The invitees' pages."""
    guard = Guard(parts)
    invitation, stopping = InvitationPages(parts, guard), UnsubscribePages(parts, guard)
    return [
        Route("/i/{token}", invitation.show),
        Route("/i/{token}/accept", invitation.accept, methods=["POST"]),
        Route("/i/{token}/decline", invitation.decline, methods=["POST"]),
        Route("/u/{token}", stopping.answer, methods=["GET", "POST"]),
    ]


def health_routes(health: Health) -> list[BaseRoute]:
    """What everybody may know: whether, and not why."""
    return [Route("/healthz", health.alive), Route("/readyz", health.ready_or_not)]


def operator_routes(health: Health, metrics: Metrics) -> list[BaseRoute]:
    """What says more than a stranger should know."""
    return [
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        Route("/metrics", metrics.show),
    ]
