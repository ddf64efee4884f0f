"""What is searched follows the row in a flush of the Session: nothing updates a row past that."""

import ast
from collections.abc import Iterator
from pathlib import Path

from storage.models.searched import Searched

ROOT = Path(__file__).parent.parent.parent
TABLES = {table.__name__: set(table.SEARCHED) for table in Searched.__subclasses__()}
NAMES = set.union(*TABLES.values())


def test_no_statement_updates_what_is_searched_by_itself() -> None:
    assert list(updates()) == []


def updates() -> Iterator[str]:
    """`update(Member)….values(name=…)`, and what is handed on to one: `invitations.move(…)`."""
    for floor in ("bot", "commands", "storage"):
        for path in (ROOT / floor).rglob("*.py"):
            yield from (f"{path.relative_to(ROOT)}:{line}" for line in in_source(path.read_text()))


def in_source(source: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            given = {each.arg for each in node.keywords}
            if node.func.attr == "values" and given & names_of(node):
                yield node.lineno
            if node.func.attr == "move" and given & NAMES:
                yield node.lineno


def names_of(node: ast.Call) -> set[str]:
    """What is searched in the table that this statement updates."""
    for each in ast.walk(node):
        match each:
            case ast.Call(func=ast.Name(id="update"), args=[ast.Name(id=table)]):
                return TABLES.get(table, set())
    return set()


def test_such_a_statement_is_noticed() -> None:
    for source in (
        "unit.execute(update(Member).where(x).values(name='Ada'))",
        "update(Invitation).values(state='x', email=new)",
        "invitations.move(unit, row, since, to, now, address='x')",
    ):
        assert list(in_source(source)) == [1]
    assert not list(
        in_source("update(Member).values(role='lead'); update(Workspace).values(name=1)")
    )
