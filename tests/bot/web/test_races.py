"""Many presses at once give one outcome."""

import asyncio
from collections import Counter

from sqlalchemy import func, select

from storage.models import Member, Membership
from tests.bot.web.site import Site

TWENTY = 20


async def test_twenty_simultaneous_accepts_and_declines_give_one_outcome(site: Site) -> None:
    bob = site.story.invite()

    answers = await asyncio.gather(
        *(site.press(bob, "decline" if each % 2 else "accept") for each in range(TWENTY))
    )

    # An accept that comes after a decline undoes it, so that among so many the accept stands.
    assert Counter(answer.status_code for answer in answers) == {303: TWENTY}
    assert site.story.row(bob).state == "accepted"
    assert site.story.verbs(bob).count("accepted") == 1
    assert site.story.verbs(bob).count("declined") <= 1
    assert len(site.story.outbox("slack.accepted")) == 1
    assert len(site.story.outbox("slack.declined")) == site.story.verbs(bob).count("declined")


async def test_twenty_simultaneous_accepts_make_one_member(site: Site) -> None:
    design = site.story.group("Design")
    bob = site.story.invite(workgroup=design, personal=True)

    answers = await asyncio.gather(*(site.press(bob, "accept") for _ in range(TWENTY)))

    assert {answer.status_code for answer in answers} == {303}
    with site.story.database.reading() as unit:
        found = unit.scalars(select(Member).where(Member.email == "bob@example.com")).all()
        assert len(found) == 1
        groups = select(func.count()).where(Membership.member_id == found[0].id)
        assert unit.scalar(groups) == 3
    assert len(site.story.outbox("slack.accepted")) == 1


async def test_twenty_simultaneous_stops_tell_the_inviter_once(site: Site) -> None:
    bob = site.story.invite()

    stops = [site.client.post(site.stop_link(bob)) for _ in range(TWENTY)]
    answers = await asyncio.gather(*stops)

    assert {answer.status_code for answer in answers} == {200}
    assert len(site.story.outbox("slack.stopped")) == 1
