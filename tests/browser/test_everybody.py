"""The same on a phone, in the dark, by keyboard, and for who hears the page read aloud."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.accessibility import barriers
from tests.browser.conftest import LAPTOP
from tests.browser.process import Demo, demo
from tests.browser.seen import beyond_the_keyboard, fits
from tests.browser.watch import Watch
from tests.browser.window import Window

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 375, "height": 740}
LONG = "a-rather-long-address-of-somebody-who-is-invited@department.organisation.example.com"


@pytest.fixture(scope="module")
def usher(
    chromium: Browser, lived: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """A demo in which something has happened already."""
    with demo(tmp_path_factory.mktemp("everybody"), lived=lived) as running:
        window = Window.open(chromium.new_context(viewport=LAPTOP, locale="en-GB"), running.url)
        window.invite("ivy@example.com", "bounce@example.com", LONG, Note="Welcome!")
        window.told("could not be delivered")
        window.wait_for("3 days")
        window.wait_for_a_working_day()
        window.be("Ada")
        window.told("pending invitation")
        window.page.context.close()
        yield running


def channel(window: Window) -> None:
    window.go("general")
    window.type("/invite help")
    expect(window.log("Messages in #general").last).to_contain_text("opens a form")


def wrong(window: Window) -> None:
    window.go("general")
    window.type("/invite ivy@example")
    window.press("Invite")
    expect(window.modal.get_by_label("Email")).to_have_attribute("aria-invalid", "true")


def home(window: Window) -> None:
    expect(window.home()).to_contain_text("Waiting for an answer")


def messages(window: Window) -> None:
    window.told("could not be delivered")


def question(window: Window) -> None:
    window.told("could not be delivered").get_by_role("button", name="Revoke").click()
    expect(window.question).to_be_visible()


def reminder(window: Window) -> None:
    window.be("Ada")
    window.told("pending invitation")


def mailbox(window: Window) -> None:
    window.read("ivy@example.com")
    expect(window.show_as("Text")).to_contain_text("Welcome!")


VIEWS: tuple[Callable[[Window], None], ...] = (
    *(channel, home, messages, question, reminder, mailbox, wrong),
)


def walk(window: Window, look: Callable[[Page], list[str]]) -> dict[str, list[str]]:
    """What there is to say against each of the views; empty where all are well."""
    said = {}
    for view in VIEWS:
        window.be("Lev")
        view(window)
        if found := look(window.page):
            said[view.__name__] = found
        window.put_away()
    return said


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_everything_fits_and_passes_the_accessibility_check(
    chromium: Browser, usher: Demo, watch: Watch, size: ViewportSize
) -> None:
    context = chromium.new_context(viewport=size, locale="en-GB")
    watch.over(context)
    window = Window.open(context, usher.url)
    assert walk(window, lambda page: [*fits(page), *barriers(page)]) == {}
    context.close()


def test_the_dark_theme_is_dark_and_can_be_chosen(window: Window) -> None:
    def ground() -> object:
        return window.panel.evaluate("node => getComputedStyle(node.parentElement).backgroundColor")

    assert ground() == "rgb(255, 255, 255)"
    for name in ("light", "dark"):
        window.page.get_by_role("button", name="Theme").click()
        expect(window.page.get_by_role("button", name=f"Theme: {name}")).to_be_visible()
    assert ground() == "rgb(26, 29, 33)"


def test_the_tab_key_comes_to_every_control(window: Window) -> None:
    assert walk(window, beyond_the_keyboard) == {}


def test_lev_invites_without_a_mouse(window: Window) -> None:
    keys = window.page.keyboard
    window.composer.focus()
    keys.type("/invite kim@example.com")
    keys.press("Enter")
    expect(window.modal.get_by_label("Email")).to_be_focused()
    keys.press("Escape")
    expect(window.modal).to_be_hidden()
    expect(window.composer).to_be_focused()

    keys.type("/invite kim@example.com")
    keys.press("Enter")
    expect(window.modal.get_by_label("Email")).to_be_focused()
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    keys.type("des")
    expect(window.modal.get_by_role("option", name="Design")).to_be_visible()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(window.modal.get_by_label("Select workgroup")).to_have_value("Design")
    expect(window.modal.get_by_role("checkbox")).to_be_checked()
    while window.focused() != "Invite":
        keys.press("Tab")
    keys.press("Enter")
    expect(window.modal).to_contain_text("1 person invited")
    keys.press("Escape")
    expect(window.modal).to_be_hidden()


def test_a_menu_is_opened_and_left_with_the_keyboard(window: Window) -> None:
    more = window.home().get_by_role("button", name="More actions").first
    more.focus()
    window.page.keyboard.press("Enter")
    expect(window.page.get_by_role("menuitem", name="Resend")).to_be_focused()
    window.page.keyboard.press("ArrowDown")
    expect(window.page.get_by_role("menuitem", name="Extend")).to_be_focused()
    window.page.keyboard.press("Escape")
    expect(more).to_be_focused()
    expect(window.page.get_by_role("menuitem")).to_have_count(0)
