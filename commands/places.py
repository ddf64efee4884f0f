"""Places: Slack's channels and user groups, as far as who knows no Slack can know of them.

A command asks nobody outside. Where it has to know how places stand it raises PlacesUnseen, which
undoes all it did; the edge looks and runs it again for the same person with what was seen
(`commands.actors.Person`). What was not looked at counts as a place that they are not in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Obstacle = Literal[
    "", "unknown", "archived", "direct", "managed", "locked", "scope", "silent", "untold"
]
"""Why a place can't be linked: none that Usher may know of, archived, people's direct messages; a
user group that an identity provider keeps, or that is locked; Usher may not look (a scope is
missing), Slack said nothing in time, or nothing of it at all.
"""


class PlaceId(NamedTuple):
    """A place by what it is ("channel", "usergroup") and the id that Slack gave it."""

    kind: str
    slack_id: str


@dataclass(frozen=True, slots=True)
class SeenPlace:
    """A place as Slack told of it a moment ago.

    `inside` says that who asks is in it, `opens` that who comes in reads what is said somewhere: of
    a user group that it has default channels. The rest is only looked at where it is to be linked;
    of a channel, whether it is `shared` with people from outside this Slack. `unsaid` is why Slack
    did not say who is inside.
    """

    id: PlaceId
    inside: bool = False
    opens: bool = True
    obstacle: Obstacle = "unknown"
    name: str = ""
    private: bool = True
    shared: bool = False
    unsaid: Obstacle = ""


class PlacesUnseen(Exception):
    """Somebody has to look at these places before it can be said whether who asks may do this."""

    def __init__(self, places: Sequence[PlaceId], *, to_link: bool = False) -> None:
        super().__init__(f"{len(places)} places")
        self.places, self.to_link = tuple(places), to_link


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that people read of. `name` is as Slack has it, without # or @; empty until Slack
    said it, and where it is `private` and not for the reader to know.
    """

    id: PlaceId
    name: str
    private: bool


@dataclass(frozen=True, slots=True)
class LeadsInto:
    """A workgroup by its name, and places that who comes into it comes into."""

    workgroup: str
    places: tuple[NamedPlace, ...]
