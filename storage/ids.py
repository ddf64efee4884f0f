"""Public ids: ULIDs, 26 characters, in the order of their making and hard to guess."""

from datetime import datetime

from ulid import ULID


def new(now: datetime) -> str:
    return str(ULID.from_datetime(now))


def first_at(moment: datetime) -> str:
    """No id of that moment or after it comes before this one."""
    return new(moment)[:10] + "0" * 16


def made_at(made: str) -> datetime:
    """When, to the millisecond before."""
    return ULID.from_str(made).datetime
