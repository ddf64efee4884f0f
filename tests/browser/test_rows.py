"""What is done to one invitation, as people press it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.process import Demo, demo
from tests.browser.window import Window

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def usher(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo whose people are nobody else's."""
    with demo(tmp_path_factory.mktemp("rows"), lived=lived) as running:
        yield running


def choose(window: Window, what: str) -> None:
    """From the menu of the newest message with one, or of Home's first row."""
    window.panel.get_by_role("button", name="More actions").first.click()
    window.panel.get_by_role("menuitem", name=what).click()


def test_the_mail_is_read_before_it_is_sent_and_its_address_put_right_after(
    window: Window,
) -> None:
    window.type("/invite ivy@example.net")
    window.modal.get_by_label("Note").fill("We sit at the window.")
    window.press("Preview the mail")
    expect(window.modal).to_contain_text("This is what ivy@example.net will read (English).")
    expect(window.modal).to_contain_text("> We sit at the window.")
    window.press("Close")
    expect(window.modal.get_by_label("Email")).to_have_value("ivy@example.net")
    window.press("Invite")
    window.press("Done")

    window.home()
    choose(window, "More…")
    expect(window.modal).to_contain_text("Invited by Lev Lead")
    window.press("Copy the link")
    expect(window.modal).to_contain_text("/i/")
    window.press("Close")
    window.press("Correct the address")
    window.modal.get_by_label("Email").fill("ivy@example.com")
    window.press("Correct")
    expect(window.modal).to_contain_text("ivy@example.com: invited")
    window.press("Close")
    expect(window.modal).to_contain_text("The address was corrected by Lev Lead")
    window.press("Close")
    mail = window.read("ivy@example.com")
    expect(mail.get_by_text("We sit at the window.")).to_be_visible()


def test_a_row_rests_for_a_week_and_is_revoked_when_asked(window: Window) -> None:
    window.invite("joe@example.com")
    home = window.home()
    choose(window, "Snooze for a week")
    expect(home).to_contain_text("no reminders until")
    choose(window, "Revoke…")
    expect(window.modal).to_contain_text("The link in the mail to joe@example.com will stop")
    window.press("Revoke")
    expect(window.modal).to_be_hidden()
    expect(home).to_contain_text("Revoked")
