"""Debian's Chromium, as every story starts it."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.plugin import chromium

# What the address bar would show lies ready in each window, as two pages more that nobody looks at:
# more than half of what a window costs.
UNSEEN = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")

# The flag can be given once, and playwright gives it: this is what it turns off.
TURNED_OFF = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)


@contextmanager
def started() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            # Its own sandbox needs rights that a container has not.
            args=["--no-sandbox", f"--disable-features={','.join(UNSEEN + TURNED_OFF)}"],
        )
        yield browser
        browser.close()
