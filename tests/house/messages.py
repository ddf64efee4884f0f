"""Finds every text for people in bot/: what is said to `words` and `words.many`.

Babel's own extractor knows names only, and would take `texts.words("ru")` for a text, or pass by a
text that is put together; Jinja's doesn't see `words.many`. So the trees are read here.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent.parent
BOT = ROOT / "bot"


class NotWrittenOut(AssertionError):
    """A text that isn't a plain string where it is said can't be found, nor translated."""


@dataclass(frozen=True, slots=True)
class Said:
    """One or, where it depends on a number, two English sentences, and where they stand."""

    texts: tuple[str, ...]
    values: frozenset[str]
    where: str

    @property
    def msgid(self) -> str | tuple[str, ...]:
        return self.texts if len(self.texts) > 1 else self.texts[0]


def in_python(source: str, name: str) -> Iterator[Said]:
    """Each `words("…")`, `call.words("…")` and `words.many("…", "…", n)`."""
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        if count := _texts_of(call.func):
            texts = [arg.value for arg in call.args[:count] if isinstance(arg, ast.Constant)]
            values = [str(keyword.arg) for keyword in call.keywords]
            yield _said(texts, count, values, f"{name}:{call.lineno}")


def _texts_of(function: ast.expr) -> int:
    """How many texts this function is given: none where it has nothing to do with `words`."""
    match function:
        case ast.Name("words"):
            return 1
        case ast.Attribute(ast.Name(of) | ast.Attribute(_, of), "words") if of.endswith("texts"):
            return 0
        case ast.Attribute(_, "words"):
            return 1
        case ast.Attribute(ast.Name("words") | ast.Attribute(_, "words"), "many"):
            return 2
    return 0


def in_template(source: str, name: str) -> Iterator[Said]:
    """The same in Jinja, where places are filled by a filter: `words("…") | fill(x=1)`."""
    tree = Environment(autoescape=True).parse(source)
    filters = [each for each in tree.find_all(nodes.Filter) if each.name == "fill"]
    filled = {id(each.node): each.kwargs for each in filters}
    for call in tree.find_all(nodes.Call):
        match call.node:
            case nodes.Name(name="words"):
                count = 1
            case nodes.Getattr(attr="many", node=nodes.Name(name="words")):
                count = 2
            case _:
                continue
        texts = [arg.value for arg in call.args[:count] if isinstance(arg, nodes.Const)]
        values = [keyword.key for keyword in (*call.kwargs, *filled.get(id(call), ()))]
        yield _said(texts, count, values, f"{name}:{call.lineno}")


def _said(texts: Sequence[object], count: int, values: Sequence[str], where: str) -> Said:
    found = tuple(text for text in texts if isinstance(text, str))
    if len(found) < count:
        raise NotWrittenOut(where)
    return Said(found, frozenset(values if count == 1 else ["n", *values]), where)


def everything() -> Iterator[Said]:
    """All of bot/; the stand-in is a guest and speaks for itself."""
    for path in sorted(BOT.rglob("*")):
        name = str(path.relative_to(ROOT))
        if name.startswith("bot/sandbox/"):
            continue
        if path.suffix == ".py":
            yield from in_python(path.read_text(), name)
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            yield from in_template(path.read_text(), name)


def catalog() -> Catalog:
    """All of them, as Babel's catalog."""
    found = Catalog()
    for said in everything():
        path, _, line = said.where.rpartition(":")
        found.add(said.msgid, locations=[(path, int(line))])
    return found
