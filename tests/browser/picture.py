"""Draws docs/demo.png anew: `.venv/bin/python -m tests.browser.picture`.

Lev is about to invite Ivy. Needs Debian's Chromium, as the tests here do.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from tests.browser.conftest import LAPTOP
from tests.browser.process import ROOT, demo
from tests.browser.window import Window
from tests.chromium import started

PICTURE = ROOT / "docs" / "demo.png"
SAID = {
    "Ada": "Ivy joins the design team on Monday, and she has no account yet.",
    "Mia": "Wonderful! She can sit with us.",
    "Lev": "I’ll invite her right away.",
}


def draw(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport=LAPTOP, device_scale_factor=2, locale="en-GB")
    window = Window.open(context, url)
    window.wait_for("1 day")  # and it is no longer night
    for name, words in SAID.items():
        window.be(name)
        window.type(words)
    window.type("/invite Ivy Invited <ivy@example.com>")
    window.modal.get_by_role("checkbox").check()
    window.pick("Select workgroup", "des", "Design")
    window.modal.get_by_label("Note").fill("Welcome, Ivy! We sit at the window, bring your plants.")
    window.page.screenshot(path=PICTURE)
    context.close()


def main() -> None:
    with TemporaryDirectory() as folder, demo(Path(folder)) as running, started() as browser:
        draw(browser, running.url)


if __name__ == "__main__":
    main()
