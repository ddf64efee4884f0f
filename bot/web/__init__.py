"""The pages for invitees, and what a machine asks: health, readiness, metrics."""

from bot.web.failures import handlers
from bot.web.health import Health
from bot.web.metrics import Counted, Metrics
from bot.web.neighbours import Neighbours, Seen
from bot.web.refusals import Refusals
from bot.web.routes import health_routes, operator_routes, page_routes

__all__ = [
    "Counted",
    "Health",
    "Metrics",
    "Neighbours",
    "Refusals",
    "Seen",
    "handlers",
    "health_routes",
    "operator_routes",
    "page_routes",
]
