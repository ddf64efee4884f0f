"""Asking for an invitation, end to end: from who may not invite to the one who is in."""

from datetime import timedelta

from commands.directory.change_role import set_role
from tests.flows.usher import Usher
from tests.people import MIA


async def test_mia_asks_ada_approves_and_ivy_is_in(usher: Usher) -> None:
    slack = usher.slack
    await usher.ask()
    request = await usher.message("ada", "request.approve")
    assert "ivy@example.com" in str(request)
    assert "She draws" in str(request)
    assert slack.mails == []

    assert (await slack.click("ada", "request.approve")).ok
    await usher.message("ada", "Approved by Ada Admin")
    await usher.message("mia", "Ada Admin approved your request")
    mail = await usher.mail_to("ivy@example.com")
    assert "Mia Member" in mail["subject"]
    link = usher.link_in(mail)
    assert (await usher.browser.post(f"{link}/accept")).status_code == 200
    await usher.message("mia", "accepted your invitation")


async def test_ada_refuses_with_a_reason_and_eve_sees_it(usher: Usher) -> None:
    slack = usher.slack
    await slack.join("Eve Admin", "eve@northwind.example")
    await slack.change("eve", is_admin=True)
    await slack.open_home("eve")
    await usher.ask()
    for admin in ("ada", "eve"):
        await usher.message(admin, "request.refuse")
    assert (await slack.click("ada", "request.refuse")).ok
    assert (await slack.submit("ada", {"reason": "We know her already"})).ok
    await usher.message("eve", "Refused by Ada Admin")
    told = await usher.message("mia", "refused your request")
    assert "We know her already" in str(told)
    assert slack.mails == []
    [row] = await usher.rows("invitations")
    assert (row["state"], row["mail"]) == ("refused", "")


async def test_mia_takes_her_request_back_and_ada_comes_too_late(usher: Usher) -> None:
    slack = usher.slack
    await usher.ask()
    await usher.message("ada", "request.approve")
    assert (await slack.command("mia", "/invite revoke ivy@example.com")).ok
    assert "is taken back" in str(slack.messages("mia", place="general"))
    await usher.message("ada", "Withdrawn by Mia Member")
    assert "request.approve" not in str(slack.messages("ada"))
    assert slack.mails == []


async def test_nobody_decides_and_the_request_lapses(usher: Usher) -> None:
    await usher.ask()
    request = await usher.message("ada", "request.approve")
    assert request
    usher.clock.move(timedelta(days=14, minutes=1))
    await usher.message("mia", "has lapsed: no admin decided in time")
    await usher.message("ada", "Lapsed: nobody decided in time")
    assert usher.slack.mails == []


async def test_a_lead_who_invites_her_approves_the_request(usher: Usher) -> None:
    await usher.ask()
    await usher.message("ada", "request.approve")
    await usher.invite("lev", "ivy@example.com")
    assert "which approves the request of Mia Member" in str(usher.slack.view("lev"))
    await usher.message("mia", "Lev Lead approved your request")
    await usher.message("ada", "Approved by Lev Lead")
    await usher.mail_to("ivy@example.com")


async def test_made_a_lead_while_the_form_was_open_mia_invites(usher: Usher) -> None:
    slack = usher.slack
    await slack.change("mia", locale="en-US")
    assert (await slack.command("mia", "/invite ivy@example.com")).ok
    person = slack.workspace.person("mia")
    await usher.parts.run(set_role, MIA.email, "lead", usher.clock(), person["team_id"])
    assert (await slack.submit("mia")).ok
    assert "You may invite people here now" in str(slack.view("mia"))
    await usher.mail_to("ivy@example.com")


async def test_who_comes_to_run_slack_later_is_asked_then(usher: Usher) -> None:
    slack = usher.slack
    await usher.ask()
    await slack.join("Eve Admin", "eve@northwind.example")
    await slack.change("eve", is_admin=True)
    await slack.open_home("eve")
    await usher.message("eve", "request.approve")
