"""The main job, as Lev and Ivy see it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.window import Window

pytestmark = pytest.mark.browser


def test_lev_invites_ivy_and_she_is_in(window: Window) -> None:
    window.type("/invite ivy@example.com")
    form = window.modal
    expect(form.get_by_role("heading", name="Invite people")).to_be_visible()
    expect(form.get_by_label("Email")).to_have_value("ivy@example.com")
    form.get_by_label("They get a workgroup of their own").check()
    window.pick("Select workgroup", "des", "Design")
    form.get_by_label("Note").fill("We sit at the window.")
    window.press("Invite")
    expect(form).to_contain_text("1 person invited")
    expect(form).to_contain_text("ivy@example.com")
    window.press("Done")
    expect(form).to_be_hidden()

    mail = window.read("ivy@example.com")
    expect(mail.get_by_text("We sit at the window.")).to_be_visible()
    expect(window.show_as("Text")).to_contain_text("> We sit at the window.")
    expect(window.show_as("Source")).to_contain_text("List-Unsubscribe-Post")
    window.show_as("HTML")

    page = window.follow(mail.get_by_role("link", name="Open the invitation"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Lev Lead invites you to Northwind")
    expect(page.get_by_text("You join the workgroup Design.")).to_be_visible()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are in")
    page.close()

    told = window.told("ivy@example.com accepted your invitation")
    expect(told).to_contain_text("Workgroup: Design · With a personal workgroup")
    expect(window.home()).to_contain_text("Accepted · invited today")


def test_a_malformed_address_is_named_and_nothing_typed_is_lost(window: Window) -> None:
    window.type("/invite")
    form = window.modal
    email = form.get_by_label("Email")
    email.fill("joy@example.com, max@example")
    form.get_by_label("They get a workgroup of their own").check()
    window.pick("Select workgroup", "sal", "Sales")
    form.get_by_label("Note").fill("Come and see!")
    window.press("Invite")

    expect(email).to_have_accessible_description(re.compile("max@example: .*Write it like"))
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_be_focused()
    expect(email).to_have_value("joy@example.com, max@example")
    expect(form.get_by_label("They get a workgroup of their own")).to_be_checked()
    expect(form.get_by_label("Select workgroup")).to_have_value("Sales")
    expect(form.get_by_label("Note")).to_have_value("Come and see!")

    email.fill("joy@example.com, max@example.com")
    window.press("Invite")
    expect(form).to_contain_text("2 people invited")
    window.press("Done")
    for address in ("joy@example.com", "max@example.com"):
        expect(window.mails(address)).to_have_count(1)


def test_who_is_invited_already_does_not_hold_up_the_others(window: Window) -> None:
    window.invite("kay@example.com")
    expect(window.mails("kay@example.com")).to_have_count(1)
    window.go("general")
    window.type("/invite kay@example.com, leo@example.com")
    window.press("Invite")
    expect(window.modal).to_contain_text("1 person invited")
    expect(window.modal).to_contain_text("kay@example.com: already invited by Lev Lead")
    window.press("Resend")
    expect(window.modal).to_contain_text("kay@example.com: sent again, the mail is on its way.")
    window.page.keyboard.press("Escape")
    window.press("Done")
    expect(window.modal).to_be_hidden()
    expect(window.mails("kay@example.com")).to_have_count(2)


def test_a_mail_that_bounces_is_told_and_revoked_after_a_question(window: Window) -> None:
    window.invite("bounce@example.com")
    told = window.told("The mail to bounce@example.com could not be delivered.")
    expect(told).to_contain_text("550")
    told.get_by_role("button", name="Revoke").click()
    expect(window.question).to_contain_text("Revoke this invitation?")
    window.question.get_by_role("button", name="Keep it").click()
    told.get_by_role("button", name="Revoke").click()
    window.question.get_by_role("button", name="Revoke").click()
    expect(window.log("Messages with Usher").last).to_contain_text(
        "The invitation of bounce@example.com is revoked."
    )
