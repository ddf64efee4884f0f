"""The page to unsubscribe: a look changes nothing, one button or one click stops the mails."""

from tests.bot.web.site import Site, buttons, text, title

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


async def test_the_stop_page_shows_one_button_and_changes_nothing(site: Site) -> None:
    bob = site.story.invite()

    page = await site.get(site.stop_link(bob))

    assert page.status_code == 200
    assert title(page) == "No more mails from Northwind?"
    assert "bob@example.com would get no more reminders" in text(page)
    here = site.stop_link(bob).removeprefix("https://usher.example.com")
    assert buttons(page) == [(here, "Don’t mail me again")]
    assert site.story.outbox("slack.stopped") == []


async def test_the_button_stops_the_mails_and_says_so(site: Site) -> None:
    bob = site.story.invite()
    [(target, _)] = buttons(await site.get(site.stop_link(bob)))

    page = await site.client.post(
        target, data=ONE_CLICK, headers={"Origin": str(site.client.base_url)}
    )

    assert page.status_code == 200
    assert title(page) == "No more mails from Northwind"
    assert "bob@example.com gets no more mails" in text(page)
    assert len(site.story.outbox("slack.stopped")) == 1
    assert [parcel.kind for parcel in site.story.deliver("mail.%")] == []


async def test_a_mail_clients_one_click_stops_the_mails(site: Site) -> None:
    """RFC 8058: a POST from the provider, without cookies, origin or referer."""
    bob = site.story.invite()

    answer = await site.client.post(site.stop_link(bob), data=ONE_CLICK)

    assert answer.status_code == 200
    assert len(site.story.outbox("slack.stopped")) == 1


async def test_a_web_mail_of_another_site_may_click_too(site: Site) -> None:
    bob = site.story.invite()

    foreign = {"Origin": "https://mail.example.net", "Sec-Fetch-Site": "cross-site"}
    answer = await site.client.post(site.stop_link(bob), data=ONE_CLICK, headers=foreign)

    assert answer.status_code == 200
    assert len(site.story.outbox("slack.stopped")) == 1


async def test_stopping_twice_is_fine_and_tells_the_inviter_once(site: Site) -> None:
    bob = site.story.invite()

    for _ in range(2):
        assert (await site.client.post(site.stop_link(bob))).status_code == 200

    assert len(site.story.outbox("slack.stopped")) == 1
    assert title(await site.get(site.stop_link(bob))) == "No more mails from Northwind"


async def test_stopping_neither_accepts_nor_declines(site: Site) -> None:
    bob = site.story.invite()

    await site.client.post(site.stop_link(bob))

    assert site.story.row(bob).state == "pending"
    assert [words for _, words in buttons(await site.look(bob))] == ["Accept", "Decline"]
    assert (await site.press(bob, "accept")).status_code == 303


async def test_it_works_after_the_end_of_the_invitation_too(site: Site) -> None:
    bob = site.story.invite()
    site.story.wait(days=20)

    assert (await site.get(site.stop_link(bob))).status_code == 200
    assert (await site.client.post(site.stop_link(bob))).status_code == 200
    assert site.story.row(bob).state in {"pending", "expired"}


async def test_the_stop_page_does_not_lead_to_the_invitation(site: Site) -> None:
    """Providers hold this link: it must not let them accept."""
    bob = site.story.invite()

    page = await site.get(site.stop_link(bob))

    assert "/i/" not in page.text
    assert site.link(bob).rpartition("/")[2] not in page.text


async def test_a_huge_body_stops_nothing(site: Site) -> None:
    bob = site.story.invite()

    answer = await site.client.post(site.stop_link(bob), content=b"x" * (16 * 1024 + 1))

    assert answer.status_code == 413
    assert site.story.outbox("slack.stopped") == []
