"""Where somebody is in Home."""

from dataclasses import dataclass

OWN = "own"
TABS = (OWN, "users", "invitations", "workgroups", "settings")
LONGEST = 100
"""Characters that are searched for."""
LAST = 999_999
"""The number of the last row that can be turned to: a database has none of any length."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A tab, the state and the words that its rows must have, and the number of the first row."""

    tab: str = OWN
    state: str = ""
    typed: str = ""
    start: int = 0


FIRST = Spot()
"""The beginning of one's own invitations."""
