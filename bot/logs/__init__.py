"""One log for everybody in the process, and nothing in it that must not be seen."""

from bot.logs import bounded, exceptions
from bot.logs.masking import mask
from bot.logs.setup import configure

__all__ = ["bounded", "configure", "exceptions", "mask"]
