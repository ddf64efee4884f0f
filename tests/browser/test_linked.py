"""Accepted means in: a workgroup linked with Slack, who joins it, and what Slack refuses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.accessibility import barriers
from tests.browser.home_page import row, turn
from tests.browser.process import Demo, demo
from tests.browser.seen import beyond_the_keyboard, fits
from tests.browser.window import Window

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def usher(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo whose channels are nobody else's."""
    with demo(tmp_path_factory.mktemp("linked"), lived=lived) as running:
        yield running


@pytest.fixture
def ada(window: Window) -> Window:
    window.be("Ada Admin")
    return window


def edit(window: Window, workgroup: str) -> None:
    window.home()
    turn(window, "Workgroups")
    row(window, workgroup).get_by_role("button", name="Edit").click()
    expect(window.modal.get_by_role("heading", name="Edit workgroup")).to_be_visible()


def link(window: Window, workgroup: str, *channels: str) -> None:
    edit(window, workgroup)
    for channel in channels:
        window.pick("Slack channels", channel, f"#{channel}")
    window.press("Save")
    expect(window.modal).to_be_hidden()


def people(window: Window, place: str) -> Locator:
    window.go(place)
    return window.panel.get_by_role("region", name="People").get_by_role("listitem")


def come_in(window: Window, email: str, name: str) -> None:
    window.go("Newcomers")
    form = window.page.get_by_role("form", name="Join Slack")
    form.get_by_label("Email").fill(email)
    form.get_by_label("Full name").fill(name)
    form.get_by_role("button", name="Join").click()
    expect(form.get_by_label("Email")).not_to_have_value(email)


def test_who_accepts_and_joins_slack_later_comes_into_channel_and_user_group(ada: Window) -> None:
    edit(ada, "Engineering")
    ada.pick("Slack channels", "eas", "#east")
    ada.pick("Slack user group", "ana", "@analysts")
    ada.press("Save")
    expect(ada.modal).to_be_hidden()
    expect(row(ada, "Engineering")).to_contain_text("↳ #east · ")

    ada.go("general")
    ada.type("/invite ivy@example.com")
    ada.pick("Select workgroup", "eng", "Engineering")
    ada.press("Invite")
    ada.press("Done")
    mail = ada.read("ivy@example.com")
    page = ada.follow(mail.get_by_role("link", name="Open the invitation"))
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are in")

    ada.page.bring_to_front()
    come_in(ada, "ivy@example.com", "Ivy Ivanova")
    expect(people(ada, "east").filter(has_text="Ivy Ivanova")).to_be_visible()
    expect(people(ada, "analysts").filter(has_text="Ivy Ivanova")).to_be_visible()
    ada.home()
    expect(row(ada, "Engineering")).to_contain_text("↳ #east · @analysts")


def test_what_slack_refuses_is_told_mended_and_tried_again(ada: Window) -> None:
    link(ada, "Marketing", "west")
    problem = ada.told("keep #west in step with the workgroup Marketing")
    expect(problem).to_contain_text("Usher is not in that channel.")
    ada.home()
    turn(ada, "Workgroups")
    expect(row(ada, "Marketing")).to_contain_text("⚠️ #west: Usher is not in that channel.")

    ada.go("west")
    ada.page.get_by_role("button", name="Add Usher").click()
    expect(people(ada, "west").filter(has_text="Usher")).to_be_visible()
    message = ada.told("keep #west in step")
    message.get_by_role("button", name="Try again now").click()
    expect(ada.told("#west is in step with the workgroup Marketing again.")).to_be_visible()


def test_who_has_no_account_is_led_in_by_a_mail_and_by_slack_connect(ada: Window) -> None:
    ada.home()
    turn(ada, "Settings")
    row(ada, "Link to join Slack").get_by_role("button", name="Edit").click()
    ada.modal.get_by_label("Link to join Slack").fill("https://northwind.example/join")
    ada.press("Save")
    expect(ada.modal).to_be_hidden()
    edit(ada, "Support")
    ada.pick("Slack channels", "eas", "#east")
    ada.modal.get_by_label("by Slack Connect").check()
    ada.press("Save")
    expect(ada.modal).to_be_hidden()

    ada.go("general")
    ada.type("/invite joe@example.com")
    ada.pick("Select workgroup", "sup", "Support")
    ada.press("Invite")
    ada.press("Done")
    page = ada.follow(ada.read("joe@example.com").get_by_role("link", name="Open the invitation"))
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("link", name="Join Slack")).to_be_visible()
    ada.page.bring_to_front()
    expect(ada.mails("joe@example.com")).to_have_count(2)
    letter = ada.read("joe@example.com")
    expect(letter.get_by_role("link", name="Join Slack")).to_be_visible()

    ada.go("Newcomers")
    shared = ada.panel.get_by_role("region", name="Invitations by Slack Connect")
    shared.get_by_role("button", name="Needs approval").click()
    expect(ada.told("An admin of Slack still has to approve it")).to_be_visible()
    page.reload()
    expect(page.get_by_text("you don’t have to do anything for that")).to_be_visible()
    ada.page.bring_to_front()
    ada.go("Newcomers")
    shared.get_by_role("button", name="Approve").click()
    expect(ada.told("joe@example.com is in #east.")).to_be_visible()


def test_a_channel_is_archived_and_opened_again(ada: Window) -> None:
    ada.go("west")
    ada.page.get_by_role("button", name="Archive", exact=True).click()
    expect(ada.panel).to_contain_text("archived")
    edit(ada, "Sales")
    ada.modal.get_by_label("Slack channels").click()
    expect(ada.modal.get_by_role("option", name="#east")).to_be_visible()
    expect(ada.modal.get_by_role("option", name="#west")).to_be_hidden()
    ada.press("Cancel")
    expect(ada.modal).to_be_hidden()
    ada.go("west")
    ada.page.get_by_role("button", name="Unarchive").click()
    expect(ada.panel).not_to_contain_text("archived")


def test_a_user_group_is_locked_and_unlocked(ada: Window) -> None:
    ada.go("analysts")
    ada.page.get_by_role("button", name="Lock").click()
    expect(ada.panel).to_contain_text("locked")
    ada.page.get_by_role("button", name="Unlock").click()
    expect(ada.panel).not_to_contain_text("locked")


def test_a_private_channel_is_there_for_who_is_in_it(ada: Window) -> None:
    ada.go("board")
    expect(ada.panel).to_contain_text("Private channel")
    ada.be("Lev Lead")
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("# general")
    side = ada.page.get_by_role("navigation", name="Workspace")
    expect(side.get_by_role("button", name="board")).to_be_hidden()


def test_what_is_half_written_stays_when_the_form_says_where_a_workgroup_leads(ada: Window) -> None:
    link(ada, "Support", "west")
    ada.go("general")
    ada.type("/invite kim@example.com")
    ada.pick("Select workgroup", "sup", "Support")
    note = ada.modal.get_by_label("Note")
    note.fill("We sit at")
    expect(ada.modal).to_contain_text("#west")
    expect(note).to_be_focused()
    ada.page.keyboard.type(" the window")
    expect(note).to_have_value("We sit at the window")
    expect(ada.modal.get_by_label("Email", exact=True)).to_have_value("kim@example.com")
    ada.pick("Select workgroup", "des", "Design")
    invite = ada.modal.get_by_role("button", name="Invite", exact=True)
    invite.focus()
    expect(ada.modal).not_to_contain_text("#west")
    expect(invite).to_be_focused()
    ada.press("Cancel")
    expect(ada.modal).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 320])
def test_each_place_fits_and_is_for_everybody(ada: Window, width: int) -> None:
    for place in ("east", "analysts", "Newcomers"):
        ada.page.set_viewport_size({"width": 1280, "height": 800})
        ada.go(place)
        ada.page.set_viewport_size({"width": width, "height": 800})
        expect(ada.page.get_by_role("heading", level=1)).to_be_visible()
        assert fits(ada.page) == []
        assert barriers(ada.page) == []
        assert beyond_the_keyboard(ada.page) == []
