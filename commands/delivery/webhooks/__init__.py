"""Webhook deliveries: claimed when they are due, and what became of them."""

from commands.delivery.webhooks.claim import claim
from commands.delivery.webhooks.record import record

__all__ = ["claim", "record"]
