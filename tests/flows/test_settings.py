"""Settings that an admin changes on Home hold at once, wherever they matter."""

from datetime import timedelta
from typing import Any

from tests.flows.usher import Usher


async def save(usher: Usher, section: str, **values: Any) -> None:
    if usher.slack.home("ada") is None:
        await usher.slack.open_home("ada")
    if '"settings"' not in str(usher.slack.home("ada")["private_metadata"]):  # type: ignore[index]
        assert (await usher.slack.click("ada", "home.tab", "settings", place="home")).ok
    assert (await usher.slack.click("ada", "settings.edit", section, place="home")).ok
    outcome = await usher.slack.submit("ada", values)
    assert outcome.ok, outcome
    assert usher.slack.view("ada") is None, usher.slack.errors("ada")


async def test_everybody_may_invite_and_then_only_admins(usher: Usher) -> None:
    await save(usher, "who", who_may_invite="everyone")
    await usher.invite("mia", "ivy@example.com")
    await usher.mail_to("ivy@example.com")
    await save(usher, "who", who_may_invite="admins")
    await usher.slack.close("mia")
    assert (await usher.slack.command("lev", "/invite bob@example.com")).ok
    assert (await usher.slack.submit("lev")).ok
    await usher.message("ada", "bob@example.com")
    assert not [mail for mail in usher.slack.mails if "bob@example.com" in mail["rcpt_to"]]


async def test_a_blocked_domain_is_refused_under_the_field(usher: Usher) -> None:
    await save(usher, "domains", blocked_domains="rival.example")
    assert (await usher.slack.command("lev", "/invite a@rival.example b@example.com")).ok
    await usher.slack.submit("lev")
    assert "a@rival.example" in usher.slack.errors("lev")["emails"]
    assert usher.slack.mails == []


async def test_the_lifetime_replies_and_the_way_into_slack(usher: Usher) -> None:
    await save(
        usher,
        "invitations",
        lifetime_days="3",
        reply_to=["yes"],
        join_link="https://join.slack.com/t/northwind",
        personal_pattern="Desk of {name}",
    )
    await usher.invite("lev", "Ivy <ivy@example.com>", personal_workgroup=["yes"])
    mail = await usher.mail_to("ivy@example.com")
    assert "lev@northwind.example" in usher.header(mail, "Reply-To")
    link = usher.link_in(mail)
    before = await usher.browser.get(link)
    assert "join.slack.com" not in before.text, "who has not accepted is not led into Slack"
    page = await usher.browser.post(f"{link}/accept")
    assert 'href="https://join.slack.com/t/northwind"' in page.text
    await usher.slack.click("ada", "home.tab", "workgroups", place="home")
    assert "Desk of Ivy" in str(usher.slack.home("ada"))
    await usher.invite("lev", "bob@example.com")
    second = usher.link_in(await usher.mail_to("bob@example.com"))
    usher.clock.move(timedelta(days=3, hours=1))
    assert (await usher.browser.get(second)).status_code == 410


async def test_a_limit_is_counted_from_now_on(usher: Usher) -> None:
    await save(usher, "limits", inviter_daily="1")
    await usher.invite("lev", "ivy@example.com")
    await usher.slack.close("lev")
    assert (await usher.slack.command("lev", "/invite bob@example.com")).ok
    await usher.slack.submit("lev")
    assert "You may invite 1 person a day." in usher.slack.errors("lev")["emails"]


async def test_the_admins_are_reminded_when_they_want_to_be(usher: Usher) -> None:
    await usher.invite("lev", "ivy@example.com")
    await usher.mail_to("ivy@example.com")
    await save(usher, "reminders", digest_time="23:30", digest_days=["4"])
    usher.clock.move(timedelta(days=2))
    await usher.mail_to("ivy@example.com", 2)
    assert "ivy@example.com" not in str(usher.slack.messages("ada"))
    usher.clock.move(timedelta(days=1, hours=13, minutes=5))
    await usher.message("ada", "ivy@example.com")
