"""The demo ends when told to, and is found again as it was left."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.process import PATIENCE, Demo, demo, start
from tests.browser.watch import Watch
from tests.browser.window import Window

pytestmark = pytest.mark.browser


def test_everything_is_still_there_after_a_restart(
    context: BrowserContext, watch: Watch, lived: Path, tmp_path: Path
) -> None:
    with demo(tmp_path, lived=lived) as first:
        window = Window.open(context, first.url)
        window.invite("ivy@example.com", Note="See you soon")
        mail = window.read("ivy@example.com")
        page = window.follow(mail.get_by_role("link", name="Open the invitation"))
        window.page.close()
        assert first.stop() == 0

    with demo(tmp_path, port=first.port) as again:
        window = Window.open(context, again.url)
        expect(window.home()).to_contain_text("Waiting for an answer · invited today")
        expect(window.read("ivy@example.com").get_by_text("See you soon")).to_be_visible()
        page.bring_to_front()
        page.get_by_role("button", name="Accept").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You are in")
        expect(window.told("ivy@example.com accepted")).to_be_visible()
        window.page.close()

    watch.expect(404)
    with demo(tmp_path, "--fresh", port=first.port) as fresh:
        window = Window.open(context, fresh.url)
        expect(window.home()).not_to_contain_text("ivy@example.com")
        window.go("Mailbox")
        expect(window.panel).to_contain_text("No mail yet.")
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("There is no invitation here")
        window.page.close()


def test_a_second_demo_on_its_files_leaves_the_first_alone(usher: Demo, window: Window) -> None:
    window.invite("una@example.com")
    with start(usher.folder, "--fresh", port=usher.port) as second:
        told, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 2
    assert f"already running on port {usher.port}" in told
    assert "Traceback" not in told
    window.page.reload()
    expect(window.home()).to_contain_text("una@example.com")
    expect(window.mails("una@example.com")).to_have_count(1)
