"""The addresses, each with what answers it."""

from starlette.routing import BaseRoute, Route

from bot.parts import Parts
from bot.web.guard import Guard
from bot.web.health import Health
from bot.web.invitation import InvitationPages
from bot.web.metrics import Metrics
from bot.web.unsubscribe import UnsubscribePages


def routes(parts: Parts, metrics: Metrics) -> list[BaseRoute]:
    """All but Slack's."""
    guard = Guard(parts)
    invitation, stopping = InvitationPages(parts, guard), UnsubscribePages(parts, guard)
    health = Health(parts)
    return [
        Route("/i/{token}", invitation.show),
        Route("/i/{token}/accept", invitation.accept, methods=["POST"]),
        Route("/i/{token}/decline", invitation.decline, methods=["POST"]),
        Route("/u/{token}", stopping.answer, methods=["GET", "POST"]),
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        Route("/metrics", metrics.show),
    ]
