"""Provisioning tasks that leave for Slack: claimed when they are due, and what became of them."""

from commands.delivery.provisioning.claim import claim
from commands.delivery.provisioning.record import record

__all__ = ["claim", "record"]
