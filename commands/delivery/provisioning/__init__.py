"""Provisioning tasks that leave for Slack: claimed when they are due, and what became of them."""

from commands.delivery.provisioning.claim import claim, release
from commands.delivery.provisioning.record import record

__all__ = ["claim", "record", "release"]
