"""Home in the demo's window, as a person finds their way in it."""

from playwright.sync_api import Locator, expect

from tests.browser.window import Window


def turn(window: Window, tab: str) -> Locator:
    """Open a tab of Home, where it is not open from before."""
    title = window.panel.get_by_role("heading", name=tab, exact=True)
    way = window.panel.get_by_role("button", name=tab, exact=True)
    expect(title.or_(way)).to_be_visible()
    if way.is_visible():
        way.click()
    expect(title).to_be_visible()
    return window.panel


def look_for(window: Window, field: str, typed: str) -> None:
    box = window.panel.get_by_label(field)
    box.fill(typed)
    box.press("Enter")
    expect(window.panel.get_by_role("button", name="Show all")).to_be_visible()


def row(window: Window, name: str) -> Locator:
    return window.panel.locator(".b-section", has_text=name)
