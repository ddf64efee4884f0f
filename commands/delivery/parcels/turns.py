"""Slack messages in turn: to one channel about one a second, in the order of their writing.

https://docs.slack.dev/apis/web-api/rate-limits#posting-messages
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commands.delivery import results
from commands.delivery.parcels.claim import claim as claim_all
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.parcels.record import record as record_all
from commands.delivery.results import Limited, Result
from storage import slack_limits
from storage.vocabulary import OutboxKind

EVERY = timedelta(seconds=1)
POSTING = "chat.postMessage"
OTHERWISE = frozenset({OutboxKind.HOME, OutboxKind.EXPORT})
"""What is no posted message."""

Place = tuple[str, str]
"""A team, and a channel or the person whose direct messages they are."""


def claim(unit: Session, now: datetime, lease: timedelta, most: int, kinds: str) -> list[Parcel]:
    """As of any parcels, and of what goes to one channel only the first. It has the turn until it
    is recorded or released, or its lease is over, and the next a second later: no lane is held up
    by what waits for its turn, and none overtakes what still waits for its own lane.
    """
    taken = claim_all(unit, now, lease, most, kinds)
    queues: dict[Place, list[Parcel]] = {}
    for parcel in taken:
        if place := _place(parcel):
            queues.setdefault(place, []).append(parcel)
    busy = slack_limits.take_turns(unit, POSTING, queues, now, now + lease)
    turns: dict[tuple[int, str], datetime] = {}
    for place, queue in queues.items():
        turns |= _turns(queue, busy.get(place), now)
    slack_limits.wait_in_turn(unit, turns, now)
    return [parcel for parcel in taken if (parcel.id, parcel.lease) not in turns]


def record(unit: Session, done: Sequence[tuple[Parcel, Result]], now: datetime) -> None:
    """As of any parcels. What Slack took no more of has used no turn."""
    record_all(unit, done, now)
    posted = [parcel for parcel, result in done if not isinstance(result, Limited)]
    _end(unit, posted, now, now + EVERY)
    _end(unit, [parcel for parcel, result in done if isinstance(result, Limited)], now, now)


def release(unit: Session, unsent: Sequence[Parcel], now: datetime) -> None:
    """Let them be claimed at once, and their turns be taken."""
    results.release(unit, unsent, now)
    _end(unit, unsent, now, now)


def _end(unit: Session, parcels: Sequence[Parcel], now: datetime, free_at: datetime) -> None:
    places = {place for parcel in parcels if (place := _place(parcel))}
    slack_limits.end_turns(unit, POSTING, places, now, free_at)


def _place(parcel: Parcel) -> Place | None:
    """Where a new message is posted."""
    to = parcel.channel or (parcel.recipient.slack_user if parcel.recipient else "")
    posted = to and parcel.replaces is None and parcel.kind not in OTHERWISE
    return (parcel.team, to) if posted else None


def _turns(
    queue: Sequence[Parcel], free_at: datetime | None, now: datetime
) -> dict[tuple[int, str], datetime]:
    """Which of them wait, each for its second."""
    waiting = queue if free_at else queue[1:]
    # Of one that is in hand nobody knows how long it takes: a second later it is seen.
    first = min(free_at or now + EVERY, now + EVERY)
    return {
        (parcel.id, parcel.lease): first + number * EVERY for number, parcel in enumerate(waiting)
    }
