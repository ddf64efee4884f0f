"""The pages as a browser draws them: reachable by everybody, in both themes, small and large."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.i18n import Texts
from bot.web.responses import render as drawn
from commands.directory.change_role import set_role
from storage.database import Database
from storage.vocabulary import LOCALES
from tests.accessibility import THEMES, Theme, barriers
from tests.bot.web.served import STATES, Served, serving
from tests.chromium import started
from tests.commands.story import Story
from tests.northwind import SlackTeam, sync
from tests.people import ADA, LEV, MONDAY, NORTHWIND

pytestmark = pytest.mark.browser

PAGES = (*STATES, "unknown")
FAILURES = (403, 405, 413, 429, 500, 503)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
COLOURS = """names => {
  const drawn = document.createElement('canvas').getContext('2d')
  const style = getComputedStyle(document.documentElement)
  return names.map(name => {
    drawn.fillStyle = style.getPropertyValue(name).trim()
    return drawn.fillStyle.match(/[0-9a-f]{2}/g).map(part => parseInt(part, 16))
  })
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    file = shutil.copy(sqlite_template, tmp_path_factory.mktemp("browser") / "usher.db")
    database = Database(f"sqlite:///{file}")
    database.run(sync, SlackTeam(NORTHWIND, "Northwind", "Europe/Berlin", [ADA]), MONDAY)
    database.run(set_role, LEV.email, "lead", MONDAY)
    with serving(database, Story(database, MONDAY)) as served:
        yield served


@pytest.fixture(scope="module")
def phone(browser: Browser) -> BrowserContext:
    """A small one, with a page that stays open: with the last one its window would go.

    A window for each test costs five times as much, and the site leaves nothing in one.
    """
    phone = browser.new_context(viewport={"width": 320, "height": 640})
    phone.new_page()
    return phone


@pytest.fixture
def page(phone: BrowserContext) -> Iterator[Page]:
    """What the browser complains of fails the test."""
    page = phone.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    # A status of 4xx is a message to the console too, and expected.
    assert [each for each in complaints if "Failed to load resource" not in each] == []


@pytest.mark.parametrize("state", PAGES)
def test_a_page_passes_the_accessibility_check(page: Page, served: Served, state: str) -> None:
    for language in LOCALES:
        page.goto(f"{served.pages[state]}?lang={language}")
        assert barriers(page) == []


@pytest.mark.parametrize("status", FAILURES)
def test_a_failures_page_passes_it_too(page: Page, status: int) -> None:
    words = Texts.load().words("en")
    page.set_content(bytes(drawn("failure.html", words, status, here="", wait=21).body).decode())
    assert barriers(page) == []


@pytest.mark.parametrize("state", PAGES)
def test_nothing_scrolls_sideways_not_even_with_the_longest_address(
    page: Page, served: Served, state: str
) -> None:
    for language in LOCALES:
        page.goto(f"{served.pages[state]}?lang={language}")
        # 320 is also what is left of 1280 at 400 % (WCAG 1.4.10).
        for width in (320, 375, 1280):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate(SIDEWAYS) == 0, (language, width)


@pytest.mark.parametrize("state", PAGES)
def test_everything_to_press_is_large_enough_for_a_thumb(
    page: Page, served: Served, state: str
) -> None:
    page.goto(served.pages[state])

    targets = page.locator("a, button").all()

    assert targets
    for target in targets:
        box = target.bounding_box()
        assert box
        assert box["width"] >= 44
        assert box["height"] >= 44


@pytest.mark.parametrize("theme", THEMES)
def test_the_quiet_buttons_edge_can_be_seen(page: Page, served: Served, theme: Theme) -> None:
    page.emulate_media(color_scheme=theme)
    page.goto(served.pages["pending"])

    edge, card, ink, paper = page.evaluate(COLOURS, ["--edge", "--card", "--ink", "--paper"])

    assert contrast(edge, card) >= 3
    # the ring of the focus, on the card and beside it
    assert contrast(ink, card) >= 3
    assert contrast(ink, paper) >= 3


def contrast(one: list[int], other: list[int]) -> float:
    """WCAG 2's contrast ratio."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: list[int]) -> float:
    parts = [each / 255 for each in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_dark_theme_is_dark(page: Page, served: Served) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(served.pages["pending"])

    ground = page.locator("main").evaluate("card => getComputedStyle(card).backgroundColor")

    assert ground == "rgb(26, 33, 30)"


def test_by_keyboard_alone_one_reaches_everything_and_accepts(page: Page, served: Served) -> None:
    page.goto(served.fresh("keys@example.com"))
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        reached.append(focused.inner_text())
        assert focused.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"

    assert reached == ["Русский", "Accept", "Decline", "Don’t mail me again"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are in")


def test_the_focus_can_be_seen_in_forced_colours(page: Page, served: Served) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(served.pages["pending"])
    page.keyboard.press("Tab")

    ring = page.locator(":focus").evaluate(
        "each => [getComputedStyle(each).outlineStyle, getComputedStyle(each).outlineWidth]"
    )
    assert ring == ["solid", "3px"]
    edge = page.get_by_role("button", name="Decline").evaluate(
        "each => [getComputedStyle(each).borderStyle, getComputedStyle(each).borderWidth]"
    )
    assert edge == ["solid", "2px"]


def test_without_javascript_one_declines_and_changes_their_mind(
    browser: Browser, served: Served
) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(served.fresh("plain@example.com"))

    page.get_by_role("button", name="Decline").click()
    expect(page).to_have_title(re.compile("^You declined"))
    page.reload()
    page.get_by_role("button", name="Accept").click()

    expect(page).to_have_title(re.compile("^You are in"))
    expect(page.get_by_role("button")).to_have_count(0)
    page.close()


def test_reloading_and_going_back_answers_nothing_again(page: Page, served: Served) -> None:
    link = served.fresh("back@example.com")
    page.goto(link)
    page.get_by_role("button", name="Decline").click()
    expect(page).to_have_title(re.compile("^You declined"))

    page.reload()
    page.go_back()
    page.get_by_role("button", name="Accept").click()

    expect(page).to_have_title(re.compile("^You are in"))
    assert page.url == link


def test_the_language_stays_chosen_over_the_answer(page: Page, served: Served) -> None:
    page.goto(served.fresh("ru@example.com"))
    page.get_by_role("link", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")

    page.locator("form[action*='/decline'] button").click()

    expect(page.get_by_role("button")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    assert page.url.endswith("?lang=ru")


def test_the_mails_are_stopped_from_the_page(page: Page, served: Served) -> None:
    page.goto(served.fresh("stop@example.com"))

    page.get_by_role("link", name="Don’t mail me again").click()
    page.get_by_role("button", name="Don’t mail me again").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("We won’t mail you again")


def test_another_sites_form_that_posts_itself_is_refused(page: Page, served: Served) -> None:
    link = served.fresh("victim@example.com")
    form = f'<form method="post" action="{link}/accept"></form>'
    form += "<script>document.forms[0].submit()</script>"
    page.route(
        "http://evil.example/", lambda route: route.fulfill(body=form, content_type="text/html")
    )

    page.goto("http://evil.example/")
    page.wait_for_url(f"{link}/accept")

    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing was changed")
    page.goto(link)
    assert page.get_by_role("button", name="Accept").is_visible()


def test_no_other_site_can_frame_a_page(page: Page, served: Served) -> None:
    frame = f'<iframe src="{served.pages["pending"]}"></iframe>'
    page.route(
        "http://evil.example/", lambda route: route.fulfill(body=frame, content_type="text/html")
    )

    page.goto("http://evil.example/")
    page.wait_for_load_state("networkidle")

    assert page.frames[1].get_by_role("button").count() == 0


def test_on_paper_there_is_nothing_to_press(page: Page, served: Served) -> None:
    page.goto(served.pages["pending"])
    page.emulate_media(media="print")

    assert page.get_by_role("heading", level=1).is_visible()
    for target in page.locator("a, button").all():
        assert not target.is_visible()
