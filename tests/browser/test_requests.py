"""Asking, deciding, and what stands behind the command, as people see it on the demo page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.process import Demo, demo
from tests.browser.window import Window

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def usher(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo whose settings and roles are nobody else's."""
    with demo(tmp_path_factory.mktemp("requests"), lived=lived) as running:
        yield running


def ask(window: Window, address: str) -> None:
    """As Mia, who may not invite."""
    window.be("Mia Member")
    window.speak("English")
    window.type(f"/invite {address}")
    expect(window.modal.get_by_text("An admin decides on each of these.")).to_be_visible()
    window.press("Request")
    expect(window.modal).to_contain_text("1 person asked for")
    window.press("Done")


def test_mia_asks_and_ada_approves(window: Window) -> None:
    ask(window, "ivy@example.com")
    window.be("Ada Admin")
    request = window.messages().last
    expect(request).to_contain_text("asks to invite ivy@example.com")
    request.get_by_role("button", name="Approve").click()
    expect(request).to_contain_text("Approved by Ada Admin")
    expect(request.get_by_role("button", name="Approve")).to_have_count(0)
    window.be("Mia Member")
    expect(window.messages().last).to_contain_text("Ada Admin approved your request")
    window.read("ivy@example.com")


def test_mia_asks_and_ada_refuses_with_a_reason(window: Window) -> None:
    ask(window, "ned@example.com")
    window.be("Ada Admin")
    request = window.messages().last
    request.get_by_role("button", name="Refuse").click()
    window.modal.get_by_label("Reason").fill("We know her already")
    window.press("Refuse")
    expect(request).to_contain_text("Refused by Ada Admin")
    window.be("Mia Member")
    expect(window.messages().last).to_contain_text("The reason: We know her already")
    expect(window.home()).to_contain_text("Refused by an admin")


def test_mia_takes_her_request_back_at_home(window: Window) -> None:
    ask(window, "zoe@example.com")
    # What is taken back before it was told need not be told.
    window.be("Ada Admin")
    window.told("zoe@example.com")
    window.be("Mia Member")
    home = window.home()
    expect(home).to_contain_text("Waits for an admin's approval")
    # The newest of hers stands first.
    home.get_by_role("button", name="Withdraw").first.click()
    window.question.get_by_role("button", name="Withdraw").click()
    expect(home).to_contain_text("Request withdrawn")
    window.be("Ada Admin")
    expect(window.messages().last).to_contain_text("Withdrawn by Mia Member")


def test_lev_invites_who_is_named_in_a_message(window: Window) -> None:
    window.type("New here: bea@example.com and Bob (bob.bea@example.com)")
    said = window.log("Messages in #general").last
    said.get_by_role("button", name="Message actions").click()
    said.get_by_role("menuitem", name="Invite people from this").click()
    expect(window.modal.get_by_label("Email")).to_have_value("bea@example.com, bob.bea@example.com")
    window.press("Invite")
    expect(window.modal).to_contain_text("2 people invited")
    window.press("Done")


def test_lev_lists_revokes_and_takes_a_file(window: Window) -> None:
    window.invite("kim@example.com")
    answers = window.log("Messages in #general")
    window.type("/invite list")
    expect(answers.last).to_contain_text("kim@example.com")
    window.type("/invite revoke kim@example.com")
    expect(answers.last).to_contain_text("The invitation of kim@example.com is revoked.")
    window.type("/invite export")
    expect(answers.last).to_contain_text("on its way")
    link = window.messages().last.get_by_role("link", name="Download invitations")
    with window.page.expect_download() as download:
        link.click()
    assert "kim@example.com,revoked" in Path(download.value.path()).read_text("utf-8-sig")
