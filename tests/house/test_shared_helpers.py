"""What tests share stands in modules of its own: a test file can be moved and taken away."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent.parent


def imported(path: Path) -> Iterator[str]:
    """Every name that is imported there, with the module that it comes from."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{each.name}" for each in node.names)


def test_no_module_of_the_tests_imports_from_a_test_file() -> None:
    stories = {path.stem for path in TESTS.rglob("test_*.py")}
    found = [
        f"{path.relative_to(TESTS)} imports {name}"
        for path in TESTS.rglob("*.py")
        for name in imported(path)
        if not stories.isdisjoint(name.split("."))
    ]
    assert found == []
