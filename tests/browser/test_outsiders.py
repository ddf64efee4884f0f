"""Who may not invite is told so alone, and whom to ask."""

import pytest
from playwright.sync_api import expect

from tests.browser.window import Window

pytestmark = pytest.mark.browser


def test_gus_reads_whom_to_ask_wherever_he_tries(window: Window) -> None:
    window.be("Gus")
    window.type("/invite zoe@example.com")
    answer = window.log("Messages in #general").last
    expect(answer).to_contain_text("Guests can't invite people. Ask an admin of this workspace")
    expect(window.modal).to_be_hidden()
    expect(window.home()).to_contain_text("Guests can't invite people.")
    expect(window.mails("zoe@example.com")).to_have_count(0)
