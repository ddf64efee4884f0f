"""Home's tabs, as Ada walks through them: months of invitations, people, workgroups, settings."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Response, expect

from tests.browser.home_page import look_for, row, turn
from tests.browser.process import Demo, demo
from tests.browser.window import Window

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def usher(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo whose settings and roles are nobody else's."""
    with demo(tmp_path_factory.mktemp("tabs"), lived=lived) as running:
        yield running


@pytest.fixture
def ada(window: Window) -> Window:
    """Ada before her Home."""
    window.be("Ada Admin")
    window.home()
    turn(window, "Your invitations")
    return window


def test_months_of_invitations_are_sifted_and_leafed_through(ada: Window) -> None:
    shown = turn(ada, "Invitations")
    expect(shown).to_contain_text("1–25 of ")
    shown.get_by_role("button", name="Next page").click()
    expect(shown).to_contain_text("26–50 of ")
    shown.get_by_role("combobox").select_option(label="Refused by an admin")
    expect(shown).to_contain_text("tilda.gren@example.org")
    expect(shown.get_by_role("button", name="Next page")).to_have_count(0)
    shown.get_by_role("combobox").select_option(label="All states")
    expect(shown).to_contain_text("1–25 of ")
    look_for(ada, "Address, name, inviter or workgroup", "petra")
    expect(shown).to_contain_text("mail not delivered: 550 5.1.1")
    shown.get_by_role("button", name="Show all").click()
    expect(shown).to_contain_text("no mail, as the address asked")
    expect(shown).to_contain_text("no reminders until")


def test_what_happened_to_an_invitation_is_told(ada: Window) -> None:
    turn(ada, "Invitations")
    look_for(ada, "Address, name, inviter or workgroup", "соколова")
    ada.panel.get_by_role("button", name="More actions").click()
    ada.panel.get_by_role("menuitem", name="More…").click()
    expect(ada.modal).to_contain_text("Invited by Ada Admin")
    expect(ada.modal).to_contain_text("Reminders snoozed by Ada Admin")
    ada.press("Close")


def test_ada_approves_at_home(ada: Window) -> None:
    shown = turn(ada, "Invitations")
    shown.get_by_role("combobox").select_option(label="Waits for an admin's approval")
    expect(shown).not_to_contain_text("petra.vogl@example.com")
    shown.get_by_role("button", name="Approve").click()
    expect(shown).to_contain_text("Nothing here fits.")
    mail = ada.read("vera.komarova@example.org")
    expect(mail.get_by_text("She drew our new icons.")).to_be_visible()


def test_mia_becomes_a_lead_and_is_none_again(ada: Window) -> None:
    give(ada, "Mia Member", "Lead")
    ada.be("Mia Member")
    ada.speak("English")
    shown = ada.home()
    expect(shown.get_by_role("button", name="Workgroups")).to_be_visible()
    expect(shown.get_by_role("button", name="Settings")).to_have_count(0)
    ada.be("Ada Admin")
    ada.home()
    give(ada, "Mia Member", "Member")
    ada.be("Mia Member")
    expect(ada.home().get_by_role("button", name="Request an invitation")).to_be_visible()


def give(window: Window, name: str, role: str) -> None:
    turn(window, "Your invitations")
    turn(window, "Users")
    look_for(window, "Name or address", name)
    menu = row(window, name).get_by_role("combobox")
    with window.page.expect_response(_is_about_a_role):
        menu.select_option(label=role)
    expect(menu).to_have_value(re.compile(f"{role.lower()}:"))


def _is_about_a_role(answer: Response) -> bool:
    return "member.role" in (answer.request.post_data or "")


def test_everybody_may_invite_as_soon_as_ada_says_so(ada: Window) -> None:
    let_invite(ada, "Every member")
    ada.be("Mia Member")
    ada.go("general")
    ada.speak("English")
    ada.type("/invite guest.of.mia@example.com")
    ada.press("Invite")
    expect(ada.modal).to_contain_text("1 person invited")
    ada.press("Done")
    mail = ada.read("guest.of.mia@example.com")
    expect(mail.get_by_role("link", name="Open the invitation")).to_be_visible()
    ada.be("Ada Admin")
    ada.home()
    let_invite(ada, "Admins and leads")


def let_invite(window: Window, whom: str) -> None:
    shown = turn(window, "Settings")
    row(window, "Who may invite").get_by_role("button", name="Edit").click()
    window.modal.get_by_label(whom, exact=True).check()
    window.press("Save")
    expect(window.modal).to_be_hidden()
    expect(shown).to_contain_text(f"Who may invite{whom}")


def test_a_workgroup_gets_a_name_and_a_member_and_is_archived(ada: Window) -> None:
    shown = turn(ada, "Workgroups")
    shown.get_by_role("button", name="New workgroup").click()
    ada.modal.get_by_label("Name").fill("Craft")
    ada.press("Create")
    ada.press("Close")
    row(ada, "Craft").get_by_role("button", name="Edit").click()
    ada.modal.get_by_label("Name").fill("Crafts")
    ada.modal.get_by_label("Add members").fill("lev@northwind.example")
    ada.press("Save")
    expect(row(ada, "Crafts")).to_contain_text("1 member")
    row(ada, "Crafts").get_by_role("button", name="Edit").click()
    ada.press("Archive this workgroup")
    ada.question.get_by_role("button", name="Archive").click()
    expect(ada.modal).to_contain_text("archived")
    ada.press("Close")
    expect(row(ada, "Crafts")).to_have_count(0)
