"""HTML that the big clients understand, in two palettes that can be read."""

import re

import pytest

from bot.i18n import Texts
from bot.links import Links
from bot.mail.letters import KINDS, Letters, MailKind
from bot.mail.message import build
from bot.mail.templating import TEMPLATES, environment, wrapped
from bot.settings import Sender

from .letter import INVITATION, NOW
from .worst import LONG_ADDRESS, WORST

TEXTS = Texts.load()
LETTERS = Letters(
    Sender("Usher", "invites@example.com"),
    Links(["a key of the tests, long enough"], "https://usher.example.com"),
)
LETTER = LETTERS.render("invitation", INVITATION, TEXTS.words("en"), NOW, number=1)
STYLE = (TEMPLATES / "shared/style.css").read_text("utf-8")


def test_every_class_of_the_style_sheet_stands_in_a_style_attribute() -> None:
    for name in re.findall(r"^\.(\w+) ", STYLE, flags=re.MULTILINE):
        tags = re.findall(rf'<[^>]*class="{name}"[^>]*>', LETTER.html)
        assert tags, f"{name} is not used"
        assert all("style=" in tag for tag in tags), f"{name} is not inlined"


def test_only_the_block_for_phones_and_the_dark_theme_is_left() -> None:
    visible = re.sub(r"<!--.*?-->", "", LETTER.html, flags=re.DOTALL)
    [block] = re.findall(r"<style[^>]*>(.*?)</style>", visible, flags=re.DOTALL)
    assert "@media (prefers-color-scheme: dark)" in block
    assert "@media (max-width: 480px)" in block
    assert '<meta name="color-scheme" content="light dark">' in LETTER.html
    assert '<meta name="supported-color-schemes" content="light dark">' in LETTER.html


def test_outlook_gets_its_ghost_table() -> None:
    assert LETTER.html.count("<!--[if mso]>") == LETTER.html.count("<![endif]-->") == 3
    assert '<table role="presentation" width="560"' in LETTER.html


def test_tables_are_for_looks_only() -> None:
    tables = re.findall(r"<table[^>]*>", LETTER.html)
    assert tables
    assert all('role="presentation"' in table for table in tables)


def test_the_preheader_comes_first_and_is_hidden() -> None:
    body = LETTER.html.partition("<body")[2].partition(">")[2].lstrip()
    assert body.startswith('<div class="preheader" aria-hidden="true" style="display: none;')
    assert "8 December 2026" in body.partition("</div>")[0]


def test_nothing_is_fetched_from_anywhere() -> None:
    assert not re.search(r"src=|url\(|@import|<link", LETTER.html)


@pytest.mark.parametrize("name", ["shared/base.html", "shared/note.html"])
def test_inlining_leaves_the_templates_tags_as_they_were(name: str) -> None:
    tags = re.compile(r"\{[{%].*?[%}]\}")
    loader = environment().loader
    assert loader
    inlined, _, _ = loader.get_source(environment(), name)
    assert tags.findall(inlined) == tags.findall((TEMPLATES / name).read_text("utf-8"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("locale", TEXTS.locales)
def test_the_longest_mail_stays_under_40_kb_and_leaves(kind: MailKind, locale: str) -> None:
    words = TEXTS.words(locale)
    letter = LETTERS.render(kind, WORST, words, NOW, number=999, last=True)
    assert len(build(letter)) < 40_000
    assert letter.html.count(LONG_ADDRESS) >= 1


def test_a_long_word_is_not_broken_by_wrapping() -> None:
    url = "https://usher.example.com/" + "x" * 90
    assert wrapped(f"some words before it, and then {url}").split("\n")[-1] == url
    assert wrapped(f"> {url}") == f"> {url}"


def colours(css: str, theme: str) -> dict[str, dict[str, str]]:
    """What each class is painted with, by theme; a later rule changes an earlier one."""
    painted: dict[str, dict[str, str]] = {}
    for selectors, rule in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        for selector in selectors.split(","):
            found = re.findall(r"(?:^|[; ])(background-color|color): (#[0-9a-f]{6})", rule)
            painted.setdefault(selector.strip(" .\n"), {}).update(found)
    assert painted, theme
    return painted


def palette(theme: str) -> dict[str, dict[str, str]]:
    light = colours(re.sub(r"/\*.*?\*/", "", STYLE, flags=re.DOTALL), "light")
    if theme == "light":
        return light
    base = (TEMPLATES / "shared/base.html").read_text("utf-8")
    block = base.partition("prefers-color-scheme: dark) {")[2].partition("\n}\n")[0]
    dark = colours(block, theme)
    return {name: light.get(name, {}) | dark.get(name, {}) for name in light | dark}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 computes it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


READ_ON = [
    ("place", "page"), ("small", "page"), ("link", "page"), ("kind", "card"), ("title", "card"),
    ("say", "card"), ("small", "card"), ("link", "card"), ("heading", "card"), ("list", "card"),
    ("writes", "quote"), ("note", "quote"), ("open", "button"), ("tile", "tile"),
]  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), READ_ON)
def test_each_text_can_be_read_in_each_theme(theme: str, text: str, ground: str) -> None:
    painted = palette(theme)
    assert contrast(painted[text]["color"], painted[ground]["background-color"]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_button_stands_out_from_the_card(theme: str) -> None:
    painted = palette(theme)
    grounds = painted["button"]["background-color"], painted["card"]["background-color"]
    assert contrast(*grounds) >= 3


def test_the_contrast_is_computed_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_each_bgcolor_is_the_one_of_its_style() -> None:
    for tag in re.findall(r"<[^>]*bgcolor=[^>]*>", LETTER.html):
        [colour] = re.findall(r'bgcolor="(#\w+)"', tag)
        assert f"background-color: {colour}" in tag
