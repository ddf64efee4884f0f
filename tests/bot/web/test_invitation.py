"""The invitation's page: what it shows in each state, with which status."""

from datetime import datetime

import pytest
from sqlalchemy import update

from commands import workspace_settings
from commands.limits import Limits
from storage.models import Member
from tests.bot.web.site import Site, buttons, links, text, title
from tests.people import ADA, LEV


async def test_an_open_invitation_says_who_invites_to_what_until_when(site: Site) -> None:
    design = site.story.group("Design")
    ivy = site.story.invite(
        "Ivy.New@example.com", workgroup=design, personal=True, note="Hi Ivy,\n\nsee you!"
    )

    page = await site.look(ivy)

    assert page.status_code == 200
    said = text(page)
    assert title(page) == "Lev Lead invites you to Northwind"
    assert "Lev Lead ( lev@northwind.example ) would like you to join" in said
    assert "the workspace Northwind and its workgroup Design ." in said
    assert "Lev Lead ( lev@northwind.example ) writes: Hi Ivy, see you!" in said
    assert "You get a personal workgroup of your own." in said
    assert "Open until 7 December 2026, 10:30 (Berlin, UTC+01:00) ." in said
    assert '<time datetime="2026-12-07T09:30:00Z">' in page.text
    assert "This invitation is for Ivy.New@example.com ." in said


async def test_each_line_of_a_note_has_its_own_direction(site: Site) -> None:
    page = await site.look(site.story.invite(note="שלום עדה\n\nWelcome!"))
    note = page.text.partition("<blockquote>")[2].partition("</blockquote>")[0]
    assert note == "".join(f'<p dir="auto">{line}</p>' for line in ("שלום עדה", "<br>", "Welcome!"))


async def test_an_invitation_without_extras_does_not_mention_them(site: Site) -> None:
    said = text(await site.look(site.story.invite()))

    assert "would like you to join the workspace Northwind ." in said
    assert "writes:" not in said
    assert "personal workgroup" not in said
    assert "You join the workgroup" not in said


async def test_an_open_invitation_has_two_real_buttons_and_no_script(site: Site) -> None:
    bob = site.story.invite()

    page = await site.look(bob)

    here = site.link(bob).removeprefix("https://usher.example.com")
    assert buttons(page) == [(f"{here}/accept", "Accept"), (f"{here}/decline", "Decline")]
    assert "<script" not in page.text
    assert "http-equiv" not in page.text


async def test_who_accepts_is_in_and_sees_what_they_joined(site: Site) -> None:
    bob = site.story.invite(workgroup=site.story.group("Design"), personal=True)

    answer = await site.press(bob, "accept")

    assert answer.status_code == 303
    assert site.client.base_url.join(answer.headers["location"]) == site.link(bob)
    assert site.story.row(bob).state == "accepted"
    page = await site.look(bob)
    assert page.status_code == 200
    assert title(page) == "You are in: Northwind"
    said = text(page)
    assert "Welcome to Northwind . You accepted on 23 November 2026, 10:30" in said
    assert "the workgroup Design" in said
    assert "a personal workgroup of your own" in said
    assert buttons(page) == []


async def test_accepting_twice_says_that_one_is_already_in_and_tells_the_inviter_once(
    site: Site,
) -> None:
    bob = site.story.invite()
    await site.press(bob, "accept")

    again = await site.press(bob, "accept")

    assert again.status_code == 303
    assert "you are already in" in text(await site.look(bob))
    assert len(site.story.outbox("slack.accepted")) == 1


async def test_declining_what_was_accepted_changes_nothing_and_shows_that_one_is_in(
    site: Site,
) -> None:
    bob = site.story.invite()
    await site.press(bob, "accept")

    answer = await site.press(bob, "decline")

    assert answer.status_code == 303
    assert title(await site.look(bob)) == "You are in: Northwind"
    assert site.story.row(bob).state == "accepted"


async def test_who_declines_can_undo_it_until_the_end(site: Site) -> None:
    bob = site.story.invite()
    answer = await site.press(bob, "decline")
    assert answer.status_code == 303

    page = await site.look(bob)
    assert page.status_code == 200
    assert title(page) == "You declined: Northwind"
    assert "You can still accept until 7 December 2026, 10:30" in text(page)
    [(undo, words)] = buttons(page)
    assert words == "Accept"
    assert (await site.client.post(undo)).status_code == 303
    assert site.story.row(bob).state == "accepted"


async def test_a_decline_past_its_end_stays_one(site: Site) -> None:
    bob = site.story.invite()
    await site.press(bob, "decline")
    site.story.wait(days=14)

    page = await site.look(bob)
    assert page.status_code == 200
    assert "It can’t be accepted any more." in text(page)
    assert buttons(page) == []
    for what in ("accept", "decline"):
        late = await site.press(bob, what)
        assert late.status_code == 410
        assert title(late) == "You declined: Northwind"
    assert site.story.row(bob).state == "declined"


async def test_a_decline_can_not_be_undone_once_the_address_was_invited_anew(site: Site) -> None:
    bob = site.story.invite()
    await site.press(bob, "decline")
    site.story.wait(hours=1)
    site.story.invite()

    assert buttons(await site.look(bob)) == []
    assert (await site.press(bob, "accept")).status_code == 410


@pytest.mark.parametrize("swept", [False, True])
async def test_past_its_end_it_is_gone_whether_or_not_a_sweep_has_run(
    site: Site, swept: bool
) -> None:
    bob = site.story.invite()
    site.story.wait(days=14)
    if swept:
        site.story.expire()

    page = await site.look(bob)

    assert page.status_code == 410
    assert title(page) == "Expired: invitation to Northwind"
    assert "The invitation was open until 7 December 2026, 10:30" in text(page)
    assert 'href="mailto:lev@northwind.example"' in page.text
    assert buttons(page) == []


async def test_a_revoked_one_is_gone_and_names_whom_to_ask(site: Site) -> None:
    bob = site.story.invite()
    site.story.revoke(bob)

    page = await site.look(bob)

    assert page.status_code == 410
    assert title(page) == "Withdrawn: invitation to Northwind"
    assert "If you think that this is a mistake, ask Lev Lead ." in text(page)
    assert 'href="mailto:lev@northwind.example"' in page.text


@pytest.mark.parametrize("what", ["accept", "decline"])
@pytest.mark.parametrize("end", ["expired", "revoked"])
async def test_an_answer_to_what_is_over_is_gone_too_and_changes_nothing(
    site: Site, what: str, end: str
) -> None:
    bob = site.story.invite()
    if end == "revoked":
        site.story.revoke(bob)
    else:
        site.story.wait(days=14)
    before = site.story.row(bob).state

    late = await site.press(bob, what)

    assert late.status_code == 410
    assert title(late) == title(await site.look(bob))
    assert site.story.row(bob).state == before


async def test_a_resent_invitation_keeps_its_link(site: Site, now: datetime) -> None:
    bob = site.story.invite()
    old = site.link(bob)
    site.story.wait(days=3)
    site.story.resend(bob)

    page = await site.get(old)

    assert page.status_code == 200
    assert "Open until 10 December 2026" in text(page)


async def test_every_state_offers_to_stop_the_mails_in_the_same_place(site: Site) -> None:
    bob, cyd, dan, eve = (
        site.story.invite(f"{name}@example.com") for name in ("bob", "cyd", "dan", "eve")
    )
    await site.press(cyd, "accept")
    await site.press(dan, "decline")
    site.story.revoke(eve)
    for invitation in (bob, cyd, dan, eve):
        page = await site.look(invitation)
        stop = site.stop_link(invitation).removeprefix("https://usher.example.com")
        footer = page.text.partition("<footer")[2]
        assert f'href="{stop}">Don’t mail me again</a>' in footer
        assert text(page).endswith("Don’t mail me again")


async def test_who_has_stopped_the_mails_reads_so_instead(site: Site) -> None:
    bob = site.story.invite()
    site.story.stop(bob)

    page = await site.look(bob)

    assert "This address gets no more mails about invitations to Northwind ." in text(page)
    assert "/u/" not in page.text
    assert [words for _, words in buttons(page)] == ["Accept", "Decline"]


async def test_an_inviter_without_name_and_address_is_a_colleague(site: Site) -> None:
    bob = site.story.invite()
    site.story.revoke(bob)
    with site.story.database.transaction() as unit:
        unit.execute(
            update(Member).where(Member.slack_user == LEV.user).values(name=" ", email=None)
        )

    page = await site.look(bob)

    assert "mailto:" not in page.text
    assert "ask A colleague ." in text(page)


async def test_who_has_accepted_and_only_they_are_led_into_slack(site: Site) -> None:
    bob, amy = site.story.invite(), site.story.invite("amy@example.com")
    typed = {"join_link": "https://join.slack.com/t/x?a=1&b=2"}
    site.story.database.run(workspace_settings.change, ADA, typed, Limits(), site.story.now)
    assert "join.slack.com" not in (await site.look(bob)).text
    await site.press(bob, "accept")
    assert "https://join.slack.com/t/x?a=1&b=2" in links(await site.look(bob))
    await site.press(amy, "decline")
    assert "join.slack.com" not in (await site.look(amy)).text


async def test_without_a_way_into_slack_the_page_names_none(site: Site) -> None:
    bob = site.story.invite()
    await site.press(bob, "accept")
    assert "Slack" not in text(await site.look(bob))
