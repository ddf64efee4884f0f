"""Whatever is no link of ours leads to one and the same page."""

import pytest
from sqlalchemy import delete, update

from storage.models import Invitation, State
from tests.bot.web.site import KEY, PUBLIC, Site, title
from tests.bot.web.site import site as made


async def unknown(site: Site) -> str:
    """The page of a link that nobody ever made."""
    page = await site.get("/i/nothing")
    assert page.status_code == 404
    return page.text


async def test_an_unknown_link_says_what_to_do(site: Site) -> None:
    page = await site.get("/i/nothing")

    assert page.status_code == 404
    assert title(page) == "There is no invitation here"
    assert "ask the person who invited you" in page.text


async def test_a_changed_character_anywhere_is_unknown(site: Site) -> None:
    link = site.link(site.story.invite())
    head, _, token = link.rpartition("/")
    expected = await unknown(site)

    for place, letter in enumerate(token):
        other = "B" if letter == "A" else "A"
        page = await site.get(f"{head}/{token[:place]}{other}{token[place + 1 :]}")
        assert page.status_code == 404, place
        assert page.text == expected


@pytest.mark.parametrize(
    "token",
    ["", "%00", "%FF", "..", "a" * 62, "ф" * 62, "a" * 5000, "' OR 1=1 --", "a/b", "x" * 61 + "="],
)
async def test_nonsense_is_unknown(site: Site, token: str) -> None:
    expected = await unknown(site)
    for path in ("i", "u"):
        page = await site.get(f"/{path}/{token}")
        assert (page.status_code, page.text) == (404, expected)
        for what in ("", "/accept", "/decline"):
            answer = await site.client.post(f"/{path}/{token}{what}")
            # "/i/" + "" + "/accept" is the address of a page, which takes no answer
            assert answer.status_code in {404, 405}


async def test_a_stop_link_opens_no_invitation_and_the_other_way_round(site: Site) -> None:
    bob = site.story.invite()

    crossed = site.stop_link(bob).replace("/u/", "/i/")
    assert (await site.get(crossed)).status_code == 404
    assert (await site.client.post(f"{crossed}/accept")).status_code == 404
    assert (await site.client.post(site.link(bob).replace("/i/", "/u/"))).status_code == 404
    assert site.story.row(bob).state == "pending"


async def test_one_that_was_purged_is_unknown(site: Site) -> None:
    bob = site.story.invite()
    with site.story.database.transaction() as unit:
        unit.execute(delete(Invitation))

    assert (await site.look(bob)).text == await unknown(site)
    for what in ("accept", "decline"):
        assert (await site.press(bob, what)).status_code == 404
    assert (await site.get(site.stop_link(bob))).status_code == 404
    assert (await site.client.post(site.stop_link(bob))).status_code == 404


@pytest.mark.parametrize("state", [State.REQUESTED, State.REFUSED])
async def test_a_request_that_is_not_approved_is_unknown(site: Site, state: State) -> None:
    bob = site.story.invite()
    closed = None if state == State.REQUESTED else site.story.now
    with site.story.database.transaction() as unit:
        unit.execute(update(Invitation).values(state=state, closed_at=closed))

    assert (await site.look(bob)).text == await unknown(site)
    for what in ("accept", "decline"):
        assert (await site.press(bob, what)).status_code == 404
    assert (await site.client.post(site.stop_link(bob))).status_code == 404
    assert site.story.row(bob).state == state


async def test_a_slash_too_many_is_unknown_and_redirects_nowhere(site: Site) -> None:
    page = await site.get(f"{site.link(site.story.invite())}/")

    assert page.status_code == 404


@pytest.mark.parametrize("path", ["/", "/i", "/u", "/demo", "/demo/state", "/docs", "/robots.txt"])
async def test_there_is_nothing_else(site: Site, path: str) -> None:
    page = await site.get(path)

    assert (page.status_code, page.text) == (404, await unknown(site))


async def test_an_old_key_goes_on_opening_what_it_signed(site: Site) -> None:
    """Links of before a rotation lead to the page, and keep their own address there."""
    bob = site.story.invite()
    old = site.link(bob)
    rotated = made(site.story.database, site.story, secret_keys=f"another-key-long-enough,{KEY}")
    try:
        assert rotated.link(bob) != old
        assert (await rotated.get(old)).status_code == 200
        answer = await rotated.client.post(f"{old}/accept")
        assert answer.headers["location"] == old.removeprefix(PUBLIC)
    finally:
        await rotated.client.aclose()
