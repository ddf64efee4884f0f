"""What one sees when the database is away, or we have made a mistake."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.parts import Parts
from bot.web import patience
from storage.database import Database
from tests.bot.web.site import Site, text, title
from tests.bot.web.site import site as made
from tests.held import ENOUGH, held, slow_to_commit
from tests.patience import until


@pytest.fixture
async def stranded(site: Site, tmp_path: Path) -> AsyncIterator[Site]:
    """A site whose database is gone."""
    url = f"sqlite:///{tmp_path / 'gone' / 'usher.db'}"
    if not site.story.database.is_sqlite:
        url = "postgresql://nobody@127.0.0.1:9/none"
    away = made(Database(url), site.story)
    yield away
    await away.close()


async def test_while_the_database_is_away_one_is_asked_to_come_back(
    site: Site, stranded: Site
) -> None:
    bob = site.story.invite()
    for answer in (
        await stranded.look(bob),
        await stranded.press(bob, "accept"),
        await stranded.press(bob, "decline"),
        await stranded.get(stranded.stop_link(bob)),
        await stranded.client.post(stranded.stop_link(bob)),
    ):
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "10"
        assert answer.headers["cache-control"] == "no-store"
        assert title(answer) == "We will be back in a moment"
        assert "try again in a moment" in text(answer)


async def test_a_page_says_so_too_while_the_database_is_held_and_nothing_is_answered_later(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.3)
    bob, database = site.story.invite(), site.story.database
    with held(database):
        answer = await site.press(bob, "accept")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
        assert (await site.look(bob)).status_code == (200 if database.is_sqlite else 503)
    for _ in range(database.threads):
        await site.parts.run(lambda _: None)
    monkeypatch.setattr(patience, "SECONDS", ENOUGH)
    assert "Accept" in text(await site.look(bob))
    assert (await site.press(bob, "accept")).status_code == 303


async def test_an_answer_that_is_still_being_written_down_is_there_when_one_looks_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = site.story.invite()
    monkeypatch.setattr(patience, "SECONDS", ENOUGH)
    with slow_to_commit(site.story.database) as slow:
        slow.nobody_waits(monkeypatch)
        assert (await site.press(bob, "accept")).status_code == 503
        slow.go_on()
        await until(lambda: site.story.row(bob).state == "accepted")
    assert (await site.press(bob, "accept")).status_code == 303
    assert site.story.row(bob).state == "accepted"


async def test_an_unknown_link_needs_no_database(stranded: Site) -> None:
    assert (await stranded.get("/i/nothing")).status_code == 404


async def test_a_mistake_of_ours_shows_a_page_and_no_traceback(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(Parts, "read", broken)
    page = await site.look(site.story.invite())

    assert page.status_code == 500
    assert title(page) == "Something went wrong here"
    assert "secret" not in page.text
    assert "Traceback" not in page.text
    assert "content-security-policy" in page.headers
