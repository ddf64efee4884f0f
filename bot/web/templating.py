"""The templates, and the few things they may call."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Make the environment, once in a process."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["fill"] = fill
    made.globals["style"] = Markup(style())  # noqa: S704 - our own file
    return made


@cache
def style() -> str:
    """The style sheet. It stands in every page, so that one answer is the whole of it."""
    return (TEMPLATES / "page.css").read_text("utf-8")


@cache
def style_hash() -> str:
    """What the Content-Security-Policy names the style sheet by."""
    return f"sha256-{b64encode(sha256(style().encode()).digest()).decode()}"


def fill(text: str, **values: object) -> Markup:
    """Put values into the `{places}` of a sentence: markup as it is, anything else escaped."""
    return escape(text).format(**values)


def apart(text: str) -> Markup:
    """A name, kept from turning the order of the letters around it."""
    return Markup("<bdi>{}</bdi>").format(text)


def address(text: str) -> Markup:
    """An address, kept apart like a name, but not made to stand out like one."""
    return Markup('<bdi class="address">{}</bdi>').format(text)
