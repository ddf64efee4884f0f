"""Mails and Slack messages that leave: claimed when they are due, and what became of them."""

from commands.delivery.parcels.claim import claim
from commands.delivery.parcels.record import record

__all__ = ["claim", "record"]
