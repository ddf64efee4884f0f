"""Whether everybody can use a page: what axe finds by WCAG 2.2, levels A and AA."""

from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

Theme = Literal["light", "dark"]

THEMES: tuple[Theme, ...] = ("light", "dark")
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    # Of what is well no more than that.
    "resultTypes": ["violations"],
}


def barriers(page: Page) -> list[str]:
    """What stands in somebody's way in either theme; no colour is to fade between them."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [each for theme in THEMES for each in _in(page, theme)]


def _in(page: Page, theme: Theme) -> list[str]:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    found: dict[str, Any] = page.evaluate("options => axe.run(options)", OPTIONS)
    return [f"{theme}: {each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]
