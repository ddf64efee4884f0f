"""The README's map shows the house as it is: each package with the sentence that it has itself."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
MAP = (ROOT / "README.md").read_text("utf-8").partition("## Map of the code")[2]
# Their packages' sentences stand with the floor's or the room's that they are part of.
WITHIN = {"bot/logs", "bot/settings", "storage/models", "storage/migrations"}


def packages() -> list[str]:
    """Of bot and storage the first two levels, of commands the first two."""
    found = (
        path.parent.relative_to(ROOT)
        for floor in ("bot", "commands", "storage")
        for path in (ROOT / floor).rglob("__init__.py")
    )
    rooms = {str(each) for each in found if len(each.parts) <= 2} | {"bot/slack/views"}
    return sorted(rooms - WITHIN)


@pytest.mark.parametrize("package", packages())
def test_a_package_stands_in_the_map_with_its_own_sentence(package: str) -> None:
    said = ast.get_docstring(ast.parse((ROOT / package / "__init__.py").read_text("utf-8")))
    assert said
    first = said.split("\n\n")[0].replace("\n", " ")
    assert first in " ".join(MAP.split())
    assert f"`{package.rpartition('/')[2]}/`" in MAP


def test_the_glossary_has_at_most_fifteen_words() -> None:
    words = MAP.partition("| word | meaning |\n|---|---|\n")[2].partition("\n\n")[0]
    assert 5 <= len(words.splitlines()) <= 15
