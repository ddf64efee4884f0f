"""Days pass: who has not answered is reminded, admins see it, and what nobody wants ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.process import Demo, demo
from tests.browser.watch import Watch
from tests.browser.window import Window

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def usher(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo whose time is nobody else's."""
    with demo(tmp_path_factory.mktemp("time"), lived=lived) as running:
        yield running


def test_ivy_is_reminded_and_ada_revokes_from_her_list(window: Window, watch: Watch) -> None:
    window.invite("ivy@example.com", Note="Before the summer party!")
    # Of what has not arrived nobody is reminded.
    expect(window.mails("ivy@example.com")).to_have_count(1)
    window.wait_for("3 days")
    window.wait_for_a_working_day()
    expect(window.mails("ivy@example.com").first).to_contain_text("Reminder")
    mail = window.read("ivy@example.com")
    expect(mail.get_by_text("Before the summer party!")).to_be_visible()
    link = mail.get_by_role("link", name="Open the invitation")
    page = window.follow(link)
    expect(page.get_by_role("button", name="Accept")).to_be_visible()

    window.be("Ada")
    reminder = window.told("ivy@example.com")
    expect(reminder).to_contain_text("pending invitations")
    expect(reminder).to_contain_text("by Lev Lead")
    window.choose(reminder, "ivy@example.com", "Revoke")
    window.press("Revoke")
    expect(window.modal).to_contain_text("is revoked")
    window.put_away()
    expect(reminder).to_contain_text("✓ Revoked by Ada Admin")

    watch.expect(410)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("This invitation was withdrawn")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("link", name="Write to lev@northwind.example")).to_be_visible()


def of_ian(window: Window, words: str) -> Locator:
    """The message to Lev with these words that lists Ian, among others of the past."""
    message = window.messages().filter(has_text="ian@example.com").filter(has_text=words)
    expect(message).to_be_visible()
    return message


def test_what_nobody_answers_ends_and_can_be_sent_again(window: Window, watch: Watch) -> None:
    window.invite("ian@example.com")
    mail = window.read("ian@example.com")
    page = window.follow(mail.get_by_role("link", name="Open the invitation"))
    for days in ("1 week", "3 days", "3 days"):
        window.wait_for(days)
    ending = of_ian(window, "soon")
    expect(ending.get_by_role("button", name="Extend").first).to_be_visible()
    window.wait_for("1 day")
    expired = of_ian(window, "expired without an answer")

    watch.expect(410)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("This invitation has expired")
    page.close()

    count = window.mails("ian@example.com").count()
    window.messages()
    line = expired.locator(".b-section").filter(has_text="ian@example.com")
    line.get_by_role("button", name="Invite again").click()
    expect(window.mails("ian@example.com")).to_have_count(count + 1)
    anew = window.follow(
        window.read("ian@example.com").get_by_role("link", name="Open the invitation")
    )
    expect(anew.get_by_role("button", name="Accept")).to_be_visible()


def test_mails_wait_while_the_mail_server_refuses_usher(window: Window) -> None:
    window.go("Mailbox")
    server = window.page.get_by_label("The mail server")
    server.select_option("refuses Usher as sender")
    expect(window.page.get_by_role("status")).to_contain_text("read as Ada that mails wait")
    window.go("general")
    window.invite("iris@example.com")
    window.be("Ada")
    expect(window.told("No mail has gone out since")).to_contain_text("553 5.7.1")
    window.be("Lev")
    window.go("general")
    window.type("/invite list iris")
    row = window.log("Messages in #general").last
    expect(row).to_contain_text("the mail has been put off since")

    expect(window.mails("iris@example.com")).to_have_count(0)
    server.select_option("takes mails")
    expect(window.page.get_by_role("status")).to_be_empty()
    window.wait_for("1 day")
    expect(window.mails("iris@example.com")).to_have_count(1)
    window.be("Ada")
    # Reminders that were due in that day may have waited with it.
    window.told("that waited")
