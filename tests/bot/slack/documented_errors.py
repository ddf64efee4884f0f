"""Writes documented_errors.json: the errors that Slack documents of each method that Usher calls.

Anew, from the pages themselves (`https://docs.slack.dev/reference/methods/METHOD.md`):

    .venv/bin/python -m tests.bot.slack.documented_errors

Where those can't be reached, from copies of them that somebody keeps, each with its name, the day
on which it was taken and the folder:

    .venv/bin/python -m tests.bot.slack.documented_errors NAME DAY FOLDER [NAME DAY FOLDER …]

In a folder count, however deep, `METHOD.json` with an object `errors` (as Slack serves it too),
`METHOD.md`, and `common_errors.json` or `common.json`: words that stand on nearly every page.
"""

import inspect
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from bot.slack.client import Client

COPY = Path(__file__).with_name("documented_errors.json")
BOT = Path(__file__).parents[3] / "bot"
PAGES = "https://docs.slack.dev/reference/methods"
COMMON = ("common_errors.json", "common.json")
MAY_LACK = (
    "Slack says on each page that other errors can be returned too. Kept are the words alone. "
    "A copy is as old as its day; where there are several, a word of any of them counts, also one "
    "that Slack has taken out since."
)
_ATTRIBUTE = re.compile(r"client\.([a-z]+_\w+)")
_CALLED = re.compile(r'\bself\.(?:api_call\(\s*"([\w.]+)"|([a-z]+_\w+)\()')
_SECTION = re.compile(r"^## Errors\b.*?$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_WORD = re.compile(r"^(?:\| *)?`([a-z0-9_]+)`(?: *\|.*)?$", re.MULTILINE)


class Source(NamedTuple):
    """What a copy says: words by method, and those that stand on nearly every page."""

    name: str
    day: str
    words: Mapping[str, frozenset[str]]
    common: frozenset[str] = frozenset()


def in_use() -> list[str]:
    """The methods of the Web API that the code calls, by slack_sdk's names for them."""
    texts = (each.read_text("utf-8") for each in BOT.rglob("*.py") if "sandbox" not in each.parts)
    named = {name for text in texts for name in _ATTRIBUTE.findall(text)}
    return sorted({method for name in named for method in _calls(name)})


def _calls(name: str) -> Iterator[str]:
    """One of slack_sdk's methods may call several of Slack's."""
    if inspect.iscoroutinefunction(found := getattr(Client, name, None)):
        for method, other in _CALLED.findall(inspect.getsource(found)):
            yield from [method] if method else _calls(other)


def on_page(markdown: str) -> frozenset[str]:
    """The words below `Errors`, in a table or each on a line of its own."""
    section = _SECTION.search(markdown)
    return frozenset(_WORD.findall(section[1]) if section else ())


def read(name: str, day: str, folder: Path) -> Source:
    """What a copy in a folder says of the methods in use."""
    files = defaultdict[str, list[Path]](list)
    for path in sorted(folder.rglob("*.*")):
        files[path.name.lower()].append(path)
    words = {}
    for method in in_use():
        if pages := [*files[f"{method}.json".lower()], *files[f"{method}.md".lower()]]:
            words[method] = frozenset[str]().union(*map(_in_file, pages))
    common = (_in_file(path) for name in COMMON for path in files[name])
    return Source(name, day, words, frozenset[str]().union(*common))


def _in_file(path: Path) -> frozenset[str]:
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        return on_page(text)
    told = json.loads(text)
    return frozenset(told.get("errors", told if path.name in COMMON else ()))


def fetched() -> Source:
    """What Slack's own pages say today. Raises what httpx does."""
    with httpx.Client(follow_redirects=True, timeout=30) as slack:
        pages = {name: slack.get(f"{PAGES}/{name}.md").raise_for_status() for name in in_use()}
    words = {name: on_page(page.text) for name, page in pages.items()}
    return Source("docs.slack.dev", f"{datetime.now(UTC):%Y-%m-%d}", words)


def copied(sources: Iterable[Source]) -> dict[str, Any]:
    """The copy: of each method what stands on its page alone, and from where. Raises LookupError
    where one has no page.
    """
    sources = list(sources)
    methods = {
        name: {one.name: one.words[name] for one in sources if name in one.words}
        for name in in_use()
    }
    if lacking := [name for name, found in methods.items() if not found]:
        raise LookupError(f"no page of {', '.join(lacking)}")
    every = {name: frozenset[str]().union(*found.values()) for name, found in methods.items()}
    common = frozenset[str]().union(*(one.common for one in sources))
    common |= frozenset.intersection(*every.values())
    return {
        "about": f"Made by tests/bot/slack/{Path(__file__).name}. {MAY_LACK}",
        "sources": {one.name: one.day for one in sources},
        "on_nearly_every_page": sorted(common),
        "methods": {
            name: {
                "sources": [*found],
                "words": sorted(every[name] - common),
            }
            for name, found in methods.items()
        },
    }


def written(copy: dict[str, Any]) -> str:
    return json.dumps(copy, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    given = sys.argv[1:]
    each = zip(given[::3], given[1::3], given[2::3], strict=True)
    folders = [read(name, day, Path(folder)) for name, day, folder in each]
    COPY.write_text(written(copied(folders or [fetched()])), "utf-8")
