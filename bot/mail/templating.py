"""Templates with their CSS inlined once, when they are loaded, and not for every mail."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from textwrap import wrap

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

TEMPLATES = Path(__file__).parent / "templates"
WIDTH = 72
# How a quotation and an entry of a list go on in their second line.
_INDENTS = {"> ": "> ", "- ": "  "}


class InlinedLoader(FileSystemLoader):
    """Loads templates; those of HTML come with `shared/style.css` in their style attributes.

    css-inline leaves Jinja's tags alone where they stand in text and attributes; they may not hold
    `<`, `>` or `&`, nor stand between the tags of a table.
    """

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        source, path, fresh = super().get_source(environment, template)
        if template.endswith(".html"):
            source = _inlined(source, (TEMPLATES / "shared/style.css").read_text("utf-8"))
        return source, path, fresh


def _inlined(source: str, css: str) -> str:
    if source.startswith("<!DOCTYPE"):
        return CSSInliner(load_remote_stylesheets=False, extra_css=css).inline(source)
    return CSSInliner(load_remote_stylesheets=False).inline_fragment(source, css)


@cache
def environment() -> Environment:
    """Make the environment, once in a process: templates are parsed and inlined once."""
    return Environment(
        loader=InlinedLoader(TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def wrapped(text: str) -> str:
    """Wrap long lines between words. A word, and so a page's address, is never broken."""
    return "\n".join(short for line in text.split("\n") for short in _short_lines(line))


def _short_lines(line: str) -> list[str]:
    if len(line) <= WIDTH:
        return [line]
    sign = line[:2] if line[:2] in _INDENTS else ""
    return wrap(
        line.removeprefix(sign),
        WIDTH,
        initial_indent=sign,
        subsequent_indent=_INDENTS.get(sign, ""),
        break_long_words=False,
        break_on_hyphens=False,
    )
