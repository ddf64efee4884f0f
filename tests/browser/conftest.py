"""A demo that most stories share, each with people of its own, and a window for each story."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from tests.browser.process import Demo, demo
from tests.browser.watch import Watch
from tests.browser.window import Window
from tests.chromium import started
from tests.lived import lived_through

LAPTOP: ViewportSize = {"width": 1280, "height": 800}


# Not for the session: while playwright runs, no other test may have an event loop.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture(scope="package")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a demo that has begun."""
    return lived_through(tmp_path_factory)


@pytest.fixture(scope="package")
def usher(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo(tmp_path_factory.mktemp("demo"), lived=lived) as running:
        yield running


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Whatever goes wrong behind the page fails the story at its end."""
    watch = Watch()
    yield watch
    assert watch.problems == []


@pytest.fixture
def context(chromium: Browser, watch: Watch) -> Iterator[BrowserContext]:
    """A laptop with nothing opened yet."""
    context = chromium.new_context(viewport=LAPTOP, locale="en-GB")
    watch.over(context)
    yield context
    context.close()


@pytest.fixture
def window(usher: Demo, context: BrowserContext) -> Window:
    return Window.open(context, usher.url)
