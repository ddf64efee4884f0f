"""What a view keeps of itself in Slack, its private_metadata, so that any process can go on."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from bot.slack.shapes import sound
from bot.slack.views.spot import FIRST, LAST, LONGEST, TABS, Spot
from commands.addresses import Part

T = TypeVar("T", str, bool, int)

# How the version before wrote it in a modal, which may still be open while Usher is upgraded:
# what it is about, or that it asks; then that Home lies behind, and its spot as JSON.
_HOME, _ASKS = "home", "request"


UNKNOWN = -1
MOST = 3000
"""Characters that Slack keeps of it."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """`about`: the id of what a modal is about, or the part of the settings that it shows.

    `from_home`: it lies above Home, which has to change with it. `spot`: where in Home that is; of
    Home itself, where it is. `asks`: who opened the form could only ask.
    `inside` and `left`: how many addresses of a list are in the form, and how many did not fit;
    `rest` those, where they fit in here. `members` and `acceptable`: how many the form of a
    workgroup said come into what is linked.
    """

    about: str = ""
    from_home: bool = False
    spot: Spot = FIRST
    asks: bool = False
    inside: int = 0
    left: int = 0
    rest: str = ""
    members: int = UNKNOWN
    acceptable: int = UNKNOWN

    def write(self) -> str:
        """For a view's private_metadata; empty where there is nothing to be kept."""
        first = _flat(NOTHING_KEPT)
        kept = {key: value for key, value in _flat(self).items() if value != first[key]}
        return json.dumps(kept, ensure_ascii=False) if kept else ""

    def with_list(self, part: Part) -> "Metadata":
        """Of a list of which a part is in the form; the rest, if there is room for all of it."""
        if not part.left:
            return self
        kept = replace(self, inside=part.inside, left=part.left, rest=part.rest)
        fits = len(replace(kept, asks=True).write()) <= MOST
        return kept if fits else replace(kept, rest="")

    @classmethod
    def read(cls, text: str | None) -> "Metadata":
        """What `write` wrote. Of anything else as much as can be understood: it never raises."""
        if text and not text.startswith("{"):
            return cls._of_before(text)
        kept = _object(text or "{}")
        return cls(
            _value(kept, "about", ""),
            _value(kept, "from_home", False),
            _spot(kept),
            _value(kept, "asks", False),
            _value(kept, "inside", 0),
            _value(kept, "left", 0),
            _value(kept, "rest", ""),
            _value(kept, "members", UNKNOWN),
            _value(kept, "acceptable", UNKNOWN),
        )

    @classmethod
    def _of_before(cls, text: str) -> "Metadata":
        about, from_home, spot = sound(text).partition(_HOME)
        asks = about == _ASKS
        return cls("" if asks else about, bool(from_home), _spot(_object(spot or "{}")), asks)


NOTHING_KEPT = Metadata()


def _flat(kept: Metadata) -> dict[str, Any]:
    """Home's keys beside the others: Home itself keeps only those."""
    found = asdict(kept)
    found.update(found.pop("spot"))
    return found


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _spot(kept: Mapping[str, Any]) -> Spot:
    """Whatever else stands there, Home begins at its beginning."""
    at = Spot(
        _value(kept, "tab", FIRST.tab),
        _value(kept, "state", FIRST.state)[:LONGEST],
        _value(kept, "typed", FIRST.typed)[:LONGEST],
        _value(kept, "start", FIRST.start),
    )
    return at if at.tab in TABS and 0 <= at.start <= LAST else FIRST


def _value(kept: Mapping[str, Any], key: str, first: T) -> T:
    found = kept.get(key, first)
    # What JSON may escape, a database can't hold.
    found = sound(found) if isinstance(found, str) else found
    return found if type(found) is type(first) else first
