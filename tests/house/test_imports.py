"""import-linter holds the floors (a step of ./usher test): here, that nothing slips past it."""

import tomllib
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
