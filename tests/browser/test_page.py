"""What one writes or presses is not taken away by what happens elsewhere."""

import re

import pytest
from playwright.sync_api import Locator, Response, expect

from tests.browser.window import Window

pytestmark = pytest.mark.browser


def is_news(answer: Response) -> bool:
    return "/demo/state?" in answer.url and answer.status == 200


def say(window: Window, text: str) -> None:
    """Let Ada write in #general, until the page has heard of it and could have drawn it."""
    with window.page.expect_response(is_news) as heard:
        data = {"do": "say", "who": "ada", "text": text}
        window.page.request.post(f"{window.page.url.partition('#')[0]}/act", data=data)
    heard.value.finished()
    window.page.evaluate("() => new Promise((done) => setTimeout(done, 100))")


def mark(node: Locator) -> None:
    node.evaluate("node => { node.dataset.mark = 'it is still this one'; }")


def test_what_is_half_written_stays_when_one_becomes_somebody_else(window: Window) -> None:
    window.composer.fill("/invite zo")
    mark(window.panel)
    window.be("Gus")
    expect(window.panel).not_to_have_attribute("data-mark", re.compile("still"))
    expect(window.composer).to_have_value("/invite zo")
    window.composer.press("End")
    window.composer.press_sequentially("e@example.com")
    window.composer.press("Enter")
    answer = window.log("Messages in #general").last
    expect(answer).to_contain_text("Guests can't invite people.")
    expect(window.composer).to_have_value("")
    window.messages()
    expect(window.composer).to_have_value("")


@pytest.fixture
def mailbox(window: Window) -> Locator:
    """The button, and no other that is drawn in its place."""
    button = window.page.get_by_role("navigation").get_by_role("button", name="Mailbox")
    mark(button)
    return button


def test_a_button_stays_below_the_mouse(window: Window, mailbox: Locator) -> None:
    mailbox.hover()
    window.page.mouse.down()
    say(window, "Good morning!")
    expect(mailbox).to_have_attribute("data-mark", re.compile("still"))
    window.page.mouse.up()
    expect(window.page.get_by_role("heading", name="Mailbox")).to_be_visible()
    window.go("general")
    expect(window.log("Messages in #general").last).to_contain_text("Good morning!")


def test_a_button_stays_below_a_finger_until_the_click_that_comes_later(
    window: Window, mailbox: Locator
) -> None:
    mailbox.dispatch_event("pointerdown")
    mailbox.dispatch_event("pointerup")
    say(window, "Good evening!")
    expect(mailbox).to_have_attribute("data-mark", re.compile("still"))
    mailbox.dispatch_event("click")
    expect(window.page.get_by_role("heading", name="Mailbox")).to_be_visible()
    window.go("general")
    expect(window.log("Messages in #general").last).to_contain_text("Good evening!")


def test_a_menu_stays_open_until_something_is_chosen(window: Window) -> None:
    window.go("general")
    say(window, "Who knows zoe@example.com?")
    message = window.log("Messages in #general").filter(has_text="Who knows")
    message.get_by_role("button", name="Message actions").click()
    say(window, "I do!")
    menu = message.get_by_role("menuitem", name="Invite people from this")
    expect(menu).to_be_focused()
    menu.click()
    expect(window.modal.get_by_label("Email")).to_be_visible()
    window.put_away()
    expect(window.log("Messages in #general").last).to_contain_text("I do!")
