"""An answer counts only from our own page, small, and not too often."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest

from bot.web import guard
from bot.web.guard import MOST_BYTES
from bot.web.throttle import Throttle
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
    for nonsense in ("many", "9" * 5000):
        told = {"Content-Length": nonsense}
        assert (await site.press(bob, what, headers=told)).status_code == 413
    assert site.story.row(bob).state == "pending"
    assert (await site.press(bob, what, content=b"x" * MOST_BYTES)).status_code == 303


MANY = 300
"""Good tokens in a minute, for one invitation and from one address."""

FEW = 5


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many in its stead, where the number is not the point; for sites made from here on."""
    monkeypatch.setattr(guard, "Throttle", partial(Throttle, FEW))


@pytest.fixture
async def brief(few: None, site: Site) -> AsyncIterator[Site]:
    brief = made(site.story.database, site.story)
    yield brief
    await brief.client.aclose()


async def presses(site: Site, number: int, *bobs: str, **more: Any) -> None:
    """None of them is refused."""
    for count in range(number):
        answer = await site.press(bobs[count % len(bobs)], "accept", **more)
        assert answer.status_code == 303


async def test_over_three_hundred_answers_a_minute_have_to_wait(site: Site) -> None:
    bob, cyd = site.story.invite(), site.story.invite("cyd@example.com")
    await presses(site, MANY, bob, cyd)

    for answer in (
        await site.press(bob, "accept"),
        await site.press(bob, "decline"),
        await site.client.post(site.stop_link(bob)),
    ):
        assert answer.status_code == 429
        wait = int(answer.headers["retry-after"])
        assert 1 <= wait <= 60
        assert f"Please wait {wait} second" in text(answer)
    assert site.story.row(bob).state == "accepted"
    assert site.story.outbox("slack.stopped") == []


async def test_mail_clients_that_unsubscribe_count_too(brief: Site) -> None:
    bob = brief.story.invite()
    for _ in range(FEW):
        assert (await brief.client.post(brief.stop_link(bob))).status_code == 200

    assert (await brief.client.post(brief.stop_link(bob))).status_code == 429
    assert (await brief.press(bob, "accept")).status_code == 429


@pytest.mark.parametrize(
    "path",
    [
        "/i/nothing/accept",
        "/i/{i}B/accept",
        "/i/{u}/accept",
        "/i/{other}/accept",
        "/u/nothing",
        "/u/{i}",
        "/u/{other}",
    ],
)
async def test_made_up_tokens_take_nothing_from_who_shares_an_address(
    brief: Site, path: str
) -> None:
    """Whatever they look like: changed, of the other kind, signed by somebody else."""
    bob = brief.story.invite()
    foreign = made(brief.story.database, brief.story, secret_keys="somebody-elses-key-long-enough")
    known = {
        "i": brief.link(bob).rpartition("/")[2],
        "u": brief.stop_link(bob).rpartition("/")[2],
        "other": (foreign.link(bob) if path[1] == "i" else foreign.stop_link(bob)).rpartition("/")[
            2
        ],
    }
    await foreign.client.aclose()
    for _ in range(FEW + 1):
        assert (await brief.client.post(path.format(**known))).status_code == 404

    assert (await brief.press(bob, "accept")).status_code == 303
    assert (await brief.client.post(brief.stop_link(bob))).status_code == 200


@pytest.mark.parametrize(
    ("status", "more"),
    [
        (403, {"headers": {"Origin": "https://evil.example"}}),
        (413, {"content": b"x" * (MOST_BYTES + 1)}),
    ],
)
async def test_what_is_refused_does_not_count(
    brief: Site, status: int, more: dict[str, Any]
) -> None:
    bob = brief.story.invite()
    for _ in range(FEW + 1):
        assert (await brief.press(bob, "accept", **more)).status_code == status

    assert (await brief.press(bob, "accept")).status_code == 303


async def test_one_link_has_a_limit_whoever_has_it(brief: Site) -> None:
    """Under each of its tokens, and from wherever it is pressed."""
    bob, cyd = brief.story.invite(), brief.story.invite("cyd@example.com")
    for number in range(FEW):
        brief.come_from(f"198.51.100.{number}")
        assert (await brief.press(bob, "accept")).status_code == 303

    brief.come_from("203.0.113.1")
    assert (await brief.press(bob, "accept")).status_code == 429
    assert (await brief.client.post(brief.stop_link(bob))).status_code == 429
    assert (await brief.press(cyd, "accept")).status_code == 303


async def test_looking_is_not_limited_by_answering_too_often(brief: Site) -> None:
    bob = brief.story.invite()
    await presses(brief, FEW, bob)

    assert (await brief.press(bob, "accept")).status_code == 429
    assert (await brief.look(bob)).status_code == 200
    assert (await brief.get(brief.stop_link(bob))).status_code == 200


async def test_behind_a_proxy_each_client_has_a_limit_of_its_own(brief: Site) -> None:
    behind = made(brief.story.database, brief.story, trusted_proxies="192.0.2.0/24")
    bob, cyd = brief.story.invite(), brief.story.invite("cyd@example.com")
    crowd = {"X-Forwarded-For": "198.51.100.7"}
    await presses(behind, FEW, bob, cyd, headers=crowd)

    assert (await behind.press(bob, "accept", headers=crowd)).status_code == 429
    other = {"X-Forwarded-For": "198.51.100.8"}
    assert (await behind.press(bob, "accept", headers=other)).status_code == 303
    made_up = {"X-Forwarded-For": "203.0.113.1, 198.51.100.7"}
    assert (await behind.press(bob, "accept", headers=made_up)).status_code == 429
    await behind.client.aclose()
