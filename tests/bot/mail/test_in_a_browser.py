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

from .letter import NOW, invitation
from .worst import WORST

pytestmark = pytest.mark.browser

TEXTS = Texts.load()
LETTERS = Letters(
    Sender("Usher", "invites@example.com"),
    Links(["a key of the tests, long enough"], "https://usher.example.com"),
)
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
