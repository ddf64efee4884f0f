"""What one writes or presses is not taken away by what happens elsewhere."""

import pytest
from playwright.sync_api import Response, expect

from tests.browser.window import Window

pytestmark = pytest.mark.browser


def is_news(answer: Response) -> bool:
    return "/demo/state?" in answer.url and answer.status == 200


def seen_by_gus(answer: Response) -> bool:
    return is_news(answer) and "as=gus&" in answer.url


def say(window: Window, text: str) -> None:
    """Let Ada write in #general, and wait until the page knows."""
    with window.page.expect_response(is_news):
        data = {"do": "say", "who": "ada", "text": text}
        window.page.request.post(f"{window.page.url.partition('#')[0]}/act", data=data)


def test_what_is_half_written_stays_when_one_becomes_somebody_else(window: Window) -> None:
    window.composer.fill("/invite zo")
    with window.page.expect_response(seen_by_gus):
        window.be("Gus")
    expect(window.page.get_by_role("radio", name="Gus", include_hidden=True)).to_be_checked()
    expect(window.composer).to_have_value("/invite zo")
    window.composer.press("End")
    window.composer.press_sequentially("e@example.com")
    window.composer.press("Enter")
    answer = window.log("Messages in #general").last
    expect(answer).to_contain_text("Guests can't invite people.")
    expect(window.composer).to_have_value("")
    window.go("Usher")
    window.messages()
    expect(window.composer).to_have_value("")


def test_a_button_stays_below_the_finger(window: Window) -> None:
    mailbox = window.page.get_by_role("navigation").get_by_role("button", name="Mailbox")
    mailbox.evaluate("node => { node.dataset.pressed = 'yes'; }")
    mailbox.hover()
    window.page.mouse.down()
    say(window, "Good morning!")
    expect(mailbox).to_have_attribute("data-pressed", "yes")
    window.page.mouse.up()
    expect(window.page.get_by_role("heading", name="Mailbox")).to_be_visible()
    window.go("general")
    expect(window.log("Messages in #general").last).to_contain_text("Good morning!")


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
