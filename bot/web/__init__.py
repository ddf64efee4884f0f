"""The pages for invitees, and what a machine asks: health, readiness, metrics."""

from bot.web.failures import handlers
from bot.web.health import Health
from bot.web.metrics import Counted, Metrics
from bot.web.neighbours import Neighbours, Seen
from bot.web.refusals import Refusals
from bot.web.routes import operator_routes, routes

__all__ = [
    "Counted",
    "Health",
    "Metrics",
    "Neighbours",
    "Refusals",
    "Seen",
    "handlers",
    "operator_routes",
    "routes",
]
