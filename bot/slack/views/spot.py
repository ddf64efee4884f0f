"""Where somebody is in Home: kept in the view itself, so that any process can go on from there."""

import json
from dataclasses import asdict, dataclass

OWN = "own"
TABS = (OWN, "users", "invitations", "workgroups", "settings")
LONGEST = 100
"""Characters that are searched for."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A tab, the state and the words that its rows must have, and the number of the first row."""

    tab: str = OWN
    state: str = ""
    typed: str = ""
    start: int = 0

    def written(self) -> str:
        """For a view's private_metadata; empty at the beginning of one's own invitations."""
        first = asdict(Spot())
        changed = {key: value for key, value in asdict(self).items() if value != first[key]}
        return json.dumps(changed, ensure_ascii=False) if changed else ""


def read(text: str) -> Spot:
    """What `written` wrote; whatever else it is, Home begins at its beginning."""
    try:
        found = json.loads(text or "{}")
        at = Spot(**found)
    except (ValueError, TypeError, RecursionError):
        return Spot()
    right = all(type(value) is type(getattr(Spot(), key)) for key, value in asdict(at).items())
    return at if right and at.tab in TABS and at.start >= 0 else Spot()
