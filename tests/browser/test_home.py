"""Usher's Home: what one has invited, and what can be done with it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.window import Window

pytestmark = pytest.mark.browser


def test_a_new_workgroup_can_be_picked_at_once(window: Window) -> None:
    window.home().get_by_role("button", name="New workgroup").click()
    form = window.modal
    form.get_by_label("Name").fill("design")
    window.press("Create")
    expect(form.get_by_label("Name")).to_have_accessible_description(
        re.compile("There is a workgroup of this name already")
    )
    form.get_by_label("Name").fill("Night shift")
    window.press("Create")
    expect(form).to_contain_text("The workgroup Night shift is there.")
    window.put_away()

    window.home().get_by_role("button", name="Invite", exact=True).click()
    form.get_by_label("Email").fill("owl@example.com")
    window.pick("Select workgroup", "night", "Night shift")
    window.press("Invite")
    expect(form).to_contain_text("1 person invited")
    window.press("Done")
    expect(window.home()).to_contain_text("workgroup Night shift")


def test_resending_sends_one_more_mail_and_then_asks_for_patience(window: Window) -> None:
    window.invite("roy@example.com")
    expect(window.mails("roy@example.com")).to_have_count(1)
    window.choose(window.home(), "roy@example.com", "Resend")
    expect(window.mails("roy@example.com")).to_have_count(2)
    window.choose(window.home(), "roy@example.com", "Resend")
    expect(window.modal).to_contain_text("It was sent a moment ago. It can be sent again from ")
    window.put_away()
    expect(window.mails("roy@example.com")).to_have_count(2)


def test_the_shortcut_opens_the_same_form(window: Window) -> None:
    window.page.get_by_role("button", name="Shortcuts").click()
    window.page.get_by_role("menuitem", name="Invite people").click()
    expect(window.modal.get_by_label("Email")).to_be_focused()
    window.press("Cancel")
    expect(window.modal).to_be_hidden()
