"""What is missing or wrong, said in one go and without a value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import ErrorDetails

_PAGE = "docs/settings.md"
ENV_FILE = Path(".env")
"""In the folder where it starts: the launcher goes to its own."""

_RULES: Mapping[str, str] = {
    "int_parsing": "it must be a whole number",
    "float_parsing": "it must be a number",
    "finite_number": "it must be a finite number",
    "greater_than": "it must be more than {gt:.0f}",
    "greater_than_equal": "it must be at least {ge:.0f}",
    "less_than_equal": "it must be at most {le:.0f}",
    "literal_error": "it must be {expected}",
}


def reason_of(error: ErrorDetails) -> str:
    """What pydantic found, in our words where there are some."""
    rule = _RULES.get(error["type"])
    return rule.format(**error.get("ctx", {})) if rule else error["msg"]


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
                    f"Set them in the environment or in {_env_file()}; {_PAGE} has them all.",
                ]
            )
        )


def _env_file() -> str:
    """Where it is read, so that nobody fills in another one."""
    try:
        return str(ENV_FILE.absolute())
    except OSError:  # the folder is gone
        return f"a file {ENV_FILE}"
