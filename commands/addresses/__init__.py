"""Email addresses: read out of what people type and paste, slips of the pen in them, and the
domains a workspace allows.
"""

from commands.addresses.address import Address, envelope, mailbox
from commands.addresses.finding import MAX_MESSAGE, candidates, in_piece, whole_words
from commands.addresses.fitting import NOBODY, Part, fitting
from commands.addresses.reading import MAX_TEXT, one, read

__all__ = [
    "MAX_MESSAGE",
    "MAX_TEXT",
    "NOBODY",
    "Address",
    "Part",
    "candidates",
    "envelope",
    "fitting",
    "in_piece",
    "mailbox",
    "one",
    "read",
    "whole_words",
]
