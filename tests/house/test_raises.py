"""What a docstring says is raised is there to be raised, and every refusal is in the tree."""

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

from commands import errors

ROOT = Path(__file__).parent.parent.parent
RAISES = re.compile(r"\bRaises?\b([^.]*)")
NAME = re.compile(r"\b(?:[A-Z][a-z]+){2,}\b|\b[A-Z][a-z]+Error\b")


def sources() -> Iterator[ast.Module]:
    for floor in ("bot", "commands", "storage"):
        for path in sorted((ROOT / floor).rglob("*.py")):
            yield ast.parse(path.read_text("utf-8"))


def known(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            yield node.name
        if isinstance(node, ast.ImportFrom | ast.Import):
            yield from (each.asname or each.name for each in node.names)


def raised(module: ast.Module) -> Iterator[str]:
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(module):
        if isinstance(node, documented) and (said := ast.get_docstring(node)):
            for sentence in RAISES.findall(said):
                yield from NAME.findall(sentence)


def test_what_is_said_to_be_raised_exists() -> None:
    modules = list(sources())
    there = {*dir(builtins), *(name for module in modules for name in known(module))}
    assert {name for module in modules for name in raised(module)} - there == set()


def test_the_tree_of_refusals_names_every_one() -> None:
    tree = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    classes = {
        name
        for name, each in vars(errors).items()
        if isinstance(each, type) and issubclass(each, errors.UsherError)
    }
    assert tree == classes - {"UsherError"}
