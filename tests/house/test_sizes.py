"""How big the house's rooms are: medians to read, and three bounds that hold."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent.parent
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_CONFTEST = 400, 60, 100


def sources(*folders: str) -> Iterator[Path]:
    """Every file but Alembic's revisions, which are long lists that nobody edits again."""
    for folder in folders:
        yield from (p for p in (ROOT / folder).rglob("*.py") if "versions" not in p.parts)


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            yield length, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def code(path: Path) -> int:
    return sum(
        1 for line in path.read_text().splitlines() if line.strip() and line.strip()[0] != "#"
    )


def test_no_file_is_over_400_lines_and_no_function_over_60() -> None:
    house = list(sources("bot", "commands", "storage"))
    tests = list(sources("tests"))
    of_functions = [each for path in house for each in functions(path)]
    ratio = sum(map(code, tests)) / sum(map(code, house))
    print(
        f"{len(house)} files, median {median(map(lines, house)):.0f} lines;"
        f" {len(of_functions)} functions, median {median(n for n, _ in of_functions):.0f};"
        f" tests {ratio:.2f} of the code"
    )

    everything = [*house, *tests]
    assert [path for path in everything if lines(path) > LONGEST_FILE] == []
    long = [each for path in everything for each in functions(path) if each[0] > LONGEST_FUNCTION]
    assert long == []


def test_fixtures_are_read_on_one_page_what_they_set_up_stands_in_modules_of_its_own() -> None:
    of_fixtures = [path for path in sources("tests") if path.name == "conftest.py"]

    assert {path: n for path in of_fixtures if (n := lines(path)) > LONGEST_CONFTEST} == {}


def test_the_stand_in_is_a_guest_at_most_a_fifth_of_bot() -> None:
    of_sandbox = sum(map(code, sources("bot/sandbox")))
    of_bot = sum(map(code, sources("bot")))

    assert of_sandbox * 5 <= of_bot
