"""Mail scanners fetch every link before anybody reads the mail. Nothing may come of it."""

import asyncio

import pytest

from tests.bot.web.site import Site, buttons

HARMLESS = ("GET", "HEAD", "OPTIONS", "PROPFIND", "TRACE")


def record(site: Site, invitation: str) -> tuple[object, ...]:
    """All that could have changed."""
    row = site.story.row(invitation)
    outbox = [(each.id, each.kind, each.state) for each in site.story.outbox()]
    return row.state, row.closed_at, site.story.verbs(invitation), outbox


async def test_a_scanner_that_fetches_the_links_changes_nothing(site: Site) -> None:
    bob = site.story.invite()
    before = record(site, bob)
    links = [site.link(bob), site.stop_link(bob)]
    links += [f"{links[0]}?lang=ru", f"{links[0]}/accept", f"{links[0]}/decline"]

    for link in links:
        for method in HARMLESS:
            await site.client.request(method, link)
    async with site.browser("198.51.100.7") as first, site.browser("203.0.113.9") as second:
        await asyncio.gather(*(client.get(links[0]) for client in (first, second) * 5))

    assert record(site, bob) == before
    assert not (await site.look(bob)).text.count("no more mails")


async def test_a_head_is_a_get_without_a_body(site: Site) -> None:
    bob = site.story.invite()

    head = await site.client.head(site.link(bob))
    page = await site.look(bob)

    assert head.status_code == page.status_code == 200
    assert head.headers["content-length"] == page.headers["content-length"]


async def test_following_every_link_of_the_page_changes_nothing(site: Site) -> None:
    """Some scanners follow what they find; buttons post, links only lead."""
    bob = site.story.invite()
    before = record(site, bob)
    page = await site.look(bob)

    leads = page.text.partition("<body>")[2].split('href="')[1:]
    hrefs = [part.partition('"')[0] for part in leads]
    assert len(hrefs) == 2
    for href in hrefs:
        assert (await site.get(href)).status_code == 200
    for target, _ in buttons(page):
        assert (await site.get(target)).status_code == 405

    assert record(site, bob) == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_refused_and_change_nothing(site: Site, method: str) -> None:
    bob = site.story.invite()
    before = record(site, bob)

    for link in (site.link(bob), f"{site.link(bob)}/accept", site.stop_link(bob)):
        answer = await site.client.request(method, link)
        assert answer.status_code == 405
        assert answer.headers["allow"]

    assert record(site, bob) == before


async def test_posting_to_the_page_itself_is_refused(site: Site) -> None:
    bob = site.story.invite()

    assert (await site.client.post(site.link(bob))).status_code == 405
    assert site.story.row(bob).state == "pending"


async def test_an_action_in_the_query_does_nothing(site: Site) -> None:
    bob = site.story.invite()

    await site.get(f"{site.link(bob)}?accept=1&action=accept&lang=en&_method=POST")

    assert site.story.row(bob).state == "pending"
