"""The HR system of the demo: what it was told is read there, and it can be made to fail."""

import pytest
from playwright.sync_api import expect

from tests.browser.process import Demo
from tests.browser.window import Window

pytestmark = pytest.mark.browser


def test_what_the_hr_system_was_told_can_be_read(window: Window) -> None:
    window.invite("hugo@example.com")
    window.go("HR system")
    arrived = window.page.get_by_role("list", name="Webhooks").get_by_role("button")
    created = arrived.filter(has_text="invitation.created").first
    expect(created).to_contain_text("✓ verified · answered 204")
    created.click()
    whole = window.page.get_by_label("Headers and body")
    expect(whole).to_contain_text("webhook-signature: v1,")
    expect(whole).to_contain_text('"type": "invitation.created"')
    # What is half typed stays when something arrives.
    secret = window.page.get_by_label("Another secret")
    secret.fill("whsec_half")
    window.page.get_by_label("This system").select_option("500")
    expect(secret).to_have_value("whsec_half")
    window.page.get_by_label("This system").select_option("204")


def test_on_a_phone_one_is_read_after_the_other(usher: Demo, window: Window) -> None:
    window.page.set_viewport_size({"width": 320, "height": 640})
    window.invite("hilda@example.com")
    window.go("HR system")
    arrived = window.page.get_by_role("list", name="Webhooks").get_by_role("button")
    arrived.first.click()
    expect(window.page.get_by_label("Headers and body")).to_be_visible()
    expect(arrived.first).to_be_hidden()
    window.page.get_by_role("button", name="Back to the list").click()
    expect(arrived.first).to_be_visible()
    assert window.page.evaluate("document.documentElement.scrollWidth") <= 320
