"""What the house does without, so that it can't be turned against it: docs/asvs.md names this."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# Running programs and text as code, reading what can make any object, XML, C.
DANGEROUS = {
    *("subprocess", "pty", "code", "codeop", "importlib", "runpy"),
    *("pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle"),
    *("xml", "lxml", "defusedxml", "ctypes", "multiprocessing"),
}
AS_CODE = {"eval", "exec", "compile", "__import__", "system", "popen", "from_string", "execfile"}
REGEX = {"re", "regex"}
PATTERNS = {"compile", "search", "match", "fullmatch", "sub", "split", "findall", "finditer"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """All but the demo's stand-in, which serves nobody else, and Alembic's revisions."""
    for floor in ("bot", "commands", "storage"):
        for path in sorted((ROOT / floor).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if not name.startswith(("bot/sandbox/", "storage/migrations/")):
                yield name, ast.parse(path.read_text("utf-8"))


def imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""


def called(module: ast.Module) -> Iterator[tuple[str, str, list[ast.expr]]]:
    """Whose function, which, and what it is given."""
    for node in ast.walk(module):
        match node:
            case ast.Call(ast.Name(name), args):
                yield "", name, args
            case ast.Call(ast.Attribute(ast.Name(of), name), args):
                yield of, name, args


def test_nothing_runs_programs_or_reads_objects_or_xml() -> None:
    found = {
        name: wrong
        for name, module in modules()
        if (wrong := {each for each in imported(module) if each.partition(".")[0] in DANGEROUS})
    }

    assert found == {}


def test_no_text_is_run_as_code() -> None:
    found = [
        f"{name}: {of}.{what}"
        for name, module in modules()
        for of, what, _ in called(module)
        if what in AS_CODE and of not in REGEX
    ]

    assert found == []


def is_written_out(pattern: ast.expr) -> bool:
    """A text, or one that is put together of a module's own constants."""
    values = pattern.values if isinstance(pattern, ast.JoinedStr) else [pattern]
    return all(
        isinstance(each, ast.Constant)
        or (
            isinstance(each, ast.FormattedValue)
            and isinstance(each.value, ast.Name)
            and each.value.id.isupper()
        )
        for each in values
    )


def test_no_pattern_is_made_of_what_somebody_typed() -> None:
    found = [
        f"{name}: {what}"
        for name, module in modules()
        for function in ast.walk(module)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for of, what, args in called(ast.Module(function.body, []))
        if of in REGEX and what in PATTERNS and not is_written_out(args[0])
    ]

    assert found == []


def test_the_linter_s_rules_of_security_stay_on() -> None:
    """flake8-bandit's (S): string-built SQL, weak hashes, unverified TLS, unescaped markup."""
    text = (ROOT / "pyproject.toml").read_text()
    ruff = text.partition("[tool.ruff.lint]")[2].partition("[tool.mypy]")[0]
    ignored = set(re.findall(r'^ +"(S\d+|S)",', ruff.partition("per-file")[0], re.MULTILINE))

    assert 'select = ["ALL"]' in ruff
    # S104: which address it listens on is the operator's.
    assert ignored == {"S104"}


def test_what_the_linter_is_told_to_pass_over_is_no_hole() -> None:
    """Assertions, names that only sound like secrets, chance that guards nothing, our own style."""
    passed = {
        (name.partition(":")[0], code)
        for name, line in lines()
        for code in re.findall(r"\bS\d{3}\b", line.partition("# noqa:")[2])
    }

    assert {each for each in passed if each[1] not in {"S101", "S105"}} == {
        ("bot/web/templating.py", "S704"),
        ("bot/cli/demo_history.py", "S311"),
        ("commands/delivery/results.py", "S311"),
    }


def lines() -> Iterator[tuple[str, str]]:
    for floor in ("bot", "commands", "storage"):
        for path in sorted((ROOT / floor).rglob("*.py")):
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                yield f"{path.relative_to(ROOT)}:{number}", line


def test_no_member_of_an_enum_is_an_empty_tuple() -> None:
    """Python 3.11.2, Debian 12's, makes an object() of it."""
    found = [
        f"{name}: {node.name}"
        for name, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id.endswith("Enum") for base in node.bases)
        for each in node.body
        if isinstance(each, ast.Assign)
        and isinstance(each.value, ast.Tuple)
        and not each.value.elts
    ]

    assert found == []
