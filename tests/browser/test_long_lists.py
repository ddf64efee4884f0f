"""More addresses than a form holds, pasted: nothing is cut, and Slack takes no submit."""

import pytest
from playwright.sync_api import expect

from tests.browser.window import Window

pytestmark = pytest.mark.browser


def test_what_is_pasted_stays_whole_until_it_fits(window: Window) -> None:
    window.type("/invite")
    field = window.modal.get_by_label("Email")
    expect(window.modal).to_contain_text("A form holds 3,000 characters")
    pasted = "\n".join(f"pasted{n:03}@example.company" for n in range(200))
    # As a paste comes, which a field may cut.
    window.page.keyboard.insert_text(pasted)
    over = window.modal.get_by_role("status").filter(has_text="too many of 3000 characters")
    expect(over).to_have_text(f"{len(pasted) - 3000} too many of 3000 characters")
    window.press("Invite")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(window.modal).to_contain_text("Please enter at most 3000 characters.")
    expect(field).to_have_value(pasted)
    field.fill("pasted001@example.company")
    expect(over).to_have_count(0)
    window.press("Invite")
    expect(window.modal).to_contain_text("1 person invited")
    window.press("Done")
