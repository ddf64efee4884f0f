"""Records: what a JSON column holds, as a frozen dataclass that is written and read in one way."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Record:
    """What is at its default is not written, so that a new field changes no old row."""

    def written(self) -> dict[str, Any]:
        """As JSON has it: enums by their value, tuples and sets as lists."""
        given = ((each, getattr(self, each.name)) for each in fields(self))
        return {each.name: _plain(value) for each, value in given if value != _default(each)}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """What `written` wrote; keys of a later version are left out."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: _frozen(value) for name, value in stored.items() if name in known})


def _default(of: Field[Any]) -> Any:
    return of.default if of.default_factory is MISSING else of.default_factory()


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.written()
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value


NOTHING = Record()
"""Where there is no more to say."""
