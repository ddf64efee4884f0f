"""Mails and Slack messages that leave: claimed when they are due, and what became of them."""

from commands.delivery.parcels.claim import claim
from commands.delivery.parcels.record import record
from commands.delivery.parcels.turns import claim as claim_in_turn
from commands.delivery.parcels.turns import record as record_in_turn
from commands.delivery.parcels.turns import release as release_in_turn

__all__ = ["claim", "claim_in_turn", "record", "record_in_turn", "release_in_turn"]
