"""docs/security.md and docs/asvs.md say what is so: ids, tests, limits and modules are there."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from pkgutil import resolve_name

import pytest

from bot.links import MAC_BYTES
from bot.settings import Settings
from tests.house.messages import ROOT

SECURITY = ROOT / "docs" / "security.md"
ASVS = ROOT / "docs" / "asvs.md"
PAGES = [ROOT / "SECURITY.md", SECURITY, ASVS]
# Each requirement of level 1 or 2 in OWASP's table of the release 5.0.0, with its level.
LEVELS = (Path(__file__).parent / "asvs_5_0_0.txt").read_text()
REQUIRED = [line.split()[0] for line in LEVELS.splitlines()]

ROW = re.compile(r"^\| (V\d[V\d. ]*) \| ([^|]+) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
PROVEN = {"held", "in part"}
STANDS = PROVEN | {"operator", "not held", "n/a"}

UNITS = {"": 1, "KiB": 1024, "MiB": 1024**2, "ms": 0.001, "s": 1, "min": 60, "h": 3600}
LIMIT = re.compile(r"^\| ([\d,.]+) ?([^|]*?) \| [^|]+ \| [^|]+ \| `([\w.]+)` \|$", re.MULTILINE)
ENCRYPTS = {"hmac", "hashlib", "secrets", "ssl", "cryptography"}


def rows() -> list[tuple[list[str], str, str]]:
    """The ids of a row, how they stand, and by what."""
    found = ROW.findall(ASVS.read_text())
    return [(ids.split(), stands, by) for ids, _, stands, by in found]


def test_every_requirement_stands_in_the_table_once_and_nothing_else() -> None:
    named = [each for ids, _, _ in rows() for each in ids]

    assert sorted(named) == sorted(REQUIRED)
    assert len(REQUIRED) == len(set(REQUIRED)) == 253


def test_how_it_stands_is_one_of_five_words() -> None:
    assert {stands for _, stands, _ in rows()} == STANDS


def test_what_is_held_names_a_test_or_where_it_is_written() -> None:
    unproven = [
        ids
        for ids, stands, by in rows()
        if stands in PROVEN and not (TEST.search(by) or LINK.search(by))
    ]

    assert unproven == []


@pytest.mark.parametrize("file", sorted({file for file, _ in TEST.findall(ASVS.read_text())}))
def test_every_test_that_is_named_is_there(file: str) -> None:
    tree = ast.parse((ROOT / "tests" / file).read_text())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    there = {node.name for node in tree.body if isinstance(node, functions)}
    named = {name for where, name in TEST.findall(ASVS.read_text()) if where == file}

    assert named - there == set()


def anchors(page: Path) -> set[str]:
    """As the hosts of code make them of headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text()):
        if link.startswith("https://"):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link


def value(name: str) -> float:
    """Of a setting, or of a field of a class, its default; else of a constant."""
    where, _, attribute = name.rpartition(".")
    if not where:
        return float(Settings.model_fields[name.lower()].default)
    owner = resolve_name(where)
    found = getattr(owner() if isinstance(owner, type) else owner, attribute)
    return found.total_seconds() if isinstance(found, timedelta) else float(found)


LIMITS = LIMIT.findall(SECURITY.read_text().partition("## Limits")[2].partition("\n## ")[0])


@pytest.mark.parametrize(("number", "unit", "name"), LIMITS)
def test_a_limit_is_the_one_in_the_code(number: str, unit: str, name: str) -> None:
    counted = unit not in UNITS  # "a day", "characters"
    assert value(name) == float(number.replace(",", "")) * (1 if counted else UNITS[unit])


def test_no_limit_is_passed_over() -> None:
    table = SECURITY.read_text().partition("## Limits")[2].partition("\n## ")[0]

    assert len(LIMITS) == table.count("\n| ") - 1


def test_a_link_is_as_strong_as_it_is_said_to_be() -> None:
    said = f"{MAC_BYTES * 8} bits"

    assert SECURITY.read_text().count(said) == 1
    assert ASVS.read_text().count(said) == 3


def sources() -> Iterator[tuple[str, ast.Module]]:
    """The demo's stand-in signs and checks as Slack does, and keeps nothing from anybody."""
    for floor in ("bot", "commands", "storage"):
        for path in (ROOT / floor).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            if not name.startswith("bot/sandbox/"):
                yield name, ast.parse(path.read_text())


def imported(module: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


def test_the_inventory_names_every_module_that_encrypts_or_signs() -> None:
    inventory = ASVS.read_text().partition("## Keys and algorithms")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([\w/]+\.py)`", inventory))

    assert named == {name for name, module in sources() if imported(module) & ENCRYPTS}


def test_no_hash_is_one_that_is_broken() -> None:
    weak = re.compile(r"\b(md4|md5|sha1|sha224|sha512_224|crc32|adler32)\b", re.IGNORECASE)
    found = {
        f"{name}: {word}"
        for name, _ in sources()
        for word in weak.findall((ROOT / name).read_text())
    }

    assert found == set()


def test_the_readme_leads_there() -> None:
    assert set(LINK.findall((ROOT / "README.md").read_text())) >= {
        "SECURITY.md",
        "docs/security.md",
    }
