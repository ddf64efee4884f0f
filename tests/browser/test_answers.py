"""Ivy's other answers: no, yes after all, and never again."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.window import Window

pytestmark = pytest.mark.browser


def test_a_no_can_become_a_yes(window: Window) -> None:
    window.invite("ann@example.com")
    mail = window.read("ann@example.com")
    page = window.follow(mail.get_by_role("link", name="Open the invitation"))
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You declined the invitation")
    expect(window.told("ann@example.com declined")).to_contain_text("change their mind until")

    page.bring_to_front()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are in")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are in")
    expect(window.told("ann@example.com accepted")).to_be_visible()


def test_who_wants_no_more_mail_gets_none_and_the_next_inviter_reads_why(window: Window) -> None:
    window.invite("tom@example.com")
    mail = window.read("tom@example.com")
    page = window.follow(mail.get_by_role("link", name="Open the invitation"))
    page.get_by_role("link", name="Don’t mail me again").click()
    page.get_by_role("button", name="Don’t mail me again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We won’t mail you again")
    page.go_back()
    page.go_back()
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You declined the invitation")
    expect(window.told("tom@example.com asked not to be mailed")).to_be_visible()

    window.be("Ada")
    window.go("general")
    window.type("/invite tom@example.com")
    window.press("Invite")
    expect(window.modal.get_by_label("Email")).to_have_accessible_description(
        re.compile("tom@example.com: asked not to be mailed from here, so nothing was sent.")
    )
    window.put_away()
    expect(window.mails("tom@example.com")).to_have_count(1)
