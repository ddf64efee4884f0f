"""An answer counts only from our own page, small, and not too often."""

import pytest

from bot.web.guard import MOST_BYTES
from tests.bot.web.site import Site, text
from tests.bot.web.site import site as made

# Nothing here depends on the kind of database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ANSWERS = ("accept", "decline")


@pytest.mark.parametrize("what", ANSWERS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://usher.example.com"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null"},
        {"Origin": "null", "Sec-Fetch-Site": "same-site"},
        {"Origin": ""},
        {"Origin": "https://usher.example.com.evil.example"},
        {"Origin": "https://usher.example.com@evil.example"},
        {"Origin": "https://usher.example.com:8443"},
        {"Origin": "https://[broken"},
    ],
)
async def test_another_sites_form_is_refused_and_changes_nothing(
    site: Site, what: str, headers: dict[str, str]
) -> None:
    bob = site.story.invite()

    answer = await site.press(bob, what, headers=headers)

    assert answer.status_code == 403
    assert "came from another site" in text(answer)
    assert site.story.row(bob).state == "pending"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://usher.example.com"},
        {"Origin": "https://usher.example.com:443"},
        {"Origin": "HTTPS://Usher.Example.com"},
        {"Origin": "https://usher.example.com", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        # A browser that was told to send no referrer, of our own form
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        # Behind a proxy that passes on its own name, or at the machine's own port
        {"Origin": "http://localhost:3000", "Host": "localhost:3000"},
    ],
)
async def test_our_own_form_is_taken(site: Site, headers: dict[str, str]) -> None:
    bob = site.story.invite()

    answer = await site.press(bob, "accept", headers=headers)

    assert answer.status_code == 303
    assert site.story.row(bob).state == "accepted"


async def test_a_foreign_form_learns_nothing_about_a_link(site: Site) -> None:
    foreign = {"Origin": "https://evil.example"}
    known = await site.press(site.story.invite(), "accept", headers=foreign)
    unknown = await site.client.post("/i/nothing/accept", headers=foreign)

    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)


@pytest.mark.parametrize("what", ANSWERS)
async def test_a_huge_body_is_refused_unread(site: Site, what: str) -> None:
    bob = site.story.invite()

    assert (await site.press(bob, what, content=b"x" * (MOST_BYTES + 1))).status_code == 413
    nonsense = {"Content-Length": "many"}
    assert (await site.press(bob, what, headers=nonsense)).status_code == 413
    assert site.story.row(bob).state == "pending"
    assert (await site.press(bob, what, content=b"x" * MOST_BYTES)).status_code == 303


async def test_over_three_hundred_answers_a_minute_have_to_wait(site: Site) -> None:
    bob = site.story.invite()
    for _ in range(300):
        assert (await site.client.post("/i/nothing/accept")).status_code == 404

    answer = await site.press(bob, "accept")

    assert answer.status_code == 429
    wait = int(answer.headers["retry-after"])
    assert 1 <= wait <= 60
    assert f"Please wait {wait} second" in text(answer)
    assert site.story.row(bob).state == "pending"


async def test_looking_is_not_limited_by_answering_too_often(site: Site) -> None:
    bob = site.story.invite()
    for _ in range(301):
        await site.client.post("/i/nothing/decline")

    assert (await site.look(bob)).status_code == 200


async def test_behind_a_proxy_each_client_has_a_limit_of_its_own(site: Site) -> None:
    behind = made(site.story.database, site.story, trusted_proxies="192.0.2.0/24")
    crowd = {"X-Forwarded-For": "198.51.100.7"}
    for _ in range(300):
        await behind.client.post("/i/nothing/accept", headers=crowd)

    assert (await behind.client.post("/i/nothing/accept", headers=crowd)).status_code == 429
    other = {"X-Forwarded-For": "198.51.100.8"}
    assert (await behind.client.post("/i/nothing/accept", headers=other)).status_code == 404
    made_up = {"X-Forwarded-For": "203.0.113.1, 198.51.100.7"}
    assert (await behind.client.post("/i/nothing/accept", headers=made_up)).status_code == 429
    await behind.client.aclose()
