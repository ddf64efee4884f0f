"""The cast: the same in every test and in the demo."""

from datetime import UTC, datetime

from commands.actors import Person

NORTHWIND = "T0NORTHWND"
ELSEWHERE = "T0ELSEWHER"

ADA = Person(NORTHWIND, "U0ADA", name="Ada Admin", email="ada@northwind.example", runs_slack=True)
LEV = Person(NORTHWIND, "U0LEV", name="Lev Lead", email="lev@northwind.example")
MIA = Person(NORTHWIND, "U0MIA", name="Mia Member", email="mia@northwind.example", locale="ru")
GUS = Person(NORTHWIND, "U0GUS", "guest", "Gus Guest", "gus@partner.example")
NIA = Person(NORTHWIND, "U0NIA", "stranger", "Nia Nextdoor")

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""A working day in the morning: no reminder of it falls into the night."""
