"""The mails as a browser draws them, in both themes, on a phone and a desk."""

from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Page

from bot.i18n import Texts
from bot.links import Links
from bot.mail.letters import KINDS, Letters, MailKind
from bot.settings import Sender
from commands.invitations.describe import Invitation
from storage.vocabulary import LOCALES
from tests.accessibility import barriers
from tests.chromium import started

from .caniemail import CLIENTS
from .letter import NOW, invitation
from .markup import as_taken
from .worst import WORST

pytestmark = pytest.mark.browser

TEXTS = Texts.load()
LETTERS = Letters(
    Sender("Usher", "invites@example.com"),
    Links(["a key of the tests, long enough"], "https://usher.example.com"),
)
PHONES = [f"{family}/{each}" for family, names in CLIENTS.items() for each in names]
PHONES.remove("outlook/windows")
INVITATION = invitation(join_link="https://join.slack.com/t/acme")


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """One for all mails: each replaces the last, and says itself how it is looked at."""
    with started() as browser:
        yield browser.new_page()


def show(page: Page, kind: MailKind, of: Invitation, locale: str) -> None:
    words = TEXTS.words(locale)
    page.set_content(LETTERS.render(kind, of, words, NOW, number=2, last=True).html)


@pytest.mark.parametrize("of", [INVITATION, WORST], ids=["usual", "worst"])
@pytest.mark.parametrize(("kind", "locale"), list(product(KINDS, LOCALES)))
def test_a_mail_passes_the_accessibility_check_and_fits(
    page: Page, kind: MailKind, locale: str, of: Invitation
) -> None:
    show(page, kind, of, locale)
    for width in (600, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_fits_a_phone_and_hides_its_preview_also_with_what_a_client_takes_alone(
    page: Page, kind: MailKind
) -> None:
    """Word alone can't break a long word; it is on no phone."""
    html = LETTERS.render(kind, WORST, TEXTS.words("ru"), NOW, number=2, last=True).html
    page.set_viewport_size({"width": 320, "height": 800})
    found = {}
    for client in PHONES:
        page.set_content(as_taken(html, client))
        aside = page.locator(".preheader").bounding_box()
        width = page.evaluate("document.documentElement.scrollWidth")
        found[client] = (width, aside["height"] if aside else 0)
    assert {client: at for client, at in found.items() if at != (320, 0)} == {}


ORDER = """
() => [...document.querySelectorAll("span")].filter(each => each.textContent.includes("עדה")).map(
  each => ["R&D", "עדה"].map(piece => {
    const text = each.firstChild, range = document.createRange()
    range.setStart(text, text.data.indexOf(piece))
    range.setEnd(text, text.data.indexOf(piece) + piece.length)
    return range.getBoundingClientRect().x
  })
)
"""


@pytest.mark.parametrize(("kind", "locale"), list(product(KINDS, LOCALES)))
def test_a_right_to_left_name_is_drawn_in_its_own_order(
    page: Page, kind: MailKind, locale: str
) -> None:
    page.set_viewport_size({"width": 5000, "height": 800})
    show(page, kind, invitation(inviter="עדה (R&D)", workspace="עדה (R&D)"), locale)
    drawn = page.evaluate(ORDER)
    assert len(drawn) > 3
    assert all(second < first for second, first in drawn)


NOTE = """
() => ["Welcome", "!"].map(piece => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode, at = text.data.indexOf(piece)
    if (!text.data.includes("Welcome!")) continue
    const range = document.createRange()
    range.setStart(text, at)
    range.setEnd(text, at + piece.length)
    return range.getBoundingClientRect().x
  }
})
"""


def test_each_line_of_a_note_is_drawn_in_its_own_direction(page: Page) -> None:
    show(page, "invitation", invitation(note="שלום עדה\nWelcome!"), "en")
    word, mark = page.evaluate(NOTE)
    assert word < mark


def test_the_dark_theme_is_dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    show(page, "invitation", INVITATION, "en")
    ground = page.eval_on_selector(".card", "card => getComputedStyle(card).backgroundColor")
    assert ground == "rgb(26, 33, 30)"


@pytest.mark.parametrize("kind", ["invitation", "joining"])
def test_the_button_is_large_enough_for_a_thumb(page: Page, kind: MailKind) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    show(page, kind, INVITATION, "ru")
    box = page.locator("a.open").bounding_box()
    assert box
    assert box["height"] >= 44
