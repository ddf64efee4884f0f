"""Mails and Slack messages that leave: claimed when they are due, and what became of them."""

from commands.delivery.messages.claim import claim
from commands.delivery.messages.record import record

__all__ = ["claim", "record"]
