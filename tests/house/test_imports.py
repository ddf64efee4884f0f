"""import-linter holds the floors (a step of ./usher test): here, that nothing slips past it."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
# Nobody imports it: it is what `python -m bot` runs.
OUTSIDE = {"bot.__main__"}


def contract(kind: str, beginning: str) -> dict[str, list[str]]:
    (found,) = (
        each
        for each in CONTRACTS["contracts"]
        if each["type"] == kind and each["name"].startswith(beginning)
    )
    return dict(found)


def rooms() -> set[str]:
    found = (path for path in (ROOT / "bot").iterdir() if not path.name.startswith("__"))
    return {
        f"bot.{path.stem}"
        for path in found
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }


def test_every_room_of_bot_stands_on_a_floor() -> None:
    floors = contract("layers", "Floors")["layers"]
    named = {name.strip() for floor in floors for name in floor.split("|")}

    assert rooms() - named - OUTSIDE == {"bot.sandbox"}


def test_every_room_of_bot_is_closed_to_the_stand_in() -> None:
    guest = contract("forbidden", "The stand-in is a guest")

    closed = set(guest["forbidden_modules"])
    assert rooms() - closed - OUTSIDE == {"bot.sandbox", "bot.cli"}
    assert {"commands", "storage"} <= closed


def test_no_room_of_bot_but_the_command_line_may_know_the_stand_in() -> None:
    others = contract("forbidden", "Only the command line knows")

    assert rooms() - set(others["source_modules"]) - OUTSIDE == {"bot.sandbox", "bot.cli"}
    assert others["forbidden_modules"] == ["bot.sandbox"]


def renamed() -> Iterator[str]:
    """Where a module of the house is imported under another name than its own."""
    for folder in ("bot", "commands", "storage", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom):
                    base = ROOT.joinpath(*(node.module or "").split("."))
                    yield from (
                        f"{path.relative_to(ROOT)}: {each.name} as {each.asname}"
                        for each in node.names
                        if each.asname and ((base / each.name).with_suffix(".py").exists())
                    )


def test_a_module_is_imported_under_its_own_name_everywhere() -> None:
    assert list(renamed()) == []


def test_commands_has_about_twenty_rooms() -> None:
    rooms = [each for each in (ROOT / "commands").iterdir() if not each.name.startswith("__")]
    assert len(rooms) <= 20
