"""Tables that are searched: a column keeps what is looked for, folded whenever a row is written."""

from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Text, event, inspect
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from storage import folding

FOLDED = Text().with_variant(Text(collation="C"), "postgresql")
"""Compared by bytes on both databases, which is also what an index of beginnings needs."""


class Searched:
    """`folded` is the texts of the columns in `SEARCHED` as `storage.folding` keeps them: written
    here with each of them, and never read. A statement that updates one of them by itself, past the
    Session, would leave it behind; `tests/house` lets none.
    """

    SEARCHED: ClassVar[tuple[str, ...]]

    @declared_attr
    def folded(cls) -> Mapped[str]:  # noqa: N805 - so `declared_attr` calls it
        def of_new(context: Any) -> str:
            given = context.get_current_parameters()
            return folding.kept(*(given.get(name) for name in cls.SEARCHED))

        return mapped_column(
            FOLDED, default=of_new, server_default="", deferred=True, deferred_raiseload=True
        )

    @classmethod
    def has(cls, word: str) -> ColumnElement[bool]:
        return cls.folded.contains(word, autoescape=True)

    @classmethod
    def begins(cls, typed: str) -> ColumnElement[bool]:
        return cls.folded.startswith(folding.fold(typed), autoescape=True)

    @classmethod
    def fits(cls, typed: str) -> list[ColumnElement[bool]]:
        """It has each of the words; no condition where there are none."""
        return [cls.has(word) for word in folding.wanted(typed)]


@event.listens_for(Searched, "before_update", propagate=True)
def _fold_anew(_mapper: object, _connection: object, row: Searched) -> None:
    attrs = inspect(row).attrs
    if any(attrs[name].history.has_changes() for name in row.SEARCHED):
        row.folded = folding.kept(*(getattr(row, name) for name in row.SEARCHED))
