"""What is missing or wrong, said in one go and without a value."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One setting that is missing or wrong. Holds nothing of its value."""

    name: str
    fault: str
    purpose: str
    example: str

    def __str__(self) -> str:
        return f"{self.name} {self.fault}.\n    It {self.purpose}; for example {self.example}"


class SettingsError(Exception):
    """Something needed is not set, or not as it must be. Names all of it at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "\n".join(
                [
                    "Some settings are missing or wrong:",
                    *(f"  {problem}" for problem in self.problems),
                    "Set them in the environment or in a file .env; docs/settings.md has them all.",
                ]
            )
        )
