"""What every answer carries, and what none lets out."""

import logging

import httpx
import pytest
from sqlalchemy import update

from bot.web.templating import style_hash
from storage.models import Member, Workspace
from tests.bot.web.site import Site, links, text, title
from tests.people import LEV

# Nothing here depends on the kind of database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

EVIL = "<script>alert(1)</script>\"'&{{7*7}}{0}%s"


def change(site: Site, table: type[Member | Workspace], **columns: str) -> None:
    """What Slack tells of people and workspaces is not ours to refuse."""
    query = update(table)
    if table is Member:
        query = query.where(Member.slack_user == LEV.user)
    with site.story.database.transaction() as unit:
        unit.execute(query.values(**columns))


async def answers(site: Site) -> dict[str, httpx.Response]:
    """One of each kind."""
    bob, cyd = site.story.invite(), site.story.invite("cyd@example.com")
    site.story.revoke(cyd)
    return {
        "open": await site.look(bob),
        "foreign": await site.press(bob, "accept", headers={"Origin": "https://evil.example"}),
        "huge": await site.press(bob, "accept", content=b"x" * 20000),
        "accepted": await site.press(bob, "accept"),
        "gone": await site.look(cyd),
        "late": await site.press(cyd, "accept"),
        "unknown": await site.get("/i/nothing"),
        "elsewhere": await site.get("/"),
        "method": await site.client.put(site.link(bob)),
        "stop": await site.get(site.stop_link(bob)),
        "stopped": await site.client.post(site.stop_link(bob)),
    }


async def test_every_answer_carries_the_headers_that_keep_it_safe(site: Site) -> None:
    for name, answer in (await answers(site)).items():
        policy = dict(
            part.strip().split(" ", 1)
            for part in answer.headers["content-security-policy"].split(";")
        )
        assert policy == {
            "default-src": "'none'",
            "style-src": f"'{style_hash()}'",
            "img-src": "'self' data:",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }, name
        assert answer.headers["referrer-policy"] == "same-origin", name
        assert "noindex" in answer.headers["x-robots-tag"], name
        assert answer.headers["cache-control"] == "no-store", name
        assert answer.headers["x-content-type-options"] == "nosniff", name
        assert "set-cookie" not in answer.headers, name


async def test_pages_load_nothing_from_anywhere(site: Site) -> None:
    for name, answer in (await answers(site)).items():
        shown = answer.text.replace('<link rel="icon" href="data:', "")
        for loading in ("src=", "<link", "@import", "url(", "<script", "style="):
            assert loading not in shown, (name, loading)


async def test_what_people_typed_is_shown_and_never_run(site: Site) -> None:
    design = site.story.group(f"G{EVIL}"[:75])
    bob = site.story.invite(note=EVIL, workgroup=design)

    page = await site.look(bob)

    assert "<script" not in page.text
    assert EVIL in text(page)
    assert f"G{EVIL}" in text(page)


async def test_names_can_not_turn_the_page_around(site: Site) -> None:
    bob = site.story.invite(note="a\u202eb\u0007c")
    change(site, Workspace, name="North\u202ewind <\u2066x>")

    page = await site.look(bob)

    assert not set("\u202e\u2066\u0007") & set(page.text)
    assert "<bdi>Northwind &lt;x&gt;</bdi>" in page.text
    assert title(page) == "Lev Lead invites you to Northwind <x>"


async def test_an_inviters_address_can_not_add_to_the_mail_one_writes_to_them(site: Site) -> None:
    bob = site.story.invite()
    site.story.revoke(bob)
    change(site, Member, email='lev@example.com?bcc=evil@example.com&body="x"')

    page = await site.look(bob)

    [href] = [each for each in links(page) if each.startswith("mailto")]
    assert href == "mailto:lev@example.com%3Fbcc%3Devil@example.com%26body%3D%22x%22"


async def test_tokens_and_addresses_are_in_no_log(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bob = site.story.invite()
    caplog.clear()

    await site.look(bob)
    await site.press(bob, "accept")
    await site.client.post(site.stop_link(bob))
    await site.press(bob, "decline")

    ours = [record for record in caplog.records if not record.name.startswith("httpx")]
    logged = "\n".join(record.getMessage() for record in ours)
    for secret in (site.link(bob), site.stop_link(bob)):
        assert secret.rpartition("/")[2] not in logged
    assert "bob@example.com" not in logged
