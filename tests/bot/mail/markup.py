"""What a mail is made of, each thing by the name that caniemail has for it."""

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any, NamedTuple

import tinycss2

from .caniemail import COPY

# One page of caniemail's is about several.
TOGETHER = {
    "html-h1-h6": ("html-h1", "html-h2", "html-h3", "html-h4", "html-h5", "html-h6"),
    "html-lists": ("html-ul", "html-ol", "html-li", "html-dl", "html-dt", "html-dd"),
    "html-table": ("html-tbody", "html-tr", "html-td", "html-th"),
    "css-font": ("css-font-family",),
    "css-sytem-ui": ("css-system-ui", "css-ui-serif", "css-ui-sans-serif"),
}
PAGE_OF = {each: page for page, several in TOGETHER.items() for each in several}
OF_SIDE = re.compile(
    r"(css-(?:border|margin|padding))(?:-(?:top|right|bottom|left))?(?:-(?:color|width|style))?"
)
ONLY_WORD = re.compile(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", re.DOTALL)
CONDITIONS = re.compile(r"\(\s*(?:any-)?([\w-]+)")
SELECTORS = {
    "class": r"\.\w",
    "id": r"#\w",
    "attribute": r"\[",
    "universal": r"\*",
    "type": r"(?:^|[\s,>+~])[a-z]",
    "grouping": r",",
    "descendant": r"\w\s+[\w.#]",
    "child": r">",
    "adjacent-sibling": r"\+",
    "general-sibling": r"~",
    "chaining": r"[\w\]][.#\[]",
}


class Use(NamedTuple):
    """Something that a mail has: caniemail's name for it, and how it is written."""

    name: str
    written: str


@cache
def known() -> dict[str, dict[str, Any]]:
    """What caniemail says, by its names."""
    features: dict[str, dict[str, Any]] = json.loads(COPY.read_text("utf-8"))["features"]
    return features


def uses(html: str) -> set[Use]:
    """All that every client is given; what only Word reads is a comment to the others."""
    return _in(html)


def uses_of_word(html: str) -> set[Use]:
    """What is given to Outlook's Word besides."""
    return {use for piece in ONLY_WORD.findall(html) for use in _in(piece)}


def lacks(use: Use, clients: tuple[str, ...] = ()) -> Iterator[str]:
    """What who (all, or these) does not take of it: `css-margin n`, or the note `css-margin #1`."""
    if use.name not in known():
        yield f"{use.name} ?"
        return
    for verdict, who in known()[use.name]["lacking"].items():
        code, *notes = verdict.split()
        if code == "u" or (clients and not {*clients} & {*who.split()}):
            continue
        yield from (f"{use.name} {each}" for each in (notes if code == "a" and notes else [code]))


def as_taken(html: str, client: str) -> str:
    """A mail without the properties and the style sheet that a client does not take at all."""

    def kept(style: re.Match[str]) -> str:
        rules = [each for each in style[1].split(";") if not _is_dropped(client, each)]
        return f'style="{";".join(rules)}"'

    page = re.sub(r'style="([^"]*)"', kept, html)
    if _refuses(client, "html-style") or _refuses(client, "css-selector-class"):
        page = re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)
    return page


def _is_dropped(client: str, declaration: str) -> bool:
    name, _, value = declaration.partition(":")
    page = f"css-{name.strip()}"
    return _refuses(client, page) or _refuses(client, f"{page}-{value.strip()}")


def _refuses(client: str, name: str) -> bool:
    lacking = known().get(_page(name), {}).get("lacking", {})
    who = {each for verdict, them in lacking.items() if verdict[0] == "n" for each in them.split()}
    return bool({client, client.partition("/")[0]} & who)


def _in(html: str) -> set[Use]:
    walk = _Walk()
    walk.feed(html)
    walk.close()
    return walk.found


class _Walk(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[Use] = set()
        self._in_style = False

    def handle_decl(self, decl: str) -> None:
        self.found.add(Use("html-doctype", f"<!{decl}>"))

    def handle_comment(self, data: str) -> None:
        self.found.add(Use("html-comments", f"<!--{data.partition('>')[0]}"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        self.found.add(Use(_page(f"html-{tag}"), f"<{tag}>"))
        for name, value in attrs:
            self.found.update(_of_attribute(tag, name, value or ""))

    def handle_endtag(self, _tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.found.update(_of_rules(tinycss2.parse_stylesheet(data, skip_whitespace=True)))


def _of_attribute(tag: str, name: str, value: str) -> Iterator[Use]:
    page = f"html-{name}"
    is_known = "attribute" in known().get(page, {}).get("title", "")
    about = f"<{tag} {name}>" if name in {"style", "content", "href"} else f"<{tag} {name}={value}>"
    yield Use(page if is_known else f"attribute-{name}", about)
    if name == "style":
        yield from _of_declarations(value, tag)
    if tag == "meta" and name == "name":
        yield Use(f"html-meta-{value}", about)


def _of_rules(rules: list[Any], inside: str = "") -> Iterator[Use]:
    for rule in rules:
        if rule.type == "comment":
            yield Use("css-comments", "a style sheet")
        elif rule.type == "at-rule":
            yield from _of_at_rule(rule, inside)
        else:
            selector = tinycss2.serialize(rule.prelude).strip()
            yield from _of_selector(selector)
            yield from _of_declarations(rule.content, f"{inside}{selector}")


def _of_at_rule(rule: Any, inside: str) -> Iterator[Use]:
    condition = tinycss2.serialize(rule.prelude).strip()
    written = f"{inside}@{rule.at_keyword} {condition}"
    yield Use(f"css-at-{rule.at_keyword}", written)
    for feature in CONDITIONS.findall(condition):
        if not re.fullmatch(r"(?:min|max)-(?:width|height)", feature):
            yield Use(f"css-at-{rule.at_keyword}-{feature}", written)
    if rule.content and rule.at_keyword in {"media", "supports"}:
        inner = tinycss2.parse_rule_list(rule.content, skip_whitespace=True)
        yield from _of_rules(inner, f"{written} ")
    elif rule.content:
        yield from _of_declarations(rule.content, written)


def _of_selector(selector: str) -> Iterator[Use]:
    for colons, name in re.findall(r"(::?)([\w-]+)", selector):
        yield Use(f"css-pseudo-{'element' if colons == '::' else 'class'}-{name}", selector)
    bare = re.sub(r"::?[\w-]+(?:\([^)]*\))?", "", selector)
    for kind, pattern in SELECTORS.items():
        if re.search(pattern, bare):
            yield Use(f"css-selector-{kind}", selector)


def _of_declarations(content: Any, owner: str) -> Iterator[Use]:
    for each in tinycss2.parse_blocks_contents(content, skip_whitespace=True):
        if each.type == "comment":
            yield Use("css-comments", owner)
            continue
        assert each.type == "declaration", f"{owner}: {each.type}"
        written = f"{owner} {{{each.lower_name}: {tinycss2.serialize(each.value).strip()}}}"
        yield Use(_page(f"css-{each.lower_name}"), written)
        if each.important:
            yield Use("css-important", written)
        for name in _of_value(each.lower_name, each.value):
            yield Use(name, written)


def _of_value(owner: str, tokens: list[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type == "dimension":
            yield f"css-unit-{token.lower_unit}"
        elif token.type == "percentage":
            yield "css-unit-percent"
        elif token.type == "ident":
            own = (f"css-{owner}-{token.lower_value}", _page(f"css-{token.lower_value}"))
            yield from (name for name in own if name in known() and name != f"css-{owner}")
        elif token.type == "function":
            names = [f"css-{kind}{token.lower_name}" for kind in ("", "function-", "unit-")]
            yield next((name for name in names if name in known()), names[0])
            yield from _of_value(owner, token.arguments)
        elif token.type == "url":
            yield "css-url"


def _page(name: str) -> str:
    if name in known():
        return name
    of_side = OF_SIDE.fullmatch(name)
    return of_side[1] if of_side else PAGE_OF.get(name, name)
