"""The door: every connection, within bounds, before a request is anybody's."""

from bot.web.door.bounds import Bounds
from bot.web.door.connection import Connection
from bot.web.door.keeper import Keeper

__all__ = ["Bounds", "Connection", "Keeper"]
