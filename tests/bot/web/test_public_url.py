"""PUBLIC_URL may have a path, and the proxy may take it off or leave it."""

from collections.abc import AsyncIterator

import pytest

from tests.bot.web.site import Site, buttons
from tests.bot.web.site import site as made

# Nothing here depends on the kind of database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

BELOW = "https://www.example.com/tools/usher"


@pytest.fixture
async def below(site: Site) -> AsyncIterator[Site]:
    below = made(site.story.database, site.story, public_url=BELOW)
    yield below
    await below.client.aclose()


async def test_the_link_works_as_it_stands_in_the_mail(below: Site) -> None:
    bob = below.story.invite()

    assert below.link(bob).startswith(f"{BELOW}/i/")
    assert (await below.look(bob)).status_code == 200


async def test_it_works_where_the_proxy_took_the_path_off(below: Site) -> None:
    bob = below.story.invite()

    page = await below.get(below.link(bob).replace("/tools/usher", ""))

    assert page.status_code == 200
    # What the browser sees is the address with the path.
    assert all(target.startswith("/tools/usher/i/") for target, _ in buttons(page))


async def test_buttons_redirects_and_links_keep_the_path(below: Site) -> None:
    bob = below.story.invite()
    page = await below.look(bob)
    own = {"Origin": "https://www.example.com"}

    for target, _ in buttons(page):
        answer = await below.client.post(target, headers=own)
        assert answer.headers["location"] == below.link(bob).removeprefix("https://www.example.com")
        assert (await below.get(answer.headers["location"])).status_code == 200
    leads = page.text.partition("<body>")[2].split('href="')[1:]
    hrefs = [part.partition('"')[0] for part in leads]
    assert all(href.startswith("/tools/usher/") for href in hrefs)
    for href in hrefs:
        assert (await below.get(href)).status_code == 200


async def test_what_machines_ask_is_there_too(below: Site) -> None:
    for path in ("/healthz", "/tools/usher/healthz", "/tools/usher/readyz"):
        assert (await below.get(path)).status_code == 200
    assert (await below.get("/tools/healthz")).status_code == 404


async def test_what_only_the_operator_should_see_is_not_below_the_path(below: Site) -> None:
    forwarded = {"X-Forwarded-For": "198.51.100.7"}

    assert (await below.client.get("/tools/usher/metrics", headers=forwarded)).status_code == 404
    assert (await below.client.get("/tools/usher/readyz", headers=forwarded)).text == "ok"
    assert "TRUSTED_PROXIES" in (await below.client.get("/readyz")).text


IN_RUSSIAN = "https://бот.пример.рф//приглашения/к%20нам"


async def test_an_address_in_any_script_is_one_that_browsers_send(site: Site) -> None:
    below = made(site.story.database, site.story, public_url=IN_RUSSIAN)
    bob, own = below.story.invite(), {"Origin": "https://xn--90a0am.xn--e1afmkfd.xn--p1ai"}

    assert below.link(bob).isascii()
    page = await below.look(bob)
    assert page.status_code == 200
    for target, _ in buttons(page):
        answer = await below.client.post(target, headers=own)
        assert (answer.status_code, target.isascii()) == (303, True)
        # One slash: with two the browser would go to a host of that name.
        assert answer.headers["location"].startswith("/%D0%BF")
        assert (await below.get(answer.headers["location"])).status_code == 200
    [target, _] = [
        target for target, _ in buttons(await below.look(below.story.invite("joe@example.com")))
    ]
    foreign = await below.client.post(target, headers={"Origin": "https://xn--90a0am.example"})
    assert foreign.status_code == 403
    await below.client.aclose()
