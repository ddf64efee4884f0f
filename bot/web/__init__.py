"""The pages for invitees, and what a machine asks: health, readiness, metrics."""

from bot.web.failures import handlers
from bot.web.metrics import Counted, Metrics
from bot.web.refusals import Refusals
from bot.web.routes import routes

__all__ = ["Counted", "Metrics", "Refusals", "handlers", "routes"]
