"""The main job, end to end: over HTTP, SMTP and the database, with nothing made up between."""

import json
from datetime import timedelta

from tests.flows.usher import Usher
from tests.patience import until
from tests.scripts import ENGLAND


async def test_lev_invites_ivy_and_she_is_in(usher: Usher) -> None:
    slack = usher.slack
    await usher.slack.open_home("lev")
    assert (await slack.click("lev", "workgroup.create", place="home")).ok
    assert (await slack.submit("lev", {"name": "Design", "description": "How it looks"})).ok

    assert (await slack.command("lev", "/invite Ivy Invited <ivy@example.com>")).ok
    [design] = await slack.suggest("lev", "workgroup", "d")
    outcome = await slack.submit(
        "lev",
        {"personal_workgroup": ["yes"], "workgroup": design["value"], "note": "Welcome <b>!"},
    )
    assert outcome.ok, outcome
    assert "ivy@example.com" in str(slack.view("lev"))

    mail = await usher.mail_to("ivy@example.com")
    assert "Lev Lead" in mail["subject"]
    assert "Welcome &lt;b&gt;!" in mail["html"]
    link = usher.link_in(mail)

    page = await usher.browser.get(link)
    assert page.status_code == 200
    assert "Design" in page.text
    accepted = await usher.browser.post(f"{link}/accept")
    assert (accepted.status_code, str(accepted.url)) == (200, link)

    told = await usher.message("lev", "accepted")
    assert "ivy@example.com" in str(told)
    await usher.browser.post(f"{link}/accept")
    groups = {row["name"]: row["members"] for row in await usher.rows("workgroups")}
    assert "ivy@example.com" in groups["Design"]
    assert "ivy@example.com" in groups["Public"]
    assert groups["Ivy Invited"] == "ivy@example.com"
    assert str(slack.messages("lev")).count("accepted your invitation") == str(told).count(
        "accepted your invitation"
    )


async def test_a_slip_of_the_pen_is_mailed_only_when_it_is_sent_again(usher: Usher) -> None:
    slack = usher.slack
    assert (await slack.command("lev", "/invite ivy@exmaple.com bob@example.com")).ok
    await slack.submit("lev", {})
    assert "ivy@exmaple.com: did you mean ivy@example.com?" in slack.errors("lev")["emails"]
    await usher.rest()
    assert slack.mails == []
    await slack.submit("lev", {})
    assert slack.errors("lev") == {}
    await usher.mail_to("ivy@exmaple.com")
    await usher.mail_to("bob@example.com")
    assert len(slack.mails) == 2


async def test_what_belongs_to_a_text_arrives_wherever_it_is_read(usher: Usher) -> None:
    slack, persian = usher.slack, "علی\u200cرضا"
    group, note = f"{persian} {ENGLAND}", f"{persian} 👩\u200d💻 {ENGLAND} क्\u200dष"
    await slack.open_home("lev")
    assert (await slack.click("lev", "workgroup.create", place="home")).ok
    assert (await slack.submit("lev", {"name": group, "description": note})).ok
    assert (await slack.command("lev", f"/invite {persian} 👩\u200d💻 <ali@example.com>")).ok
    [picked] = await slack.suggest("lev", "workgroup", persian)
    assert picked["text"]["text"] == group
    fields = {"personal_workgroup": ["yes"], "workgroup": picked["value"], "note": f"\u2066{note}"}
    assert (await slack.submit("lev", fields)).ok

    mail = await usher.mail_to("ali@example.com")
    link = usher.link_in(mail)
    page = await usher.browser.get(link)
    for read in (mail["text"], mail["html"], page.text):
        assert note in read
        assert group in read
    [invitation] = await usher.rows("invitations")
    assert (invitation["workgroup"], invitation["note"]) == (group, note)
    await usher.browser.post(f"{link}/accept")
    groups = {row["name"]: row["description"] for row in await usher.rows("workgroups")}
    assert groups[group] == note
    assert f"{persian} 👩\u200d💻" in groups
    assert group in json.dumps(await usher.message("lev", "accepted"), ensure_ascii=False)


async def test_mail_goes_to_whom_the_copied_list_means_and_nobody_else(usher: Usher) -> None:
    await usher.slack.command("lev", "/invite")
    copied = (
        "To: Smith, Jon <jon@example.com>; Doe, Kim <mailto:kim%2Bwork@example.com>\n"
        "mailto://max@example.com?subject=Hi\u200b\nlea@example.com\u200bLiz@example.com"
    )
    assert (await usher.slack.submit("lev", {"emails": copied})).ok
    meant = ["Liz@example.com", "jon@example.com", "kim+work@example.com"]
    meant += ["lea@example.com", "max@example.com"]
    for address in meant:
        await usher.mail_to(address)
    assert sorted(to for mail in usher.slack.mails for to in mail["rcpt_to"]) == meant


async def test_nobody_answers_and_everybody_is_reminded(usher: Usher) -> None:
    await usher.invite("lev", "ivy@example.com", locale="ru")
    first = await usher.mail_to("ivy@example.com")
    usher.clock.move(timedelta(days=2))
    reminder = await usher.mail_to("ivy@example.com", 2)
    assert usher.link_in(reminder) == usher.link_in(first)
    assert usher.header(reminder, "In-Reply-To") == usher.header(first, "Message-ID")
    await usher.message("ada", "ivy@example.com")

    usher.clock.move(timedelta(days=3))
    await usher.mail_to("ivy@example.com", 3)
    usher.clock.move(timedelta(days=5))
    await usher.mail_to("ivy@example.com", 4)
    usher.clock.move(timedelta(days=2))
    await usher.message("lev", "ivy@example.com")

    usher.clock.move(timedelta(days=2))
    await until(lambda: len(usher.slack.messages("lev")) == 2)
    page = await usher.browser.get(usher.link_in(first))
    assert page.status_code == 410
    assert len(usher.slack.mails) == 4


async def test_ada_revokes_from_her_reminder_and_the_message_says_so(usher: Usher) -> None:
    await usher.invite("lev", "ivy@example.com")
    link = usher.link_in(await usher.mail_to("ivy@example.com"))
    usher.clock.move(timedelta(days=2))
    await usher.message("ada", "ivy@example.com")
    invitation = (await usher.rows("invitations"))[0]["id"]
    assert (await usher.slack.click("ada", "invitation.menu", f"revoke:{invitation}")).ok
    assert (await usher.slack.submit("ada", {})).ok
    await until(lambda: "Revoked by" in str(usher.slack.messages("ada")))
    assert "Ada" in str(usher.slack.messages("ada"))
    assert (await usher.browser.get(link)).status_code == 410
    assert (await usher.browser.post(f"{link}/accept")).status_code == 410


async def test_a_refused_address_reaches_lev_within_seconds(usher: Usher) -> None:
    await usher.invite("lev", "bounce@example.com")
    told = await usher.message("lev", "bounce@example.com")
    assert "550" in str(told)


async def test_ivy_wants_no_mail_and_the_next_inviter_reads_why(usher: Usher) -> None:
    await usher.invite("lev", "ivy@example.com")
    mail = await usher.mail_to("ivy@example.com")
    stop = usher.header(mail, "List-Unsubscribe").strip("<>")
    pressed = await usher.browser.post(stop, data={"List-Unsubscribe": "One-Click"})
    assert pressed.status_code == 200
    await usher.message("lev", "ivy@example.com")
    await usher.browser.post(f"{usher.link_in(mail)}/decline")
    assert (await usher.slack.command("ada", "/invite ivy@example.com")).ok
    assert (await usher.slack.submit("ada", {})).ok
    assert "ivy@example.com" in usher.slack.errors("ada")["emails"]
    usher.clock.move(timedelta(days=3))
    assert len(usher.slack.mails) == 1


async def test_a_guest_is_told_that_they_may_not_and_nothing_of_theirs_stays(usher: Usher) -> None:
    assert (await usher.slack.command("gus", "/invite ivy@example.com")).ok
    assert usher.slack.view("gus") is None
    assert usher.slack.messages("gus", place="general")
    assert await usher.rows("invitations") == []
    assert "gus@" not in str(await usher.rows("members"))
